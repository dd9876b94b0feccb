// SPDX-License-Identifier: Apache-2.0
// Random damage to a valid program never crashes the parser, and every place it tells lies in the text.
#include <gtest/gtest.h>

#include "tests/unit/grammar/damage.h"
#include "tests/unit/grammar/parsed.h"

namespace nasg::grammar::testing {
namespace {

TEST(Damage, LeavesTheUndamagedProgramValid) {
  EXPECT_TRUE(Parsed(kProgram).errors().empty());
}

TEST(Damage, NeverCrashesTheParserNorMisplacesItsMessages) {
  std::mt19937 random(20240229);
  std::size_t valid = 0;
  for (int round = 0; round < 1000; ++round) {
    const std::string text = damaged(kProgram, random);
    const Parsed parsed(text);
    valid += parsed.sink.has_errors() ? 0 : 1;
    for (const diag::Diagnostic& error : parsed.sink.all()) {
      ASSERT_TRUE(error.primary.known());
      ASSERT_LE(error.primary.begin, error.primary.end) << text;
      ASSERT_LE(error.primary.end, text.size()) << text;
      ASSERT_FALSE(error.message().empty());
    }
    dump(parsed.module);
  }
  EXPECT_GT(valid, 0U) << "some damage, to comments say, does no harm";
  EXPECT_LT(valid, 500U);
}

}  // namespace
}  // namespace nasg::grammar::testing
