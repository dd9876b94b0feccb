// SPDX-License-Identifier: Apache-2.0
// The corpus of tree-sitter's own test command: a title between two rules of `=`, a program, a rule of `-`,
// and the tree with the names of its fields.
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>

#include "tests/unit/editors/tree.h"

namespace nasg::editors::testing {
namespace {

/// With single blanks, and none before `)`.
std::string in_one_line(const std::string& tree) {
  const std::string spaced = std::regex_replace(tree, std::regex("\\s+"), " ");
  return std::regex_replace(spaced, std::regex("^ | (?=\\))| $"), "");
}

TEST(Corpus, HoldsTheTreesOfItsPrograms) {
  const std::regex head("={3,}\n([^\n]+)\n={3,}\n");
  std::size_t count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(NASG_SOURCE_DIR "/grammar/editors/tree-sitter/test/corpus")) {
    const std::string text = read(entry.path());
    for (auto it = std::sregex_iterator(text.begin(), text.end(), head); it != std::sregex_iterator(); ++it) {
      const auto next = std::next(it);
      const std::size_t begin = it->position() + it->length();
      const std::size_t end = next == std::sregex_iterator() ? text.size() : next->position();
      const std::string body = text.substr(begin, end - begin);
      const std::size_t rule = body.find("\n---");
      ASSERT_NE(rule, std::string::npos) << (*it)[1];
      EXPECT_EQ(Tree(body.substr(0, rule)).structure(), in_one_line(body.substr(body.find('\n', rule + 1))))
          << entry.path() << ": " << (*it)[1];
      ++count;
    }
  }
  EXPECT_EQ(count, 20U);
}

}  // namespace
}  // namespace nasg::editors::testing
