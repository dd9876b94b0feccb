// SPDX-License-Identifier: Apache-2.0
// The grammar for tree-sitter takes the programs that the compiler's own parser takes, and no others.
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/diag/codes/syntax.h"
#include "grammar/keywords.h"
#include "tests/unit/editors/tree.h"
#include "tests/unit/grammar/damage.h"
#include "tests/unit/grammar/parsed.h"

namespace nasg::editors::testing {
namespace {

namespace code = diag::code;
using grammar::testing::Parsed;

/// Whether the compiler refuses a text for what a context-free grammar can tell. It cannot tell how deep
/// expressions nest, how large a number is, and that a space has a frame already. Nor that a reserved word
/// stands for a value: tree-sitter reads it as a name wherever the word itself cannot stand.
bool is_refused(const Parsed& parsed) {
  return std::ranges::any_of(parsed.sink.all(), [](const diag::Diagnostic& it) {
    return it.code != code::E0103 && it.code != code::E0105 && it.code != code::E0112 &&
           it.code != code::E0113;
  });
}

/// Whether a reserved word was taken for a name, which tree-sitter does wherever the word itself cannot
/// stand.
bool names_a_reserved_word(const Tree& tree) {
  bool found = false;
  tree.each([&](TSNode node) {
    const std::string type = ts_node_type(node);
    found |= (type == "identifier" || type == "reference" || type == "unit") &&
             grammar::is_reserved(std::string(tree.text(node)));
  });
  return found;
}

TEST(TreeSitter, TakesAndRefusesTheProgramsThatTheCompilerDoes) {
  std::size_t taken = 0;
  std::size_t refused = 0;
  for (const File& file : programs()) {
    const bool wrong = is_refused(Parsed(file.text));
    EXPECT_EQ(Tree(file.text).has_error(), wrong) << file.path;
    (wrong ? refused : taken) += 1;
  }
  EXPECT_GT(taken, 40U);
  EXPECT_GT(refused, 0U);
}

TEST(TreeSitter, TakesAndRefusesTheExamplesOfEveryDiagnostic) {
  for (const diag::CodeInfo& row : diag::all_codes()) {
    EXPECT_FALSE(Tree(row.right).has_error()) << row.id;
    EXPECT_EQ(Tree(row.wrong).has_error(), is_refused(Parsed(row.wrong))) << row.id;
  }
}

TEST(TreeSitter, AgreesWithTheCompilerOnDamagedPrograms) {
  std::mt19937 random(20260101);
  std::size_t taken = 0;
  std::size_t reserved = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::string text = grammar::testing::damaged(grammar::testing::kProgram, random);
    if (text.find('\0') != std::string::npos) continue;  // no text: the compiler does not read such a file
    const Tree tree(text);
    const bool wrong = is_refused(Parsed(text));
    if (wrong && !tree.has_error() && names_a_reserved_word(tree)) {
      ++reserved;
      continue;
    }
    ASSERT_EQ(tree.has_error(), wrong) << text << "\n" << tree.structure();
    taken += wrong ? 0 : 1;
  }
  EXPECT_GT(taken, 50U);
  EXPECT_LT(reserved, 50U);
}

TEST(TreeSitter, TakesWhatNoGrammarCanRefuse) {
  EXPECT_FALSE(Tree("op let = relu;").has_error());
  EXPECT_FALSE(Tree("op f = conv2d(space);").has_error());
  EXPECT_FALSE(Tree("op f = g(99999999999999999999);").has_error());
  EXPECT_FALSE(Tree("space S : [1] -> [1] { frame = A; frame = A; A = id; }").has_error());
}

}  // namespace
}  // namespace nasg::editors::testing
