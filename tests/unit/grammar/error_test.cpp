// SPDX-License-Identifier: Apache-2.0
// One mistake, one message, at its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/grammar/parsed.h"

namespace nasg::grammar::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(Error, AForgottenSemicolonStandsBehindWhatItEnds) {
  EXPECT_THAT(Parsed("import std.vision\nop f = relu;").errors(),
              ElementsAre("1:18: E0101 expected `;` after the import, found `op`"));
  EXPECT_THAT(Parsed("op f = relu\nop g = relu;").errors(),
              ElementsAre("1:12: E0101 expected `;` after the op, found `op`"));
  EXPECT_THAT(Parsed("space S { A = id }").errors(),
              ElementsAre("1:17: E0101 expected `;` after the rule, found `}`"));
  EXPECT_THAT(Parsed("space S {\n frame = A >> A\n A = id;\n}").errors(),
              ElementsAre("2:16: E0101 expected `;` after the frame, found `A`"));
  EXPECT_THAT(Parsed("search q on S { seed = 1 }").errors(),
              ElementsAre("1:25: E0101 expected `;` after the setting, found `}`"));
}

TEST(Error, AForgottenSemicolonComesWithItsMend) {
  const Parsed parsed("space S { A = id }");
  ASSERT_THAT(parsed.sink.all().at(0).fixes, SizeIs(1));
  const diag::Fix& fix = parsed.sink.all()[0].fixes[0];
  EXPECT_EQ(fix.replacement, ";");
  EXPECT_EQ(fix.place.begin, 16U);
  EXPECT_EQ(fix.place.end, 16U);
}

TEST(Error, AForgottenSemicolonDoesNotHideTheNextRule) {
  const Parsed parsed("space S {\n A = id\n B = id;\n}");
  EXPECT_THAT(parsed.module.spaces.at(0).rules, SizeIs(2));
}

TEST(Error, AMissingExpressionIsNamed) {
  EXPECT_THAT(Parsed("op f = ;").errors(), ElementsAre("1:8: E0101 expected an expression, found `;`"));
  EXPECT_THAT(Parsed("space S { A = B | ; }").errors(),
              ElementsAre("1:19: E0101 expected an expression, found `;`"));
  EXPECT_THAT(Parsed("op f = a >> ;").errors(), ElementsAre("1:13: E0101 expected an expression, found `;`"));
}

TEST(Error, AMissingNameIsNamed) {
  EXPECT_THAT(Parsed("op = relu;").errors(),
              ElementsAre("1:4: E0101 expected the name of the op, found `=`"));
  EXPECT_THAT(Parsed("space { A = id; }").errors(),
              ElementsAre("1:7: E0101 expected the name of the space, found `{`"));
  EXPECT_THAT(Parsed("search q S { seed = 1; }").errors(),
              ElementsAre("1:10: E0101 expected `on`, found `S`"));
}

TEST(Error, AnUnclosedBracketIsNamed) {
  EXPECT_THAT(Parsed("op f = g(a, b;").errors(), ElementsAre("1:14: E0101 expected `,` or `)`, found `;`"));
  EXPECT_THAT(Parsed("op f : [C, H -> [C] = relu;").errors(),
              ElementsAre("1:14: E0101 expected `,` or `]`, found `->`"));
}

TEST(Error, ATextThatEndsTooEarlySaysWhatIsOpen) {
  const Parsed parsed("space S {\n A = id;\n");
  EXPECT_THAT(
      parsed.errors(),
      ElementsAre(
          "2:9: E0101 expected a rule, `frame`, `limit`, `level`, `notation` or `}`, found the end of "
          "the text"));
  ASSERT_THAT(parsed.sink.all()[0].labels, SizeIs(1));
  EXPECT_EQ(parsed.sink.all()[0].labels[0].place.begin, 8U);
  EXPECT_EQ(parsed.sink.all()[0].labels[0].text, "opened here");
}

