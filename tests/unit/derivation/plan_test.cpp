// SPDX-License-Identifier: Apache-2.0
// Plans: what is built, what is left out, shared weights, costs.
#include "runtime/derivation/plan.h"

#include <gtest/gtest.h>

#include <array>

#include "runtime/derivation/term.h"
#include "runtime/derivation/variation.h"
#include "tests/support/space_builder.h"
#include "tests/support/spaces.h"

namespace nasg::derivation {
namespace {

using namespace nasg::testing;
using ir::LayerKind;
using ir::MergeKind;
using ir::Scalar;

std::string plan_of(const Built& built, const std::string& term) {
  const diag::Result<Derivation> derivation = parse(*built.space, built.automaton, term);
  if (!derivation) return derivation.error().message();
  const diag::Result<Plan> plan = build_plan(*built.space, *derivation);
  return plan ? text(*plan) : plan.error().message();
}

std::string finished(PlanBuilder&& builder, ValueId result) {
  const diag::Result<Plan> plan = std::move(builder).finish(result);
  return plan ? text(*plan) : diag::info(plan.error().code).id + (" " + plan.error().message());
}

const std::vector<Scalar> kConv = {std::int64_t{4}, std::int64_t{3}, std::int64_t{1}, std::int64_t{1},
                                   std::int64_t{1}, std::int64_t{1}, std::int64_t{0}};

TEST(PlanBuilding, IdentitiesVanish) {
  PlanBuilder builder({4, 8, 8});
  const ValueId same = builder.layer(LayerKind::kId, {}, builder.input());
  EXPECT_EQ(finished(std::move(builder), same), "%0 : [4, 8, 8]\nresult %0\n");
}

TEST(PlanBuilding, APureLayerIsAppliedOnceToAValue) {
  PlanBuilder builder({4, 8, 8});
  const ValueId branches[] = {builder.layer(LayerKind::kRelu, {}, builder.input()),
                              builder.layer(LayerKind::kTanh, {}, builder.input()),
                              builder.layer(LayerKind::kRelu, {}, builder.input())};
  EXPECT_EQ(finished(std::move(builder), builder.merge(MergeKind::kAdd, branches)),
            "%0 : [4, 8, 8]\n%1 = relu(%0) : [4, 8, 8]\n%2 = tanh(%0) : [4, 8, 8]\n"
            "%3 = %1 + %2 + %1 : [4, 8, 8]\nresult %3\n");
}

TEST(PlanBuilding, LayersWithParametersAreNeverShared) {
  PlanBuilder builder({4, 8, 8});
  const ValueId branches[] = {builder.layer(LayerKind::kConv2d, kConv, builder.input()),
                              builder.layer(LayerKind::kConv2d, kConv, builder.input())};
  const auto plan = std::move(builder).finish(builder.merge(MergeKind::kAdd, branches));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->steps.size(), 3U);
}

TEST(PlanBuilding, ZeroCutsWhatFollowsIt) {
  PlanBuilder builder({4, 8, 8});
  const ValueId zero = builder.layer(LayerKind::kZero, {}, builder.input());
  const ValueId after = builder.layer(LayerKind::kConv2d, kConv, zero);
  const ValueId relu = builder.layer(LayerKind::kRelu, {}, builder.input());
  const ValueId branches[] = {after, relu};
  EXPECT_EQ(finished(std::move(builder), builder.merge(MergeKind::kAdd, branches)),
            "%0 : [4, 8, 8]\n%1 = relu(%0) : [4, 8, 8]\nresult %1\n")
      << "a zero branch of a sum is left out";
}

TEST(PlanBuilding, ZerosStandWhereTheyCount) {
  PlanBuilder builder({4, 8, 8});
  const ValueId zero = builder.layer(LayerKind::kZero, {}, builder.input());
  const ValueId branches[] = {builder.input(), zero};
  EXPECT_EQ(finished(std::move(builder), builder.merge(MergeKind::kConcatenate, branches)),
            "%0 : [4, 8, 8]\n%1 = zero(%0) : [4, 8, 8]\n%2 = %0 ++ %1 : [8, 8, 8]\nresult %2\n");
}

TEST(PlanBuilding, AProductWithZeroIsZero) {
  PlanBuilder builder({4, 8, 8});
  const ValueId zero = builder.layer(LayerKind::kZero, {}, builder.input());
  const ValueId branches[] = {builder.input(), zero};
  const ValueId product = builder.merge(MergeKind::kMultiply, branches);
  EXPECT_EQ(finished(std::move(builder), product), "%0 : [4, 8, 8]\n%1 = zero(%0) : [4, 8, 8]\nresult %1\n");
}

TEST(PlanBuilding, ZerosHaveTheShapeOfWhatWasCut) {
  PlanBuilder builder({4, 8, 8});
  const ValueId zero = builder.layer(LayerKind::kZero, {}, builder.input());
  const std::vector<Scalar> pool = {std::int64_t{2}, std::int64_t{2}, std::int64_t{0}};
  const ValueId pooled = builder.layer(LayerKind::kAvgPool, pool, zero);
  EXPECT_EQ(builder.materialise(pooled), builder.materialise(pooled));
  EXPECT_EQ(finished(std::move(builder), pooled), "%0 : [4, 8, 8]\n%1 = zero(%0) : [4, 4, 4]\nresult %1\n");
}

TEST(PlanBuilding, WhatTheResultDoesNotNeedIsDropped) {
  PlanBuilder builder({4, 8, 8});
  builder.layer(LayerKind::kConv2d, kConv, builder.layer(LayerKind::kTanh, {}, builder.input()));
  const ValueId relu = builder.layer(LayerKind::kRelu, {}, builder.input());
  EXPECT_EQ(finished(std::move(builder), relu), "%0 : [4, 8, 8]\n%1 = relu(%0) : [4, 8, 8]\nresult %1\n");
}

TEST(PlanBuilding, ValuesEndAtTheirLastUse) {
  PlanBuilder builder({4, 8, 8});
  const ValueId relu = builder.layer(LayerKind::kRelu, {}, builder.input());
  const ValueId conv = builder.layer(LayerKind::kConv2d, kConv, relu);
  const ValueId branches[] = {relu, conv};
  const ValueId sum = builder.merge(MergeKind::kAdd, branches);
  const diag::Result<Plan> plan = std::move(builder).finish(sum);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->steps[0].last_uses, std::vector<ValueId>{0});
  EXPECT_TRUE(plan->steps[1].last_uses.empty());
  EXPECT_EQ(plan->steps[2].last_uses, (std::vector<ValueId>{1, 2}));
}

