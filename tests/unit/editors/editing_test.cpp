// SPDX-License-Identifier: Apache-2.0
// Trees under the hands of a person who types, and on what is no program.
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/editors/tree.h"
#include "tests/unit/grammar/damage.h"

namespace nasg::editors::testing {
namespace {

/// Repetitions are shared rule by rule, and the name that begins one is read to find out that it can be.
TEST(Editing, OfOneLineInAThousandReadsFewWordsAgain) {
  std::string text = "space S : [3, 8, 8] -> [3, 8, 8] {\n";
  for (int i = 0; i < 1000; ++i)
    text += "  R" + std::to_string(i) + " = Pair(conv(3, stride = 1), relu >> R7) | id @ 2;\n";
  const Tree before(text + "}\n");
  std::size_t nodes = 0;
  before.each([&](TSNode) { ++nodes; });
  EXPECT_GT(nodes, 30000U);

  const std::size_t at = text.find("relu", text.size() / 2);
  const Tree renamed = before.edited(at, 4, "mish");
  EXPECT_EQ(renamed.structure(), before.structure());
  EXPECT_LT(renamed.tokens_read(), 1050U);
  EXPECT_EQ(renamed.bytes_changed(), 0U);

  const Tree grown = before.edited(at, 4, "conv2d(3, kernel = 1) >> relu");
  EXPECT_EQ(grown.structure(), Tree(grown.source()).structure());
  EXPECT_LT(grown.tokens_read(), 1050U);
  EXPECT_GT(grown.bytes_changed(), 0U);
  EXPECT_LT(grown.bytes_changed(), 100U);
}

TEST(Editing, ComesToTheTreeOfTheWholeText) {
  std::mt19937 random(7);
  std::size_t valid = 0;
  for (int round = 0; round < 300; ++round) {
    const Tree before(grammar::testing::kProgram);
    const std::size_t at = random() % before.source().size();
    const std::size_t length = std::min<std::size_t>(random() % 9, before.source().size() - at);
    const Tree broken = before.edited(at, length, random() % 2 == 0 ? "a" : " ");
    const Tree whole(broken.source());
    EXPECT_EQ(broken.has_error(), whole.has_error()) << broken.source();
    if (!whole.has_error()) {
      EXPECT_EQ(broken.structure(), whole.structure()) << broken.source();
      ++valid;
    }
    const Tree mended = broken.edited(at, 1, before.source().substr(at, length));
    ASSERT_EQ(mended.source(), before.source());
    EXPECT_EQ(mended.structure(), before.structure()) << broken.source();
  }
  EXPECT_GT(valid, 30U);
}

TEST(Recovery, LeavesTheDeclarationsAroundAMistakeWhole) {
  const Tree tree(
      "op one = relu;\nop two = relu >> ;\ntopology T(a) = |x| { a(x) }\nspace S : [3] -> [3] { A = id; }\n");
  EXPECT_TRUE(tree.has_error());
  const std::string structure = tree.structure();
  for (const std::string type :
       {"(topology_declaration name:", "(space_declaration name:", "(rule_declaration name:"})
    EXPECT_NE(structure.find(type), std::string::npos) << structure;
}

TEST(Nonsense, OfAnyBytesHasATree) {
  std::mt19937 random(11);
  for (int round = 0; round < 500; ++round) {
    std::string text(random() % 400, ' ');
    for (char& byte : text) byte = static_cast<char>(random() % 256);
    const Tree tree(text);
    EXPECT_LE(ts_node_end_byte(tree.root()), text.size());
    EXPECT_TRUE(tree.has_error() || text.size() < 4);
  }
}

TEST(Nonsense, IsWhatIsLeftOfProgramsThatAreCutAnywhere) {
  const std::string text = grammar::testing::kProgram;
  for (std::size_t length = 0; length < text.size(); ++length) {
    const Tree tree(text.substr(0, length));
    EXPECT_LE(ts_node_end_byte(tree.root()), length);
  }
}

/// Debian 12's library frees what is not its own from 65,536 on, which later ones do not.
TEST(Nonsense, ThatNestsDeepEnds) {
  const Tree tree("op f = " + std::string(50'000, '('));
  EXPECT_TRUE(tree.has_error());
}

}  // namespace
}  // namespace nasg::editors::testing