TEST(Error, AMisspeltKeywordIsSuggestedAndWhatItDeclaresIsRead) {
  const Parsed parsed("spce S { A = id; }\ntoplogy T(a) = |x| { a(x) }\n");
  EXPECT_THAT(
      parsed.errors(),
      ElementsAre("1:1: E0101 expected `import`, `op`, `topology`, `space` or `search`, found `spce`",
                  "2:1: E0101 expected `import`, `op`, `topology`, `space` or `search`, found `toplogy`"));
  EXPECT_EQ(parsed.sink.all()[0].fixes.at(0).replacement, "space");
  EXPECT_EQ(parsed.sink.all()[1].fixes.at(0).replacement, "topology");
  EXPECT_THAT(parsed.module.spaces, SizeIs(1));
  EXPECT_THAT(parsed.module.topologies, SizeIs(1));
}

TEST(Error, AMisspeltMemberOfASpaceIsSuggested) {
  const Parsed parsed("space S { limt depth <= 9; A = id; }");
  EXPECT_THAT(parsed.errors(), ElementsAre("1:16: E0101 expected `:`, `=` or `|=`, found `depth`"));
  EXPECT_EQ(parsed.sink.all()[0].fixes.at(0).replacement, "limit");
  const Parsed where("space S { A = id where conected; }");
  EXPECT_THAT(where.errors(), ElementsAre("1:24: E0101 expected `connected`, found `conected`"));
  EXPECT_EQ(where.sink.all()[0].fixes.at(0).replacement, "connected");
}

TEST(Error, ACharacterOfNoTokenIsShownWhole) {
  EXPECT_THAT(Parsed("op f = a ? b;").errors(),
              ElementsAre("1:10: E0102 `?` is no character of the language"));
  EXPECT_THAT(Parsed("op größe = a;").errors(),
              ElementsAre("1:6: E0102 `ö` is no character of the language"));
}

TEST(Error, AnOpenCommentIsBlamedWhereItBegins) {
  EXPECT_THAT(Parsed("op f = relu;\n/* and so on *").errors(),
              ElementsAre("2:1: E0107 a comment that begins with `/*` ends with `*/`"));
}

TEST(Error, ABlockEndsWithItsResult) {
  EXPECT_THAT(Parsed("topology T(a) = |x| { y = a(x); }").errors(),
              ElementsAre("1:33: E0109 a block ends with its result, an expression without a name"));
  EXPECT_THAT(
      Parsed("topology T(a) = |x| { a(x); a(x) }").errors(),
      ElementsAre("1:23: E0110 this value has no name, and only the last item of a block is its result"));
  EXPECT_THAT(Parsed("topology T(a) = |x| { a(x) = y; y }").errors(),
              ElementsAre("1:23: E0111 what stands left of `=` must be a name"));
}

TEST(Error, AReservedWordIsNoValue) {
  EXPECT_THAT(Parsed("op f = g(space);").errors(),
              ElementsAre("1:10: E0112 `space` is a word of the language and cannot be a value"));
}

TEST(Error, ASecondFramePointsToTheFirst) {
  const Parsed parsed("space S { frame = A; frame = B; A = id; }");
  EXPECT_THAT(parsed.errors(), ElementsAre("1:22: E0113 space `S` has a frame already"));
  EXPECT_EQ(parsed.sink.all()[0].labels.at(0).place.begin, 10U);
}

TEST(Error, ALetInsideAnExpressionIsExplained) {
  const Parsed parsed("space S { A = f >> let b = X in b; }");
  EXPECT_THAT(parsed.errors(), ElementsAre("1:20: E0101 expected an expression, found `let`"));
  EXPECT_THAT(parsed.sink.all()[0].notes,
              ElementsAre("a `let` inside an expression stands in parentheses: `f >> (let b = X in b)`"));
}

TEST(Error, ARuleOutsideASpaceIsExplained) {
  const Parsed parsed("A = B | C;\nop f = relu;");
  EXPECT_THAT(parsed.errors(),
              ElementsAre("1:1: E0101 expected `import`, `op`, `topology`, `space` or `search`, found `A`"));
  EXPECT_THAT(parsed.sink.all()[0].notes, ElementsAre("a rule stands inside a `space NAME : … { … }`"));
  EXPECT_THAT(parsed.module.ops, SizeIs(1));
}

}  // namespace
}  // namespace nasg::grammar::testing