/// Whether what `build` makes of two values reads the one and the other.
template <class Build>
std::pair<bool, bool> read_by(const Build& build) {
  PlanBuilder builder({4, 8, 8});
  std::array<bool, 2> read{};
  for (const std::uint32_t input : {0U, 1U}) {
    const ValueId first = builder.begin_probe(builder.input(), input, 2);
    read[input] = builder.end_probe(build(builder, first, first + 1));
  }
  EXPECT_EQ(finished(std::move(builder), 0), "%0 : [4, 8, 8]\nresult %0\n");
  return {read[0], read[1]};
}

TEST(Probing, FollowsPathsThatNoZeroCuts) {
  const auto merged = [](MergeKind kind, bool cut) {
    return [=](PlanBuilder& builder, ValueId a, ValueId b) {
      const ValueId branches[] = {a, cut ? builder.layer(LayerKind::kZero, {}, b) : b};
      return builder.layer(LayerKind::kRelu, {}, builder.merge(kind, branches));
    };
  };
  EXPECT_EQ(read_by(merged(MergeKind::kAdd, false)), std::pair(true, true));
  EXPECT_EQ(read_by(merged(MergeKind::kAdd, true)), std::pair(true, false));
  EXPECT_EQ(read_by(merged(MergeKind::kMultiply, false)), std::pair(true, true));
  EXPECT_EQ(read_by(merged(MergeKind::kMultiply, true)), std::pair(false, false));
  EXPECT_EQ(read_by([](PlanBuilder&, ValueId, ValueId b) { return b; }), std::pair(false, true));
  EXPECT_EQ(read_by([](PlanBuilder& builder, ValueId, ValueId) { return builder.input(); }),
            std::pair(false, false));
}

