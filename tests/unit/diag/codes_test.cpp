// SPDX-License-Identifier: Apache-2.0
// The table of diagnostics is sound.
#include <gtest/gtest.h>

#include <set>

#include "compiler/diag/codes/search.h"
#include "compiler/diag/codes/syntax.h"
#include "compiler/diag/render.h"

namespace nasg::diag {
namespace {

TEST(Codes, AreUniqueByIdAndByName) {
  std::set<std::string> ids;
  std::set<std::string> names;
  for (const CodeInfo& row : all_codes()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_TRUE(names.insert(row.name).second) << row.id << " " << row.name;
    EXPECT_EQ(find_code(row.id), row.code);
    EXPECT_EQ(find_code(row.name), row.code);
  }
}

TEST(Codes, SayTheirMessageInTheHouseStyle) {
  for (const CodeInfo& row : all_codes()) {
    const std::string message = row.message;
    ASSERT_FALSE(message.empty()) << row.id;
    EXPECT_NE(message.back(), '.') << row.id;
    EXPECT_FALSE(std::string(row.explanation).empty()) << row.id;
    EXPECT_EQ(std::string(row.id).size(), 5U);
  }
}

TEST(Codes, ThatAreUnknownAreNotFound) {
  EXPECT_EQ(find_code("E9999"), std::nullopt);
  EXPECT_EQ(find_code(""), std::nullopt);
}

TEST(Explain, ShowsMessageMeaningAndBothPrograms) {
  const std::string text = explain(code::E0104);
  EXPECT_TRUE(text.starts_with("error E0104 (malformed-number): `…` is no number\n\n")) << text;
  EXPECT_NE(text.find("This program gives it:\n\n    op wide"), std::string::npos) << text;
  EXPECT_NE(text.find("And this one does not:\n\n    op wide"), std::string::npos) << text;
  EXPECT_EQ(text.back(), '\n');
}

TEST(Explain, WrapsLinesAtAHundredColumns) {
  for (const CodeInfo& row : all_codes()) {
    const std::string text = explain(row.code);
    const std::size_t body = text.find("\n\n") + 2;
    std::size_t width = 0;
    for (std::size_t i = body; i < text.size() && text.compare(i, 2, "\n\n") != 0; ++i) {
      width = text[i] == '\n' ? 0 : width + 1;
      ASSERT_LE(width, 100U) << row.id;
    }
  }
}

TEST(Sink, CountsErrorsButNotWarnings) {
  Sink sink;
  EXPECT_FALSE(sink.has_errors());
  sink.add(make(code::E0742, {}, "no compiler"));
  EXPECT_FALSE(sink.has_errors());
  sink.add(make(code::E0101, {}, "a", "b"));
  EXPECT_EQ(sink.errors(), 1U);
  EXPECT_EQ(sink.all().size(), 2U);
}

}  // namespace
}  // namespace nasg::diag
