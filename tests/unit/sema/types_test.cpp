// SPDX-License-Identifier: Apache-2.0
// Types: inference through recursion, written types, and the proof with numbers.
#include <gmock/gmock.h>

#include <algorithm>

#include "compiler/ir/dim.h"
#include "tests/unit/sema/checked.h"

namespace nasg {
namespace {

using testing::Checked;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::space;

std::string type_of(const ir::Space& space, const std::string& name) {
  for (const ir::Nonterminal& nonterminal : space.nonterminals)
    if (nonterminal.name == name)
      return ir::text(nonterminal.input, nonterminal.axes) + " -> " +
             ir::text(nonterminal.output, nonterminal.axes);
  return "none";
}

TEST(Typing, WhatIsWrongInATopologyIsShownWithTheAlternativeThatUsesIt) {
  const Checked checked(
      "topology Sum(a, b) = |x| { a(x) + b(x) }\n"
      "space S : [4, 8, 8] -> [4, 8, 8] { start = X | id; X = Sum(max_pool(2, stride = 2), id) | Sum(id, "
      "id); }");
  ASSERT_THAT(checked.codes(), ElementsAre("E0304"));
  EXPECT_EQ(checked.at(checked.first().primary), "a(x) + b(x)");
  ASSERT_EQ(checked.first().labels.size(), 1U);
  EXPECT_EQ(checked.at(checked.first().labels[0].place), "Sum(max_pool(2, stride = 2), id)");
}

TEST(Typing, DownsamplingIsSymbolicInTheIncomingShape) {
  const Checked checked(
      "import std.vision; import std.topology;\n"
      "space S : [3, 32, 32] -> [10] { frame = stem(16) >> D >> D >> classifier(10);\n"
      "  D = Linear2(A, resBlock) | resBlock; A = conv3x3 | id; }");
  ASSERT_THAT(checked.found(), IsEmpty());
  const auto made = checked.space("S");
  ASSERT_TRUE(made);
  EXPECT_EQ(type_of(made->space, "D"), "[C, H, W] -> [2*C, H/2, W/2]");
  EXPECT_EQ(type_of(made->space, "A"), "[C, H, W] -> [C, H, W]");
}

TEST(Typing, RecursionFindsTheTypeOfItsWayOut) {
  const Checked checked(
      space("start = conv2d(2*C, kernel = 1) >> A; A = A >> A | relu >> A | conv2d(C/2, kernel = 1);"
            " limit depth <= 6;"));
  EXPECT_THAT(checked.found(),
              ElementsAre("E0305 1:78 this alternative of `A` has the type [C, H, W] -> [C/4, H, W], "
                          "another has [C, H, W] -> [C/2, H, W]"));
}

TEST(Typing, MutualRecursionKeepsShapes) {
  const Checked checked(
      space("start = A >> B; A = relu >> B | B + A | id; B = A >> gelu | zero; limit depth <= 6;"));
  ASSERT_THAT(checked.found(), IsEmpty());
  EXPECT_EQ(type_of(checked.space("S")->space, "B"), "[C, H, W] -> [C, H, W]");
}

TEST(Typing, ZeroHasTheShapeOfItsInput) {
  const Checked checked("import std.vision;\nspace S : [3, 8, 8] -> [6, 4, 4] { start = resBlock | zero; }");
  EXPECT_THAT(
      checked.found(),
      ElementsAre("E0305 2:55 this alternative of `start` has the type [C, H, W] -> [C, H, W], another has "
                  "[C, H, W] -> [2*C, H/2, W/2]"));
  EXPECT_EQ(checked.at(checked.first().labels.at(0).place), "resBlock");
}

TEST(Typing, BranchesThatMeetMustAgree) {
  const Checked checked("import std.vision; import std.topology;\n" +
                        space("start = Residual2(conv3x3, resBlock, conv1x1) | id;"));
  EXPECT_THAT(checked.codes(), ElementsAre("E0304"));
  EXPECT_THAT(checked.found()[0], ::testing::HasSubstr("[2*C, H/2, W/2] and [C, H, W]"));
}

TEST(Typing, AMergeOfFunctionsNamesItsBranches) {
  const Checked checked(space("start = (relu + conv2d(2*C, kernel = 1)) >> conv2d(3, kernel = 1) | id;"));
  EXPECT_THAT(checked.found(), ElementsAre("E0304 1:44 the branches that meet by `+` have different shapes: "
                                           "[C, H, W] and [2*C, H, W]"));
  ASSERT_EQ(checked.first().labels.size(), 2u);
  EXPECT_EQ(checked.at(checked.first().labels[1].place), "conv2d(2*C, kernel = 1)");
}

TEST(Typing, ConcatenationAddsChannels) {
  const Checked checked(
      space("start = (relu ++ A) >> conv2d(C, kernel = 1); A = conv2d(2*C, kernel = 1) | max(B, B); "
            "B = conv2d(C + C, kernel = 3, padding = 1);"));
  EXPECT_THAT(checked.found(), IsEmpty());
  EXPECT_EQ(type_of(checked.space("S")->space, "A"), "[C, H, W] -> [2*C, H, W]");
}

TEST(Typing, AProductOfMatricesHasTheRowsOfTheFirstAndTheColumnsOfTheSecond) {
  const Checked checked(
      "space S : [4, 8] -> [4, 8] { start = matmul(A, B); A = matmul(B, transpose) | matmul(id, B >> "
      "transpose); B = softmax | id; }");
  EXPECT_THAT(checked.found(), IsEmpty());
  EXPECT_EQ(type_of(checked.space("S")->space, "A"), "[T, F] -> [T, T]");
}

TEST(Typing, MatricesThatDoNotFitAreNotMultiplied) {
  const Checked rows("space S : [4, 8] -> [4, 8] { start = matmul(softmax, relu) | id; }");
  EXPECT_THAT(rows.found(), ElementsAre("E0313 1:38 `matmul` cannot multiply [T, F] and [T, F]: the columns "
                                        "of the first are not as many as the rows of the second"));
  EXPECT_EQ(rows.at(rows.first().labels.at(1).place), "relu");
  const Checked images("space S : [4, 8, 8] -> [4, 8, 8] { start = |x| { matmul(x, x ++ x) } | id; }");
  EXPECT_THAT(images.codes(), ElementsAre("E0313"));
  EXPECT_THAT(images.found()[0], ::testing::HasSubstr("they differ before their last two axes"));
  const Checked vectors("space S : [4] -> [4] { start = matmul(relu, id) | id; }");
  EXPECT_THAT(vectors.found()[0], ::testing::HasSubstr("they are no matrices"));
}

TEST(Typing, AProductOfMatricesHasTwoFactors) {
  for (const char* start : {"matmul(id)", "matmul(id, relu, softmax)", "|x| { matmul(x) }"}) {
    const Checked checked("space S : [8, 8] -> [8, 8] { start = " + std::string(start) + " | id; }");
    EXPECT_THAT(checked.codes(), ElementsAre("E0204")) << start;
  }
}

TEST(Typing, TheDimensionsOfRowsHaveNamesWhereNoneAreWritten) {
  const Checked checked(
      "op same = linear(F);\nspace S : [4, 8] -> [8, 4] { start = A >> transpose; A = linear(F + T) >> "
      "linear(F) | same; }");
  EXPECT_THAT(checked.found(), IsEmpty());
  EXPECT_EQ(type_of(checked.space("S")->space, "A"), "[T, F] -> [T, F]");
}

TEST(Typing, AWrittenTypeOfANonterminalIsChecked) {
  const Checked checked(space("start = A; A : [C, H, W] -> [2*C, H, W] = relu | conv2d(2*C, kernel = 1);"));
  EXPECT_THAT(checked.found(), ElementsAre("E0306 1:78 `A` yields [C, H, W] -> [C, H, W], but its type says "
                                           "[C, H, W] -> [2*C, H, W]"));
}

TEST(Typing, ANonterminalMayAskForAFixedNumberOfChannels) {
  const std::string rules = "A : [6, h, w] -> [6, h, w] = relu | conv2d(6, kernel = 1);";
  EXPECT_THAT(Checked(space("start = conv2d(6, kernel = 1) >> A >> conv2d(3, kernel = 1); " + rules)).found(),
              IsEmpty());
  EXPECT_THAT(Checked(space("start = A; " + rules)).codes(), ElementsAre("E0309"));
}

TEST(Typing, AnOpThatNoSpaceUsesIsTypedAlone) {
  const Checked checked("op bad = |x| { relu(x) + conv2d(2*C, kernel = 1)(x) }\nop vector = linear(5);\n" +
                        space("start = relu | id;"));
  EXPECT_THAT(checked.found(), ElementsAre("E0304 1:16 the branches that meet by `+` have different shapes: "
                                           "[C, H, W] and [2*C, H, W]"));
}

TEST(Shapes, OddSizesThatRoundDifferentlyAreFound) {
  const Checked checked(
      "import std.vision;\nspace S : [3, 7, 7] -> [6, 4, 4] { start = resBlock | resBlock >> relu; }");
  ASSERT_THAT(checked.codes(), ElementsAre("E0304"));
  EXPECT_THAT(checked.found()[0], ::testing::HasSubstr("[6, 4, 4] and [6, 3, 3]"));
  EXPECT_THAT(checked.first().notes, ElementsAre("for the incoming shape [3, 7, 7] of `start`"));
}

TEST(Shapes, OddSizesThatAllLayersRoundAlikeAreSound) {
  const Checked checked(
      "space S : [3, 7, 7] -> [5] { frame = D >> global_avg_pool >> flatten >> linear(5);\n"
      "  D = conv2d(C, kernel = 3, stride = 2, padding = 1) | max_pool(3, stride = 2); }");
  EXPECT_THAT(checked.found(), IsEmpty());
}

TEST(Shapes, TheOutputIsCheckedWithTheNumbersThatLayersRoundTo) {
  const Checked checked(
      "space S : [3, 7, 7] -> [3, 3, 3] {\n"
      "  start = conv2d(C, kernel = 3, stride = 2, padding = 1) | max_pool(3, stride = 2); }");
  EXPECT_THAT(checked.found(),
              ElementsAre("E0307 2:3 the space `S` yields [3, 4, 4], but its type says [3, 3, 3]"));
}

TEST(Shapes, AKernelLargerThanAnImageThatSomeDerivationMeetsIsFound) {
  const Checked checked(
      "space S : [3, 8, 8] -> [3] { frame = A >> A >> global_avg_pool >> flatten >> linear(3);\n"
      "  A = conv2d(C, kernel = 5, stride = 2) | conv2d(C, kernel = 5, stride = 2) >> relu; }");
  ASSERT_THAT(checked.codes(), ::testing::Contains("E0303"));
  EXPECT_THAT(checked.first().notes, ElementsAre("for the incoming shape [3, 2, 2] of `A`"));
}

TEST(Shapes, GroupsMustDivideTheChannelsThatArrive) {
  const Checked checked(space("start = A; A = conv2d(C, kernel = 1, groups = 2) | id;"));
  EXPECT_THAT(
      checked.found(),
      ElementsAre("E0303 1:51 `conv2d` cannot take [3, 8, 8]: its 2 groups do not divide 3 channels"));
}

TEST(Shapes, InstanceNormNeedsMoreThanOnePixel) {
  const Checked checked("space S : [3, 1, 1] -> [3, 1, 1] { start = instance_norm | id; }");
  EXPECT_THAT(checked.codes(), ElementsAre("E0303"));
}

TEST(Shapes, ALimitOfDepthBoundsTheShapesThatAreMet) {
  const std::string rules = "start = A; A = conv2d(2*C, kernel = 1) >> A >> conv2d(C, kernel = 1) | id;";
  const Checked endless(space(rules));
  ASSERT_THAT(endless.codes(), ElementsAre("E0303")) << "channels double without end";
  EXPECT_THAT(endless.found()[0], ::testing::HasSubstr("its channels is too large"));
  EXPECT_THAT(Checked(space(rules + " limit depth <= 8;")).found(), IsEmpty());
}

TEST(Shapes, ParametersOfASpaceChangeItsShapes) {
  Checked checked(
      "space S(w = 4) : [3, 8, 8] -> [w, 8, 8] { start = conv2d(w, kernel = 1) >> A; A = relu | id; }");
  ASSERT_THAT(checked.found(), IsEmpty());
  diag::Sink sink;
  const auto wide = sema::select_space(checked.program(), checked.sources(), "S(w = 9)", sink);
  ASSERT_TRUE(wide);
  EXPECT_EQ(wide->space.output, (ir::Shape{9, 8, 8}));
  EXPECT_EQ(wide->space.title(), "S(w=9)");
  EXPECT_FALSE(sema::select_space(checked.program(), checked.sources(), "S(v = 9)", sink));
  EXPECT_FALSE(sema::select_space(checked.program(), checked.sources(), "S(w = 1.5)", sink));
  EXPECT_FALSE(sema::select_space(checked.program(), checked.sources(), "T", sink));
  ASSERT_EQ(sink.all().size(), 3u);
  EXPECT_EQ(sink.all()[0].message(), "`S` has no parameter `v`");
  EXPECT_EQ(sink.all()[1].message(), "the parameter `w` takes an integer, not `1.5`");
  EXPECT_EQ(sink.all()[2].message(), "there is no space named `T`");
}

TEST(NamedNumbers, AreArithmeticOverTheIncomingDimensions) {
  const Checked checked(
      "op grow(k) = |x| { half = C / 2; more = k * half; relu(x) >> conv2d(more, kernel = 1) }\n"
      "topology Both(f) = |x| { wide = 2*C; y = conv2d(wide, kernel = 1)(x); f(y) >> conv2d(wide / 2, kernel "
      "= 1) }\n"
      "space S : [4, 8, 8] -> [6, 8, 8] { frame = A >> B; A = Both(relu) | id; B = grow(3) | relu >> "
      "grow(3); }");
  ASSERT_THAT(checked.found(), IsEmpty());
  EXPECT_EQ(type_of(checked.space("S")->space, "A"), "[C, H, W] -> [C, H, W]");
  EXPECT_EQ(type_of(checked.space("S")->space, "B"), "[C, H, W] -> [3*C/2, H, W]");
}

TEST(NamedNumbers, ThatHangOnWhatIsReadShapeWhatIsWithin) {
  const auto found = [](const std::string& body) {
    return Checked("topology F(f, g) = |x| { n = reads(f, 1); w = max(n * C, 2); " + body +
                   " }\nspace S : [4, 8, 8] -> [4, 8, 8] { start = F(A, A) | id; A = relu | zero; }")
        .found();
  };
  EXPECT_THAT(found("y = place(w)(x); g(f(y) + place(w)(x)) >> place(C)"), IsEmpty());
  EXPECT_THAT(
      found("y = place(w)(x); g(f(y) + x)"),
      ElementsAre("E0304 1:81 the branches that meet by `+` have different shapes: [w, H, W] and [C, H, W]"));
  EXPECT_THAT(found("f(x) >> g >> place(w)"),
              ElementsAre("E0314 2:44 `start` yields [w, H, W], which hangs on what is derived"));
}

// With numbers each way is tried: here the one in which `f` is zero leaves two channels, which three do not
// divide.
TEST(NamedNumbers, AreProvenInEveryWayThatArgumentsMayRead) {
  const auto found = [](const std::string& groups) {
    return Checked(
               "topology F(f) = |x| { n = reads(f, 1); w = 2 + 4 * n; place(w)(f(x)) >> conv2d(6, kernel = "
               "1, groups = " +
               groups +
               ") >> place(C) }\nspace S : [4, 8, 8] -> [4, 8, 8] { start = F(A) | id; A = relu | zero; }")
        .codes();
  };
  EXPECT_THAT(found("2"), IsEmpty());
  EXPECT_THAT(found("3"), ElementsAre("E0303"));
}

// 2 * (w / 2) is w to the types; with numbers it is less where w is odd.
TEST(NamedNumbers, ThatRoundMayNotShapeWhatIsYielded) {
  const auto codes = [](const std::string& least) {
    return Checked("topology F(f) = |x| { n = reads(f, 1); w = max(n * C, " + least +
                   "); conv2d(C + 2 * (w / 2) - w, kernel = 1)(f(x)) }\n"
                   "space S : [4, 8, 8] -> [4, 8, 8] { start = F(A) | id; A = relu | zero; }")
        .codes();
  };
  EXPECT_THAT(codes("2"), IsEmpty());
  EXPECT_THAT(codes("3"), ElementsAre("E0314"));
}

// A block whose numbers no step takes hides nothing of what follows it.
TEST(NamedNumbers, ThatNoStepTakesHideNothing) {
  const Checked checked(
      "topology F(f) = |x| { n = reads(f, 1); f(x) }\n"
      "space S : [4, 8, 8] -> [4, 8, 8] { start = F(A) >> F(A) >> conv2d(6, kernel = 1, groups = 3) >> "
      "place(C) | id; A "
      "= relu | zero; }");
  EXPECT_THAT(checked.codes(), ::testing::Contains("E0303"));
}

TEST(NamedNumbers, InTooManyWaysAreE0315) {
  std::string equations;
  std::string sum;
  std::string parameters;
  std::string arguments;
  std::string applied;
  for (int i = 0; i < 20; ++i) {
    const std::string n = std::to_string(i);
    equations += "n" + n + " = reads(f" + n + ", 1); ";
    sum += (i > 0 ? " + n" : "n") + n;
    parameters += (i > 0 ? ", f" : "f") + n;
    arguments += i > 0 ? ", A" : "A";
    applied += " >> f" + n;
  }
  const Checked checked("topology F(" + parameters + ") = |x| { " + equations + "w = max(" + sum +
                        ", 1); y = place(w)(x); place(C)(y)" + applied +
                        " }\nspace S : [4, 8, 8] -> [4, 8, 8] { start = F(" + arguments +
                        ") | id; A = relu | zero; }");
  EXPECT_THAT(checked.codes(), ElementsAre("E0315"));
}

TEST(NamedNumbers, AskOnlyForInputsThatThereAre) {
  const auto found = [](const std::string& question) {
    return Checked("topology F(f, g) = |x, y| { n = " + question +
                   "; place(n + C)(g(f(x, y))) >> place(C) }\nspace S : [4, 8, 8] -> [4, 8, 8] { start = let "
                   "a = A in T(a) | id; "
                   "A : ([C, H, W], [C, H, W]) -> [C, H, W] = F(add, relu); }\n"
                   "topology T(f) = |x| { f(x, x) }\ntopology add = |x, y| { x + y }")
        .found();
  };
  EXPECT_THAT(found("reads(f, 2)"), IsEmpty());
  EXPECT_THAT(found("reads(f, 3)"),
              ElementsAre("E0243 1:33 `reads` cannot say anything here: `f` takes 2 inputs"));
  EXPECT_THAT(found("reads(f, 0)"), ElementsAre("E0243 1:33 `reads` cannot say anything here: its second "
                                                "argument is the number of an input: 1, 2, …"));
  EXPECT_THAT(
      found("reads(h, 1)"),
      ElementsAre(
          "E0243 1:33 `reads` cannot say anything here: its first argument is an argument of the topology"));
  EXPECT_THAT(found("reads(f)"),
              ElementsAre("E0243 1:33 `reads` cannot say anything here: it takes an argument of the "
                          "topology, and the number of an input"));
}

TEST(Typing, LaterValuesMayNameDimensionsOfTheirOwn) {
  const auto made = [](const std::string& second, const std::string& start) {
    return Checked(
        "topology Pair(p, f, g) = |x| { p(f(x), g(x)) }\ntopology beside = |p, q| { p ++ q }\n"
        "space S : [4, 8, 8] -> [10, 8, 8] { start = " +
        start + "; P : ([C, H, W], " + second +
        ") -> [C + D, H, W] = beside | Both(beside, relu); }\n"
        "topology Both(p, f) = |x, y| { f(p(x, y)) }");
  };
  const Checked sound =
      made("[D, H, W]", "Pair(P, conv2d(6, kernel = 1), id) | Pair(P, id, conv2d(6, kernel = 1))");
  ASSERT_THAT(sound.found(), IsEmpty());
  const auto checked = sound.space("S");
  ASSERT_TRUE(checked);
  const auto pair = std::ranges::find(checked->space.nonterminals, "P", &ir::Nonterminal::name);
  EXPECT_EQ(ir::type_text(*pair), "([C, H, W], [D, H, W]) -> [C + D, H, W]");
  EXPECT_THAT(
      made("[D, H, W]", "Pair(P, id, max_pool(2, stride = 2)) | Pair(P, id, conv2d(6, kernel = 1))").codes(),
      ElementsAre("E0309"));
  EXPECT_THAT(made("[D, D, W]", "Pair(P, id, conv2d(6, kernel = 1))").codes(), ::testing::Contains("E0309"));
}

}  // namespace
}  // namespace nasg