TEST(Probing, LeavesNoTrace) {
  const auto weights_of = [](bool probes) {
    PlanBuilder builder({4, 8, 8});
    const std::uint64_t key = builder.new_tie();
    const auto tied = [&](ValueId input) {
      builder.enter_tied(key);
      const ValueId made = builder.layer(LayerKind::kConv2d, kConv, input);
      builder.leave_tied();
      return made;
    };
    if (probes) {
      const ValueId outer = builder.begin_probe(builder.input(), 0, 1);
      const ValueId inner = builder.begin_probe(outer, 0, 1);
      builder.new_tie();
      EXPECT_FALSE(builder.end_probe(builder.layer(LayerKind::kZero, {}, tied(inner))));
      builder.layer(LayerKind::kGlobalAvgPool, {}, builder.layer(LayerKind::kFlatten, {}, outer));  // refused
      EXPECT_TRUE(builder.end_probe(tied(outer)));
    }
    EXPECT_EQ(builder.new_tie(), key + 1);
    return finished(std::move(builder), tied(tied(builder.input())));
  };
  EXPECT_EQ(weights_of(true), weights_of(false));
}

TEST(Probing, OfWhatTheFrameTakesAnchorsNothing) {
  PlanBuilder builder({4, 8, 8});
  const ValueId first = builder.begin_probe(builder.input(), 0, 1);
  EXPECT_TRUE(builder.end_probe(builder.materialise(builder.layer(LayerKind::kRelu, {}, first))));
  const ValueId zero = builder.layer(LayerKind::kZero, {}, builder.input());
  const ValueId branches[] = {builder.input(), builder.layer(LayerKind::kTanh, {}, zero)};
  EXPECT_EQ(finished(std::move(builder), builder.merge(MergeKind::kAdd, branches)),
            "%0 : [4, 8, 8]\nresult %0\n");
}

TEST(PlanBuilding, ALayerThatRefusesItsInputIsE0420) {
  PlanBuilder builder({4, 8, 8});
  const std::vector<Scalar> linear = {std::int64_t{10}, std::int64_t{1}};
  const ValueId refused = builder.layer(LayerKind::kLinear, linear, builder.input());
  EXPECT_EQ(finished(std::move(builder), refused),
            "E0420 `linear` refuses its input [4, 8, 8]: it takes a vector [N] or rows [T, F], and is given "
            "3 dimensions");
}

TEST(Tying, VisitsOfOneKeyShareWeightsAndNestedOnesFollowTheOuter) {
  PlanBuilder builder({4, 8, 8});
  const auto inner = [&](ValueId value) {
    const std::uint64_t key = builder.new_tie();
    for (int i = 0; i < 2; ++i) {
      builder.enter_tied(key);
      value = builder.layer(LayerKind::kConv2d, kConv, value);
      builder.leave_tied();
    }
    return value;
  };
  ValueId value = inner(builder.input());  // %1 %2
  const std::uint64_t outer = builder.new_tie();
  for (int i = 0; i < 2; ++i) {  // %3 %4, then %5 %6
    builder.enter_tied(outer);
    value = inner(value);
    builder.leave_tied();
  }
  const diag::Result<Plan> plan = std::move(builder).finish(value);
  ASSERT_TRUE(plan);
  std::vector<std::uint32_t> weights;
  for (const PlanStep& step : plan->steps) weights.push_back(std::get<PlanStep::Layer>(step.what).weights);
  EXPECT_EQ(weights, (std::vector<std::uint32_t>{0, 0, 1, 1, 1, 1}));
  EXPECT_EQ(cost(*plan).parameters, 2 * 4 * 4 * 9);
}

