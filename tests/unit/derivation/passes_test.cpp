// SPDX-License-Identifier: Apache-2.0
// When each pass over plans applies, and when it must not.
#include <gtest/gtest.h>

#include "runtime/derivation/passes/fold_batch_norms.h"
#include "runtime/derivation/passes/plan_pass.h"
#include "runtime/derivation/passes/reuse_memory.h"

namespace nasg::derivation {
namespace {

using ir::LayerKind;
using ir::MergeKind;
using ir::Scalar;

const std::vector<Scalar> kConv = {std::int64_t{4}, std::int64_t{3}, std::int64_t{1}, std::int64_t{1},
                                   std::int64_t{1}, std::int64_t{1}, std::int64_t{0}};
const std::vector<Scalar> kAffine = {std::int64_t{1}};

/// Builds a plan over [4, 8, 8].
class Draft {
 public:
  ValueId conv(ValueId input) { return builder_.layer(LayerKind::kConv2d, kConv, input); }
  ValueId norm(ValueId input) { return builder_.layer(LayerKind::kBatchNorm, kAffine, input); }
  ValueId layer(LayerKind kind, ValueId input, std::vector<Scalar> args = {}) {
    return builder_.layer(kind, args, input);
  }
  ValueId merge(MergeKind kind, std::vector<ValueId> branches) { return builder_.merge(kind, branches); }
  Plan plan(ValueId result) { return *std::move(builder_).finish(result); }

