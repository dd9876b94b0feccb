// SPDX-License-Identifier: Apache-2.0
// The programs that come with the project, and the examples of the table of diagnostics.
#include <gtest/gtest.h>

#include <filesystem>

#include "compiler/diag/render.h"
#include "tests/unit/grammar/parsed.h"

namespace nasg::grammar::testing {
namespace {

TEST(Programs, OfTheProjectParse) {
  std::size_t count = 0;
  for (const std::string folder : {"/stdlib", "/examples"}) {
    const std::string root = NASG_SOURCE_DIR + folder;
    if (!std::filesystem::exists(root)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".nasg") continue;
      diag::SourceMap sources;
      diag::Sink sink;
      const auto id = read_source(sources, entry.path());
      ASSERT_TRUE(id.ok()) << entry.path();
      parse(sources, *id, sink);
      for (const diag::Diagnostic& error : sink.all())
        ADD_FAILURE() << diag::render_text(sources, error, false);
      ++count;
    }
  }
  EXPECT_GT(count, 0U);
}

TEST(Codes, OfSyntaxHaveExamplesThatGiveJustThem) {
  for (const diag::CodeInfo& row : diag::all_codes()) {
    if (!std::string(row.id).starts_with("E01") || *row.wrong == '\0') continue;
    const Parsed parsed(row.wrong);
    ASSERT_EQ(parsed.sink.all().size(), 1U) << row.id;
    EXPECT_EQ(parsed.sink.all()[0].code, row.code) << row.id;
  }
}

TEST(Codes, HaveMendedExamplesThatParse) {
  for (const diag::CodeInfo& row : diag::all_codes())
    EXPECT_EQ(Parsed(row.right).errors(), std::vector<std::string>{}) << row.id;
}

}  // namespace
}  // namespace nasg::grammar::testing