TEST(Tying, DifferentShapesAreE0421) {
  PlanBuilder builder({4, 8, 8});
  const std::uint64_t key = builder.new_tie();
  std::vector<Scalar> wider = kConv;
  wider[0] = std::int64_t{8};
  ValueId value = builder.input();
  for (int i = 0; i < 2; ++i) {
    builder.enter_tied(key);
    value = builder.layer(LayerKind::kConv2d, wider, value);
    builder.leave_tied();
  }
  EXPECT_EQ(finished(std::move(builder), value).substr(0, 5), "E0421");
}

TEST(Planning, SharedPartsAreBuiltAnewAndTiedOnesShareWeights) {
  const Built built = testing::build(let_like());
  const auto parameters = [&](const std::string& text) {
    const auto plan = build_plan(*built.space, *parse(*built.space, built.automaton, text));
    return plan ? cost(*plan).parameters : -1;
  };
  // The stage stands twice, at 16 and at 32 channels; a block has 9 C^2 + 2 C parameters.
  const std::int64_t block = 9 * 16 * 16 + 2 * 16 + 9 * 32 * 32 + 2 * 32;
  const std::int64_t thrice = parameters("let b = conv3x3 in b^3");
  const std::int64_t tied = parameters("let tied b = conv3x3 in b^2");
  EXPECT_EQ(thrice - tied, 2 * block);
}

TEST(Planning, DeadPathsOfACellAreNotBuilt) {
  SpaceBuilder builder("S", {4, 8, 8}, {4, 8, 8});
  builder.op("a", {{"conv2d", {number(4), number(1)}}});
  builder.rule("X", merge(MergeKind::kAdd, {chain({nt("Y"), nt("Y")}), nt("Y")}));
  builder.leaves("Y", {"a", "zero", "id"});
  const Built built = testing::build(builder.build());
  EXPECT_EQ(plan_of(built, "(a >> zero) + id"), "%0 : [4, 8, 8]\nresult %0\n");
  EXPECT_EQ(plan_of(built, "(id >> a) + zero"),
            "%0 : [4, 8, 8]\n%1 = conv2d(%0, channels=4, kernel=1) : [4, 8, 8]\nresult %1\n");
}

TEST(Planning, TheFrameStandsAroundACutPart) {
  const Built built = testing::build(nb201_like());
  const std::string plan = plan_of(built, "Cell(zero, zero, zero, zero, zero, zero)");
  EXPECT_NE(plan.find("= zero("), std::string::npos) << plan;
  EXPECT_NE(plan.find("linear("), std::string::npos) << plan;
  EXPECT_EQ(plan.find("channels=16, kernel=3"), std::string::npos) << "the stem reaches nothing";
}

TEST(Planning, EveryDerivationOfTheHierarchyBuildsToTheOutput) {
  const Built built = testing::build(hnb201_like());
  const auto interpreter = make_interpreter(*built.space, built.automaton);
  Rng rng(1);
  for (int i = 0; i < 100; ++i) {
    const diag::Result<Plan> plan = build_plan(*built.space, *interpreter->sample(rng));
    ASSERT_TRUE(plan) << plan.error().message();
    EXPECT_EQ(plan->shapes[plan->result], built.space->output);
    for (const PlanStep& step : plan->steps)
      for (const ValueId input : step.inputs) EXPECT_LT(input, step.output);
  }
}

TEST(Planning, TheDeepestDerivationBuilds) {
  const Built built = testing::build(endless_like(0.49));
  Derivation deep;
  for (std::uint32_t i = 1; i < ir::kMaxDepth; ++i) {
    deep.rules.push_back(ir::RuleId(2));
    deep.rules.push_back(ir::RuleId(0));
  }
  deep.rules.push_back(ir::RuleId(0));
  const diag::Result<Plan> plan = build_plan(*built.space, deep);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->steps.size(), ir::kMaxDepth);
  const diag::Result<Derivation> read = parse(*built.space, built.automaton, term(*built.space, deep));
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(*read, deep);
}

}  // namespace
}  // namespace nasg::derivation
