// SPDX-License-Identifier: Apache-2.0
// Many mistakes in one text: each is told, none twice, and the rest is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/grammar/parsed.h"

namespace nasg::grammar::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr const char* kManyMistakes = R"(import std.vision
op a = relu conv;
op b(k = conv2d(C, kernel = k);
op c : [C, H -> [C, H] = relu;
op d = conv2d(2C, kernel = 3);
topology T(a, b) = |x| { y = a(x) z = b(y); y + z }
topology U(a) = |x| { y = a(x; z = b(y; z }
spce S : [3, 8, 8] -> [10] {
  frame = stem(16) >> D1 >> classifier(10)
  D1 = Linear2(C, C) | ;
  limt depth <= 9;
  C = conv3x3 | id where conected;
  F = a $ b;
  G = (a >> b;
  H = "abc;
  I : [C] = id;
  5 = id;
  K = id;
}
search q on S(width = 8 { seed = 5; }
search r on S { objective train(x = 1); budget = 40 evaluations; seed == 4; }
op z = |x| { x } >> relu;
op last = relu;
)";

TEST(Recovery, TellsEveryMistakeOnce) {
  EXPECT_THAT(
      Parsed(kManyMistakes).errors(),
      ElementsAre("1:18: E0101 expected `;` after the import, found `op`",
                  "2:13: E0101 expected `;` after the op, found `conv`",
                  "3:31: E0101 expected `,` or `)`, found `;`", "4:14: E0101 expected `,` or `]`, found `->`",
                  "5:15: E0104 `2C` is no number", "6:35: E0101 expected `;` after the equation, found `z`",
                  "7:30: E0101 expected `,` or `)`, found `;`", "7:39: E0101 expected `,` or `)`, found `;`",
                  "8:1: E0101 expected `import`, `op`, `topology`, `space` or `search`, found `spce`",
                  "9:43: E0101 expected `;` after the frame, found `D1`",
                  "10:24: E0101 expected an expression, found `;`",
                  "11:8: E0101 expected `:`, `=` or `|=`, found `depth`",
                  "12:26: E0101 expected `connected`, found `conected`",
                  "13:9: E0102 `$` is no character of the language", "14:14: E0101 expected `)`, found `;`",
                  "15:7: E0106 a text ends with `\"` on the line where it begins",
                  "16:11: E0101 expected `->`, found `=`",
                  "17:3: E0101 expected a rule, `frame`, `limit`, `level`, `notation` or `}`, found `5`",
                  "20:25: E0101 expected `,` or `)`, found `{`", "21:27: E0101 expected `=`, found `train`",
                  "21:72: E0101 expected an expression, found `=`",
                  "22:18: E0101 expected `import`, `op`, `topology`, `space` or `search`, found `>>`"));
}

TEST(Recovery, KeepsWhatStandsAroundTheMistakes) {
  const Parsed parsed(kManyMistakes);
  EXPECT_THAT(parsed.module.ops, SizeIs(6)) << "a to d, z and last";
  EXPECT_THAT(parsed.module.topologies, SizeIs(2));
  ASSERT_THAT(parsed.module.spaces, SizeIs(1));
  std::vector<std::string> rules;
  for (const RuleDeclaration& rule : parsed.module.spaces[0].rules) rules.push_back(rule.name.text);
  EXPECT_THAT(rules, ElementsAre("D1", "limt", "C", "F", "G", "H", "I", "K"));
}

TEST(Recovery, SuppliesAForgottenBraceBeforeTheNextDeclaration) {
  const Parsed parsed("space S { A = id;\nspace T { B = id; }\n");
  EXPECT_THAT(parsed.errors(), SizeIs(1));
  EXPECT_THAT(parsed.module.spaces, SizeIs(2));
}

TEST(Recovery, TellsOfARunOfBadCharactersOnce) {
  EXPECT_THAT(Parsed("op f = $$$$$ relu;").errors(), SizeIs(1));
  EXPECT_THAT(Parsed(std::string(100000, '#')).errors(), SizeIs(1));
}

TEST(Recovery, StopsTellingAfterAHundredMistakes) {
  std::string text;
  for (int i = 0; i < 150; ++i) text += "op f = ;\n";
  const Parsed parsed(text);
  EXPECT_THAT(parsed.sink.all(), SizeIs(100));
  EXPECT_THAT(parsed.sink.all().back().notes, ElementsAre("50 further mistakes are not shown"));
}

TEST(Recovery, MayStopAtEveryByteOfAProgram) {
  const std::string text = kManyMistakes;
  for (std::size_t length = 0; length < text.size(); ++length) {
    const Parsed parsed(text.substr(0, length));
    for (const diag::Diagnostic& error : parsed.sink.all()) {
      ASSERT_LE(error.primary.begin, error.primary.end) << length;
      ASSERT_LE(error.primary.end, length);
    }
  }
}

}  // namespace
}  // namespace nasg::grammar::testing