 private:
  PlanBuilder builder_{{4, 8, 8}};
};

std::vector<bool> overwriting(const Plan& plan) {
  std::vector<bool> in_place;
  for (const PlanStep& step : plan.steps) in_place.push_back(step.in_place);
  return in_place;
}

TEST(DropIdentities, PoolingOverOneElementAndDropoutOfNothingGo) {
  Draft draft;
  const std::vector<Scalar> one = {std::int64_t{1}, std::int64_t{1}, std::int64_t{0}};
  const ValueId pooled = draft.layer(LayerKind::kMaxPool, 0, one);
  EXPECT_TRUE(draft.plan(draft.layer(LayerKind::kDropout, pooled, {0.0})).steps.empty());
}

TEST(DropIdentities, PoolingWithAStrideStays) {
  Draft draft;
  const std::vector<Scalar> stride = {std::int64_t{1}, std::int64_t{2}, std::int64_t{0}};
  EXPECT_EQ(draft.plan(draft.layer(LayerKind::kMaxPool, 0, stride)).steps.size(), 1U);
}

TEST(ShareRepeats, SumsOfTheSameTwoValuesAreOneInEitherOrder) {
  Draft draft;
  const ValueId conv = draft.conv(0);
  const ValueId sum = draft.merge(MergeKind::kAdd, {0, conv});
  const ValueId swapped = draft.merge(MergeKind::kAdd, {conv, 0});
  EXPECT_EQ(draft.plan(draft.merge(MergeKind::kMultiply, {sum, swapped})).steps.size(), 3U);
}

TEST(ShareRepeats, ConcatenationsAndProductsOfMatricesInDifferentOrderAreTwo) {
  for (const MergeKind kind : {MergeKind::kConcatenate, MergeKind::kMatmul}) {
    Draft draft;
    const ValueId conv = draft.conv(0);
    const ValueId one = draft.merge(kind, {0, conv});
    const ValueId other = draft.merge(kind, {conv, 0});
    EXPECT_EQ(draft.plan(draft.merge(MergeKind::kAdd, {one, other})).steps.size(), 4U) << ir::name(kind);
  }
}

TEST(ShareRepeats, DropoutDrawsEachTime) {
  Draft draft;
  const ValueId once = draft.layer(LayerKind::kDropout, 0, {0.5});
  const ValueId twice = draft.layer(LayerKind::kDropout, 0, {0.5});
  EXPECT_EQ(draft.plan(draft.merge(MergeKind::kAdd, {once, twice})).steps.size(), 3U);
}

/// The sum of values of 4 channels, each placed behind so many others of 8, and perhaps of one more value.
std::string sum_of_places(const std::vector<std::int64_t>& starts, bool and_more) {
  Draft draft;
  std::vector<ValueId> branches;
  if (and_more)
    branches.push_back(draft.layer(LayerKind::kPlace, draft.norm(0), {std::int64_t{8}, std::int64_t{0}}));
  if (and_more) branches.back() = draft.layer(LayerKind::kTanh, branches.back());
  for (const std::int64_t start : starts)
    branches.push_back(draft.layer(LayerKind::kPlace, draft.norm(0), {std::int64_t{8}, start}));
  std::string kinds;
  for (const PlanStep& step : draft.plan(draft.merge(MergeKind::kAdd, branches)).steps) {
    const auto* merge = std::get_if<MergeKind>(&step.what);
    if (merge != nullptr) kinds += std::string(kinds.empty() ? "" : " ") + ir::name(*merge);
  }
  return kinds;
}

TEST(JoinPlaces, WhatLiesSideBySideIsConcatenated) {
  EXPECT_EQ(sum_of_places({0, 4}, false), "++");
  EXPECT_EQ(sum_of_places({4, 0}, false), "++");
  EXPECT_EQ(sum_of_places({0, 4}, true), "++ +");
}

TEST(JoinPlaces, WhatOverlapsLeavesRoomOrIsCutStays) {
  EXPECT_EQ(sum_of_places({0, 0}, false), "+");
  EXPECT_EQ(sum_of_places({0, 3}, false), "+");
  EXPECT_EQ(sum_of_places({0, 5}, false), "+");
  EXPECT_EQ(sum_of_places({1, 4}, false), "+");
  EXPECT_EQ(sum_of_places({0, 4, 4}, false), "+");
}

TEST(FoldBatchNorms, AConvolutionThatIsReadTwiceKeepsItsOwnOutput) {
  Draft draft;
  const ValueId conv = draft.conv(0);
  Plan plan = draft.plan(draft.merge(MergeKind::kAdd, {conv, draft.norm(conv)}));
  EXPECT_FALSE(fold_batch_norms(plan));
  EXPECT_EQ(plan.steps.size(), 3U);
}

TEST(FoldBatchNorms, ASecondNormalisationStays) {
  Draft draft;
  Plan plan = draft.plan(draft.norm(draft.norm(draft.conv(0))));
  EXPECT_TRUE(fold_batch_norms(plan));
  EXPECT_EQ(text(plan),
            "%0 : [4, 8, 8]\n"
            "%1 = conv2d(%0, channels=4, kernel=3, padding=1, bias=false) : [4, 8, 8], with its batch_norm\n"
            "%2 = batch_norm(%1) : [4, 8, 8]\nresult %2\n");
}

TEST(ReuseMemory, AReluOverwritesWhatItAloneReads) {
  Draft draft;
  Plan plan = draft.plan(draft.layer(LayerKind::kRelu, draft.norm(0)));
  EXPECT_TRUE(reuse_memory_in_training(plan));
  EXPECT_EQ(overwriting(plan), (std::vector{false, true}));
}

TEST(ReuseMemory, TheNetworksInputAndWhatOthersReadAreKept) {
  Draft draft;
  const ValueId norm = draft.norm(draft.layer(LayerKind::kRelu, 0));
  Plan plan = draft.plan(draft.merge(MergeKind::kMultiply, {norm, draft.layer(LayerKind::kRelu, norm)}));
  EXPECT_FALSE(reuse_memory_in_inference(plan));
}

TEST(ReuseMemory, GradientsKeepWhatTheyRead) {
  Draft draft;
  const ValueId relu = draft.layer(LayerKind::kRelu, draft.conv(0));  // its gradient reads its output
  const ValueId sum = draft.merge(MergeKind::kAdd, {relu, 0});
  Plan training = draft.plan(draft.layer(LayerKind::kSilu, sum));  // its gradient reads its input
  Plan inference = training;
  reuse_memory_in_training(training);
  reuse_memory_in_inference(inference);
  EXPECT_EQ(overwriting(training), (std::vector{false, true, false, false}));
  EXPECT_EQ(overwriting(inference), (std::vector{false, true, true, true}));
}

TEST(ReuseMemory, ASumSwapsTwoBranchesToFindFreeMemory) {
  Draft draft;
  Plan plan = draft.plan(draft.merge(MergeKind::kAdd, {0, draft.conv(0)}));
  reuse_memory_in_training(plan);
  EXPECT_EQ(plan.steps[1].inputs, (std::vector<ValueId>{1, 0}));
  EXPECT_TRUE(plan.steps[1].in_place);
}

TEST(ReuseMemory, ViewsAreNotOverwritten) {
  Draft draft;
  const ValueId norm = draft.norm(0);
  const ValueId flat = draft.layer(LayerKind::kFlatten, norm);
  Plan plan = draft.plan(draft.layer(LayerKind::kTanh, flat));
  EXPECT_FALSE(reuse_memory_in_inference(plan));
}

TEST(PlanPasses, TheBuildLeavesNothingForASecondRun) {
  Draft draft;
  const ValueId relu = draft.layer(LayerKind::kRelu, draft.layer(LayerKind::kId, 0));
  const ValueId again = draft.conv(draft.layer(LayerKind::kRelu, 0));
  const Plan plan = draft.plan(draft.merge(MergeKind::kAdd, {relu, again}));
  EXPECT_EQ(run_passes(plan, Stage::kBuild), plan);
}

}  // namespace
}  // namespace nasg::derivation
