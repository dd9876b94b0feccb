// SPDX-License-Identifier: Apache-2.0
// Nonterminals that take several values.
#include <gmock/gmock.h>

#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "tests/unit/sema/checked.h"

namespace nasg {
namespace {

using testing::Checked;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Two cells over the two values before, the second at half the size.
std::string program(const std::string& halved) {
  return R"(
    topology Cell(a, b) = |p, q| { y = a(p, q); y ++ b(p, q, y) }
    topology First(f) = |x, y, z| { f(x) }
    topology Last(f) = |x, y, z| { f(z) }
    topology Sum(f, g) = |x, y| { f(x) + g(y) }
    space S : [4, 8, 8] -> [8, 4, 4] {
      frame = |x| { y = HALF(x, x); y };
      HALF : ([C, H, W], [C, H, W]) -> [2*C, H/2, W/2] = Cell(PAIR, TRIPLE);
      PAIR : ([C, H, W], [C, H, W]) -> [C, H/2, W/2] = Sum(POOL, POOL);
      TRIPLE : ([C, H, W], [C, H, W], )" +
         halved + R"() -> [C, H/2, W/2] = First(POOL) | Last(id) | Last(relu);
      POOL = max_pool(2, stride = 2) | conv2d(C, kernel = 3, stride = 2, padding = 1);
    })";
}

TEST(SeveralInputs, AreTypedByTheWrittenTypeAndBuild) {
  const Checked checked(program("[C, H/2, W/2]"));
  EXPECT_THAT(checked.found(), IsEmpty());
  const auto made = checked.space("S");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->automaton.count()->get_str(), "16");
  EXPECT_THAT(ir::text(made->space),
              ::testing::HasSubstr("TRIPLE : ([C, H, W], [C, H, W], [C, H/2, W/2]) -> [C, H/2, W/2]"));
  const auto parsed = derivation::parse(made->space, made->automaton,
                                        "Cell(Sum(max_pool(2, stride=2), max_pool(2, stride=2)), Last(id))");
  ASSERT_TRUE(parsed) << parsed.error().message();
  const auto plan = derivation::build_plan(made->space, *parsed);
  ASSERT_TRUE(plan);
  EXPECT_EQ(ir::text(plan->shapes[plan->result]), "[8, 4, 4]");
}

TEST(SeveralInputs, OfAnotherShapeThanTheTypeSaysAreRefused) {
  const Checked checked(program("[C, H, W]"));
  EXPECT_THAT(checked.codes(), ::testing::Contains("E0309"));
}

TEST(SeveralInputs, AreAsManyAsTheTypeSays) {
  EXPECT_THAT(
      Checked("topology two = |x, y| { x + y } space S : [4] -> [4] { start = A; A = two | relu; }").codes(),
      ElementsAre("E0225"));
  EXPECT_THAT(Checked("topology Both(f) = |x| { f(x, x) } topology two = |x, y| { x + y }"
                      "space S : [4] -> [4] { start = Both(A); A : ([N], [N]) -> [N] = two | relu; }")
                  .codes(),
              ElementsAre("E0225"));
}

TEST(SeveralInputs, WithoutArgumentsATopologyIsALeafOfTerms) {
  const Checked checked(R"(
    topology Both(f) = |x| { f(x, relu(x)) }
    topology add = |p, q| { p + q }
    topology multiply = |p, q| { p * q }
    space S : [4] -> [4] { start = Both(OP); OP : ([N], [N]) -> [N] = add | multiply; })");
  EXPECT_THAT(checked.found(), IsEmpty());
  const auto made = checked.space("S");
  ASSERT_TRUE(made);
  const auto parsed = derivation::parse(made->space, made->automaton, "Both(multiply)");
  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(derivation::term(made->space, *parsed), "Both(multiply)");
}

TEST(SeveralInputs, AMistakeInTheWrittenTypeIsToldAndNothingIsReadBeyondIt) {
  const Checked checked(R"(
    topology Pair(a) = |p, q| { a(p) + q }
    topology Twice(n) = |x| { n(x, x) }
    space S : [3, 8, 8] -> [3, 8, 8] {
      start = Twice(N);
      N : ([C, H, W], [C, P/2, W]) -> [C, H, W] = Pair(OP);
      OP = relu | id;
    })");
  EXPECT_THAT(checked.found(), ElementsAre(::testing::HasSubstr("E0203")));
}

TEST(SeveralInputs, ShareADerivationByLet) {
  const Checked checked(R"(
    topology Twice(f) = |x| { y = f(x, x); f(y, x) }
    topology Two(f, g) = |x| { f(x, x) + g(x, x) }
    topology add = |p, q| { p + q }
    topology multiply = |p, q| { p * q }
    space S : [4] -> [4] {
      start = let f = OP in Two(f, f) | Twice(OP);
      OP : ([N], [N]) -> [N] = add | multiply;
    })");
  EXPECT_THAT(checked.found(), IsEmpty());
  ASSERT_TRUE(checked.space("S"));
  EXPECT_EQ(checked.space("S")->automaton.count()->get_str(), "4");
}

}  // namespace
}  // namespace nasg
