// SPDX-License-Identifier: Apache-2.0
// Quoted text.
#include "compiler/diag/quote.h"

#include <gtest/gtest.h>

namespace nasg::diag {
namespace {

TEST(Quote, EscapesWhatWouldEndOrBreakTheText) {
  EXPECT_EQ(quoted("a \"b\" \\ c\n\td"), R"("a \"b\" \\ c\n\td")");
  EXPECT_EQ(quoted(""), "\"\"");
}

}  // namespace
}  // namespace nasg::diag
