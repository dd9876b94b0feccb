// SPDX-License-Identifier: Apache-2.0
// Which sound spaces look doubtful, and which do not.
#include "compiler/sema/warnings.h"

#include <gmock/gmock.h>

#include "tests/unit/sema/checked.h"

namespace nasg {
namespace {

using testing::Checked;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::space;

std::vector<std::string> codes(const std::string& rules) {
  return Checked("import std.topology; import std.vision;\n" + space(rules)).codes();
}

TEST(Warnings, ALimitThatExcludesNothingHasNoEffect) {
  EXPECT_THAT(codes("start = A >> A; A = relu | id; limit depth <= 2;"), ElementsAre("W0250"));
  EXPECT_THAT(codes("start = A >> A | relu; A = relu | B; B = id | gelu; limit depth <= 2;"), IsEmpty());
  EXPECT_THAT(codes("start = start >> relu @ 0.5 | id; limit depth <= 9;"), IsEmpty());
  EXPECT_THAT(codes("start = A^2; A = relu | id; limit count(relu) <= 2;"), ElementsAre("W0250"));
  EXPECT_THAT(codes("start = A^2; A = relu | id; limit count(relu) <= 1;"), IsEmpty());
  EXPECT_THAT(codes("start = start >> relu @ 0.5 | id; limit count(relu) <= 9, count(gelu) <= 1;"),
              ElementsAre("W0250"));
  EXPECT_THAT(codes("start = let b = A in b^3; A = relu | id; limit count(relu) <= 2;"), IsEmpty());
}

TEST(Warnings, AConstraintMayAlwaysOrNeverHold) {
  EXPECT_THAT(codes("start = Residual2(A, id, A) where connected; A = zero | id;"), ElementsAre("W0251"));
  EXPECT_THAT(codes("start = Residual2(A, A, A) where connected; A = zero | id;"), IsEmpty());
  EXPECT_THAT(codes("start = A >> zero where connected | A; A = zero | id;"), ElementsAre("W0252"));
}

TEST(Warnings, AlternativesThatBuildTheSameNetworkAreFound) {
  EXPECT_THAT(codes("start = Linear2(A, relu) | A >> relu; A = gelu | id;"), ElementsAre("W0253"));
  EXPECT_THAT(codes("start = A + relu | relu + A; A = gelu | id;"), ElementsAre("W0253"));
  EXPECT_THAT(codes("start = conv3x3 | relu_conv_bn(C, 3);"), ElementsAre("W0253"));
  EXPECT_THAT(codes("start = relu^2 | relu >> relu;"), ElementsAre("W0253"));
  EXPECT_THAT(codes("start = A >> A | let b = A in b^2 | let tied b = A in b^2; A = gelu | id;"), IsEmpty());
  EXPECT_THAT(codes("start = A ++ relu | relu ++ A; A = gelu | id;").size(),
              1U);  // the type, not the network
  EXPECT_THAT(codes("start = relu >> A | A >> relu; A = gelu | id;"), IsEmpty());
  const std::string scores =
      "A = matmul(gelu, transpose) | matmul(relu, transpose); B = matmul(id, transpose) | matmul(tanh, "
      "transpose);";
  EXPECT_THAT(codes("start = matmul(matmul(A, B), id) | matmul(matmul(B, A), id);" + scores), IsEmpty());
}

TEST(Warnings, GrowthWithoutEndIsToldFromGrowthThatALimitStops) {
  EXPECT_THAT(codes("start = start >> start | relu;"), ElementsAre("W0254"));
  EXPECT_THAT(codes("start = start >> start @ 0.99 | relu;"), IsEmpty());
  EXPECT_THAT(codes("start = start >> start | relu; limit depth <= 7;"), ElementsAre("W0255"));
  EXPECT_THAT(codes("start = A; A = B >> B @ 3 | id; B = A @ 3 | relu;"), ElementsAre("W0254"));
  EXPECT_THAT(codes("start = A; A = B >> B | id; B = A | relu;"), IsEmpty());
}

TEST(Warnings, GrowthIsShownWhereItBegins) {
  const Checked checked(space("start = A; A = B >> B | id; B = C | A @ 0.1; C = C >> C @ 2 | id;"));
  ASSERT_THAT(checked.codes(), ElementsAre("W0254"));
  EXPECT_EQ(checked.at(checked.first().primary), "C");
}

TEST(Extending, ReplacesAddsAndInherits) {
  const std::string base =
      "space B(n = 1) : [3] -> [3] { start = A^n >> C; A = relu | id | gelu; C = gelu; "
      "limit count(gelu) <= 1; }\n";
  const auto count = [&](const std::string& text) {
    const Checked checked(base + text);
    EXPECT_THAT(checked.found(), IsEmpty());
    const auto made = checked.space("S");
    return made ? made->automaton.count()->get_str() : "";
  };
  EXPECT_EQ(count("space S extends B { A |= tanh; }"), "3");
  EXPECT_EQ(count("space S extends B { A = tanh | gelu | silu; }"), "2");
  EXPECT_EQ(count("space S(n = 2) extends B { }"), "4");
  EXPECT_EQ(count("space S(k = 3) extends B { C |= D; D = relu^k; limit count(relu) <= 3; }"), "5");
  EXPECT_EQ(count("space M extends B { A |= tanh; } space S extends M { A |= mish; C |= relu; }"), "9");
  EXPECT_EQ(count("space S extends B : [3] -> [4] { frame = start >> linear(4); }"), "2");
}

TEST(Extending, WantsOneSpaceThatDoesNotExtendIt) {
  EXPECT_THAT(Checked("space S extends T { start = relu | id; }").codes(), ElementsAre("E0203"));
  EXPECT_THAT(
      Checked("space S extends T : [3] -> [3] { start = relu | id; }\nspace T extends S { A = id; }").codes(),
      ::testing::Contains("E0241"));
  EXPECT_THAT(Checked("space S : [3] -> [3] { start |= relu | id; }").codes(), ElementsAre("E0242"));
}

}  // namespace
}  // namespace nasg
