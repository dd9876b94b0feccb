// SPDX-License-Identifier: Apache-2.0
// Compiled constructors make the plans that the interpreter makes.
#include <gmock/gmock.h>

#include <thread>

#include "tests/unit/codegen/compiled.h"

namespace nasg::codegen {
namespace {

using derivation::Derivation;
using derivation::Rng;
using testing::Built;

void expect_same_plans(ir::Space space, int level, int count) {
  const Built built = testing::build(std::move(space));
  const auto compiled = compile(built, level);
  ASSERT_NE(compiled, nullptr);
  const auto interpreter = derivation::make_interpreter(*built.space, built.automaton);
  Rng rng(7);
  for (int i = 0; i < count && !::testing::Test::HasFailure(); ++i) {
    const auto drawn = interpreter->sample(rng);
    if (!drawn) continue;
    const auto expected = derivation::build_plan(*built.space, *drawn);
    const auto got = compiled->build_plan(*drawn);
    ASSERT_EQ(got.ok(), expected.ok());
    if (got) {
      EXPECT_EQ(text(*got), text(*expected));
      EXPECT_TRUE(*got == *expected);
    } else {
      EXPECT_EQ(got.error().message(), expected.error().message());
    }
  }
}

class Construction : public ::testing::TestWithParam<int> {};

TEST_P(Construction, OfCellsIsTheInterpreters) {
  expect_same_plans(testing::nb201_like(), GetParam(), 500);
}

TEST_P(Construction, OfHierarchiesIsTheInterpreters) {
  expect_same_plans(testing::hnb201_like(), GetParam(), 100);
}

TEST_P(Construction, OfRecursionsIsTheInterpreters) {
  expect_same_plans(testing::recursive_like(6), GetParam(), 500);
  expect_same_plans(testing::endless_like(0.4), GetParam(), 200);
}

TEST_P(Construction, OfLetsKeepsTheTies) {
  expect_same_plans(testing::let_like(), GetParam(), 50);
}

TEST_P(Construction, OfSeveralRootsIsTheInterpreters) {
  expect_same_plans(testing::two_roots_like(), GetParam(), 500);
}

TEST_P(Construction, OfHiddenZerosIsTheInterpreters) {
  expect_same_plans(testing::nested_zero_like(), GetParam(), 500);
}

INSTANTIATE_TEST_SUITE_P(Levels, Construction, ::testing::Range(0, 4));

/// Arguments over dimensions, with divisions that round, a real number, and a division by a dimension of 0.
ir::Space arithmetic_space() {
  using Kind = ir::Number::Kind;
  const auto combine = [](Kind kind, ir::Number a, ir::Number b) {
    return ir::Number{kind, 0, 0, {std::move(a), std::move(b)}};
  };
  const ir::Number half = combine(Kind::kDivide, testing::channels(), testing::number(2));
  const ir::Number below_zero = combine(Kind::kSubtract, testing::number(-7), testing::channels());
  const ir::Number rounded = combine(Kind::kDivide, below_zero, testing::number(2));
  const ir::Number fraction =
      combine(Kind::kDivide, ir::Number{Kind::kReal, 0, 1.5, {}}, testing::channels());
  const ir::Number nothing = combine(Kind::kSubtract, testing::channels(), testing::channels());
  const ir::Number by_zero = combine(Kind::kDivide, testing::number(8), nothing);
  testing::SpaceBuilder builder("Arithmetic", {6, 8, 8}, {6, 8, 8});
  builder.op("half", {{"conv2d", {half, testing::number(1)}}});
  builder.op("rounded",
             {{"conv2d", {combine(Kind::kMultiply, rounded, testing::number(-1)), testing::number(1)}}});
  builder.op("fraction", {{"dropout", {fraction}}});
  builder.op("by_zero", {{"conv2d", {combine(Kind::kAdd, by_zero, testing::number(4)), testing::number(1)}}});
  builder.rule("X", testing::chain({testing::leaf("half"), testing::leaf("fraction"),
                                    testing::leaf("rounded"), testing::leaf("by_zero")}));
  return builder.build();
}

TEST(ConstructedArguments, AreComputedAsTheInterpreterComputesThem) {
  expect_same_plans(arithmetic_space(), 0, 1);
  expect_same_plans(arithmetic_space(), 2, 1);
}

TEST(ConstructedErrors, AreTheInterpreters) {
  testing::SpaceBuilder builder("Wrong", {4, 8, 8}, {4, 8, 8});
  builder.op("huge", {{"conv2d", {testing::number(4), testing::number(11)}}});
  builder.rule("X", testing::leaf("huge"));
  expect_same_plans(builder.build(), 0, 1);
}

TEST(CompiledSpaces, ServeSeveralThreadsAtOnce) {
  const Built built = testing::build(testing::hnb201_like());
  const auto compiled = compile(built, 0);
  ASSERT_NE(compiled, nullptr);
  const auto chain = [&](std::uint64_t seed) {
    Rng rng(seed);
    std::vector<Derivation> derivations;
    for (int i = 0; i < 200; ++i) {
      auto drawn = i % 10 == 0 ? compiled->variation().sample(rng)
                               : compiled->variation().mutate(derivations.back(), rng);
      derivations.push_back(drawn.value_or(Derivation{}));
    }
    return derivations;
  };
  std::vector<std::vector<Derivation>> alone, together(4);
  for (std::uint64_t seed = 0; seed < 4; ++seed) alone.push_back(chain(seed));
  std::vector<std::thread> threads;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    threads.emplace_back([&, seed] { together[seed] = chain(seed); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(together, alone);
}

}  // namespace
}  // namespace nasg::codegen
