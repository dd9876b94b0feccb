// SPDX-License-Identifier: Apache-2.0
// The objectives that build networks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>

#include "../network/plans.h"
#include "compiler/diag/codes/network.h"
#include "compiler/diag/codes/search.h"
#include "compiler/diag/codes/training.h"
#include "files.h"
#include "runtime/training/proxy_objective.h"
#include "runtime/training/train_objective.h"

namespace nasg::training {
namespace {

using testing::call;
using ::testing::HasSubstr;
using testing::number;
using testing::text;

ir::Space digits_space() {
  ir::Space space;
  space.input = {1, 8, 8};
  space.output = {10};
  return space;
}

diag::Result<derivation::Plan> small_plan(const derivation::Derivation&) {
  return network::testing::small_digits_plan();
}

EvaluationContext seeded(std::uint64_t seed) {
  EvaluationContext context;
  context.seed = seed;
  return context;
}

TEST(TrainObjective, ASmallConvolutionalNetworkReadsDigits) {
  const auto objective = make_train_objective(
      call("train",
           {{"data", call("digits")}, {"epochs", number(3)}, {"batch", number(32)}, {"lr", number(0.1)}}),
      digits_space(), small_plan);
  ASSERT_TRUE(objective.ok()) << objective.error().message();
  EXPECT_TRUE((*objective)->maximises());
  const Evaluation evaluation = (*objective)->evaluate({}, seeded(7));
  EXPECT_EQ(evaluation.message, "");
  EXPECT_GT(evaluation.value.value_or(0), 85);
  EXPECT_GT(evaluation.test.value_or(0), 85);
  const ir::Cost cost = derivation::cost(network::testing::small_digits_plan());
  EXPECT_EQ(evaluation.metrics.at("params"), static_cast<double>(cost.parameters));
  EXPECT_EQ(evaluation.metrics.at("flops"), static_cast<double>(cost.flops));
  EXPECT_LT(evaluation.metrics.at("train_loss"), 1);
  EXPECT_GT(evaluation.seconds, 0);
}

TEST(TrainObjective, IsAFunctionOfItsSeed) {
  const ir::Setting setting = call("train", {{"epochs", number(1)}, {"metric", text("loss")}});
  const auto objective = *make_train_objective(setting, digits_space(), small_plan);
  EXPECT_FALSE(objective->maximises());
  const auto first = objective->evaluate({}, seeded(1));
  EXPECT_EQ(first.value, objective->evaluate({}, seeded(1)).value);
  EXPECT_NE(first.value, objective->evaluate({}, seeded(2)).value);
}

TEST(TrainObjective, AFidelityIsEpochsOrAShareOfTheData) {
  const auto steps = [&](std::vector<ir::Setting::Named> named, std::int64_t fidelity) {
    named.insert(named.end(), {{"epochs", number(4)}, {"batch", number(100)}});
    const auto objective = *make_train_objective(call("train", std::move(named)), digits_space(), small_plan);
    int batches = 0;
    EvaluationContext context = seeded(1);
    context.fidelity = fidelity;
    context.progress = [&](double, const std::string&) { ++batches; };
    EXPECT_TRUE(objective->evaluate({}, context).value.has_value());
    return batches;
  };
  EXPECT_EQ(steps({}, 0), 4 * 12);  // 1,197 examples
  EXPECT_EQ(steps({}, 1), 12);
  EXPECT_EQ(steps({{"fidelity", text("data")}}, 0), 4 * 12);
  EXPECT_EQ(steps({{"fidelity", text("data")}}, 25), 4 * 3);  // 299 examples
  EXPECT_EQ((*make_train_objective(call("train", {{"fidelity", text("data")}}), digits_space(), small_plan))
                ->fidelities()
                .most,
            100);
}

TEST(TrainObjective, WithCheckpointsAPromotedTrialGoesOn) {
  const testing::Folder folder("checkpoints");
  const ir::Setting setting = call(
      "train", {{"epochs", number(3)}, {"batch", number(100)}, {"checkpoints", text(folder.path("kept"))}});
  const auto objective = *make_train_objective(setting, digits_space(), small_plan);
  EXPECT_TRUE(objective->fidelities().continues);
  int batches = 0;
  EvaluationContext context = seeded(1);
  context.progress = [&](double, const std::string&) { ++batches; };
  context.fidelity = 1;
  EXPECT_EQ(objective->evaluate({}, context).curves.at("train_loss").size(), 1U);
  context.fidelity = 3;
  batches = 0;
  const Evaluation promoted = objective->evaluate({}, context);
  EXPECT_EQ(batches, 2 * 12);
  const auto fresh = *make_train_objective(call("train", {{"epochs", number(3)}, {"batch", number(100)}}),
                                           digits_space(), small_plan);
  const Evaluation whole = fresh->evaluate({}, seeded(1));
  EXPECT_EQ(promoted.curves, whole.curves);
  EXPECT_EQ(promoted.value, whole.value);
  EXPECT_EQ(promoted.test, whole.test);
}

TEST(TrainObjective, ACheckpointThatNothingGoesOnFromIsRemoved) {
  const testing::Folder folder("ended");
  const auto files = [&] {
    return std::distance(std::filesystem::directory_iterator(folder.path("kept")), {});
  };
  const auto objective = [&](const char* fidelity) {
    return *make_train_objective(call("train", {{"epochs", number(2)},
                                                {"batch", number(400)},
                                                {"fidelity", text(fidelity)},
                                                {"checkpoints", text(folder.path("kept"))}}),
                                 digits_space(), small_plan);
  };
  EvaluationContext context = seeded(1);
  context.fidelity = 1;
  const auto by_epochs = objective("epochs");
  EXPECT_TRUE(by_epochs->evaluate({}, context).value.has_value());
  EXPECT_EQ(files(), 1) << "a promotion goes on from it";
  context.fidelity = 2;
  EXPECT_TRUE(by_epochs->evaluate({}, context).value.has_value());
  EXPECT_EQ(files(), 0);
  context.fidelity = 50;
  EXPECT_TRUE(objective("width")->evaluate({}, context).value.has_value());
  EXPECT_EQ(files(), 0) << "no other width takes its weights";
}

TEST(TrainObjective, ExperimentsThatDifferMayShareAFolderOfCheckpoints) {
  const testing::Folder folder("shared");
  EvaluationContext context = seeded(1);
  context.fidelity = 1;
  const auto evaluate = [&](std::vector<ir::Setting::Named> own) {
    own.insert(own.end(),
               {{"epochs", number(2)}, {"batch", number(400)}, {"checkpoints", text(folder.path("kept"))}});
    return (*make_train_objective(call("train", std::move(own)), digits_space(), small_plan))
        ->evaluate({}, context)
        .message;
  };
  const auto kept = [&] {
    return std::distance(std::filesystem::directory_iterator(folder.path("kept")), {});
  };
  EXPECT_EQ(evaluate({}), "");
  EXPECT_EQ(evaluate({}), "") << "goes on from its own";
  EXPECT_EQ(kept(), 1);
  EXPECT_EQ(evaluate({{"lr", number(0.01)}}), "");
  EXPECT_EQ(evaluate({{"data", call("digits", {{"train", number(800)}})}}), "");
  EXPECT_EQ(kept(), 3);
  context.fidelity = 50;
  EXPECT_EQ(evaluate({{"fidelity", text("resolution")}}), "");
  EXPECT_EQ(evaluate({{"fidelity", text("data")}}), "") << "of the same share of something else";
  EXPECT_EQ(kept(), 5);
}

/// Trains by 4 epochs of 12 steps at most; the folder is that of checkpoints.
class Shares {
 public:
  explicit Shares(const std::string& folder, const char* fidelity = "data", PlanFunction plan = small_plan,
                  double rate = 0.05)
      : folder_(folder),
        objective_(*make_train_objective(call("train", {{"epochs", number(4)},
                                                        {"batch", number(100)},
                                                        {"lr", number(rate)},
                                                        {"fidelity", text(fidelity)},
                                                        {"checkpoints", text(folder)}}),
                                         digits_space(), std::move(plan))) {}

  /// Stops in that step, if one is named.
  Evaluation evaluate(std::int64_t share, int stop = 0) {
    std::atomic<bool> cancelled = false;
    EvaluationContext context = seeded(1);
    context.fidelity = share;
    context.cancelled = &cancelled;
    steps_ = 0;
    context.progress = [&](double, const std::string&) { cancelled = ++steps_ == stop; };
    return objective_->evaluate({}, context);
  }
  int steps() const { return steps_; }
  auto files() const { return std::distance(std::filesystem::directory_iterator(folder_), {}); }
  Objective& objective() { return *objective_; }

 private:
  std::string folder_;
  std::unique_ptr<Objective> objective_;
  int steps_ = 0;
};

TEST(TrainObjective, ATrialPromotedToMoreExamplesGoesOnWhereItWouldHaveSeenAsMany) {
  const testing::Folder folder("shares");
  Shares shares(folder.path("kept"));
  EXPECT_TRUE(shares.objective().fidelities().continues);
  shares.evaluate(25);
  EXPECT_EQ(shares.steps(), 4 * 3);
  const Evaluation half = shares.evaluate(50);
  EXPECT_EQ(shares.steps(), 2 * 6) << "from epoch 2 of 4 on";
  EXPECT_EQ(half.curves.at("train_loss").size(), 2U);
  EXPECT_EQ(shares.files(), 1) << "a promotion goes on from it";
  const Evaluation promoted = shares.evaluate(0);
  EXPECT_EQ(shares.steps(), 2 * 12);
  EXPECT_EQ(shares.files(), 0);
  const Evaluation fresh = Shares(folder.path("fresh")).evaluate(0);
  EXPECT_LT(promoted.curves.at("train_loss").front(), 0.8 * fresh.curves.at("train_loss").front());
}

TEST(TrainObjective, APromotedTrialThatWasStoppedGoesOnToTheSameWeights) {
  const testing::Folder folder("stopped-shares");
  Shares whole(folder.path("whole")), stopped(folder.path("stopped"));
  whole.evaluate(50);
  stopped.evaluate(50);
  EXPECT_FALSE(stopped.evaluate(0, 12 + 3).value);
  const Evaluation resumed = stopped.evaluate(0);
  EXPECT_EQ(stopped.steps(), 12) << "the second of two epochs";
  const Evaluation expected = whole.evaluate(0);
  EXPECT_EQ(resumed.curves, expected.curves);
  EXPECT_EQ(resumed.test, expected.test);
}

TEST(TrainObjective, NoTrialGoesOnFromATrainingByAnotherProtocol) {
  const testing::Folder folder("other-shares");
  Shares(folder.path("kept")).evaluate(25);
  Shares slower(folder.path("kept"), "data", small_plan, 0.02);
  const Evaluation evaluation = slower.evaluate(0);
  EXPECT_EQ(slower.steps(), 4 * 12) << "it trains anew";
  EXPECT_EQ(evaluation.curves, Shares(folder.path("fresh"), "data", small_plan, 0.02).evaluate(0).curves);
}

TEST(TrainObjective, ATrialPromotedToLargerImagesTakesWeightsThatFit) {
  const testing::Folder folder("sides");
  Shares pooled(folder.path("pooled"), "resolution");
  pooled.evaluate(50);
  pooled.evaluate(0);
  EXPECT_EQ(pooled.steps(), 2 * 12);
  // Each pixel has weights of its own.
  Shares flat(
      folder.path("flat"), "resolution", [](const derivation::Derivation&) -> diag::Result<derivation::Plan> {
        network::testing::HandPlan plan({1, 8, 8});
        const auto row = plan.layer(ir::LayerKind::kFlatten, {}, 0);
        return plan.finish(plan.layer(ir::LayerKind::kLinear, {std::int64_t{10}, std::int64_t{1}}, row));
      });
  flat.evaluate(50);
  flat.evaluate(0);
  EXPECT_EQ(flat.steps(), 4 * 12) << "it trains anew";
}

TEST(TrainObjective, ResolutionAndWidthAreFidelities) {
  for (const char* name : {"resolution", "width"}) {
    const auto objective = *make_train_objective(
        call("train", {{"epochs", number(1)}, {"batch", number(100)}, {"fidelity", text(name)}}),
        digits_space(), small_plan);
    EXPECT_EQ(objective->fidelities().most, 100);
    EXPECT_FALSE(objective->fidelities().continues);
    EvaluationContext context = seeded(1);
    const Evaluation whole = objective->evaluate({}, context);
    context.fidelity = 50;
    const Evaluation less = objective->evaluate({}, context);
    EXPECT_EQ(less.message, "");
    EXPECT_NE(less.curves, whole.curves) << name;
  }
}

// Three pixels are halved to two by a convolution and to one by a pool; four to two by both.
TEST(TrainObjective, SidesThatLayersDoNotTakeAreRoundedUp) {
  const auto branches = [](const derivation::Derivation&) -> diag::Result<derivation::Plan> {
    network::testing::HandPlan plan({1, 8, 8});
    const auto convolved = network::testing::conv_block(plan, 1, 2, 0);
    const auto pooled =
        plan.layer(ir::LayerKind::kAvgPool, {std::int64_t{2}, std::int64_t{2}, std::int64_t{0}}, 0);
    return plan.finish(
        network::testing::classifier(plan, 10, plan.merge(ir::MergeKind::kAdd, {convolved, pooled})));
  };
  const auto objective = *make_train_objective(
      call("train", {{"epochs", number(1)}, {"batch", number(400)}, {"fidelity", text("resolution")}}),
      digits_space(), branches);
  EvaluationContext context = seeded(1);
  context.fidelity = 33;
  const Evaluation evaluation = objective->evaluate({}, context);
  EXPECT_TRUE(evaluation.value.has_value()) << evaluation.message;
}

// At one percent eight channels are one, and three and five are one each.
TEST(TrainObjective, ChannelsThatDoNotMeetAreRoundedUp) {
  const auto branches = [](const derivation::Derivation&) -> diag::Result<derivation::Plan> {
    network::testing::HandPlan plan({1, 8, 8});
    const auto block = [&](std::int64_t channels) {
      return network::testing::conv_block(plan, channels, 1, 0);
    };
    const auto both = plan.merge(ir::MergeKind::kConcatenate, {block(3), block(5)});
    const auto sum = plan.merge(ir::MergeKind::kAdd, {block(8), both});
    return plan.finish(network::testing::classifier(plan, 10, sum));
  };
  const auto objective = *make_train_objective(
      call("train", {{"epochs", number(1)}, {"batch", number(400)}, {"fidelity", text("width")}}),
      digits_space(), branches);
  EvaluationContext context = seeded(1);
  const Evaluation whole = objective->evaluate({}, context);
  context.fidelity = 1;
  const Evaluation narrow = objective->evaluate({}, context);
  EXPECT_TRUE(narrow.value.has_value()) << narrow.message;
  EXPECT_NE(narrow.curves, whole.curves);
}

TEST(TrainObjective, AnUnknownDeviceIsRefusedBeforeAnyTraining) {
  const auto refused =
      make_train_objective(call("train", {{"device", text("cuda:99")}}), digits_space(), small_plan);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, diag::code::E0645);
}

TEST(TrainObjective, ANetworkThatCannotBeTrainedIsAFailedTrial) {
  const auto diverges =
      *make_train_objective(call("train", {{"lr", number(1e30)}}), digits_space(), small_plan);
  const Evaluation evaluation = diverges->evaluate({}, seeded(1));
  EXPECT_FALSE(evaluation.value.has_value());
  EXPECT_THAT(evaluation.message, HasSubstr("not finite"));
  const auto planless =
      *make_train_objective(call("train"), digits_space(), [](const derivation::Derivation&) {
        return diag::Result<derivation::Plan>(diag::make(diag::code::E0610, {}, "no plan"));
      });
  EXPECT_THAT(planless->evaluate({}, {}).message, HasSubstr("no plan"));
}

TEST(TrainObjective, AnInterruptedTrialHasNoValue) {
  const std::atomic<bool> cancelled = true;
  const auto objective = *make_train_objective(call("train"), digits_space(), small_plan);
  EvaluationContext context;
  context.cancelled = &cancelled;
  const Evaluation evaluation = objective->evaluate({}, context);
  EXPECT_FALSE(evaluation.value.has_value());
  EXPECT_EQ(evaluation.message, "interrupted");
}

TEST(TrainObjective, SettingsThatMakeNoSenseAreRefused) {
  const std::pair<ir::Setting, diag::Code> cases[] = {
      {call("train", {{"epochs", number(0)}}), diag::code::E0702},
      {call("train", {{"lr", number(-1)}}), diag::code::E0702},
      {call("train", {{"momentum", number(1)}}), diag::code::E0702},
      {call("train", {{"metric", text("speed")}}), diag::code::E0702},
      {call("train", {{"epoch", number(3)}}), diag::code::E0701},
      {call("train", {{"data", call("cifar")}}), diag::code::E0602},
  };
  for (const auto& [setting, code] : cases) {
    const auto objective = make_train_objective(setting, digits_space(), small_plan);
    ASSERT_FALSE(objective.ok());
    EXPECT_EQ(objective.error().code, code) << objective.error().message();
  }
}

TEST(TrainObjective, ASpaceThatDoesNotClassifyIsRefused) {
  ir::Space space = digits_space();
  space.output = {4, 8, 8};
  const auto objective = make_train_objective(call("train"), space, small_plan);
  ASSERT_FALSE(objective.ok());
  EXPECT_EQ(objective.error().code, diag::code::E0603);
}

TEST(ProxyObjective, MeasuresWithoutTraining) {
  const ir::Setting setting =
      call("proxy", {{"metric", text("synflow")}, {"data", call("digits")}, {"repeats", number(3)}});
  const auto objective = make_proxy_objective(setting, digits_space(), small_plan);
  ASSERT_TRUE(objective.ok()) << objective.error().message();
  EXPECT_TRUE((*objective)->maximises());
  const Evaluation evaluation = (*objective)->evaluate({}, seeded(7));
  EXPECT_EQ(evaluation.message, "");
  ASSERT_TRUE(evaluation.value);
  EXPECT_EQ(evaluation.value, (*objective)->evaluate({}, seeded(7)).value);
  EXPECT_NE(evaluation.value, (*objective)->evaluate({}, seeded(8)).value);
  EXPECT_EQ(evaluation.metrics.at("params"),
            static_cast<double>(derivation::cost(network::testing::small_digits_plan()).parameters));
  EXPECT_FALSE((*make_proxy_objective(call("proxy", {{"metric", text("ntk")}}), digits_space(), small_plan))
                   ->maximises());
}

TEST(ProxyObjective, SettingsThatMakeNoSenseAreRefused) {
  const std::pair<ir::Setting, diag::Code> cases[] = {
      {call("proxy"), diag::code::E0703},
      {call("proxy", {{"metric", text("luck")}}), diag::code::E0702},
      {call("proxy", {{"metric", text("snip")}, {"batch", number(0)}}), diag::code::E0702},
      {call("proxy", {{"metric", text("snip")}, {"batch", number(5000)}}), diag::code::E0603},
      {call("proxy", {{"metric", text("snip")}, {"epochs", number(3)}}), diag::code::E0701},
  };
  for (const auto& [setting, code] : cases) {
    const auto objective = make_proxy_objective(setting, digits_space(), small_plan);
    ASSERT_FALSE(objective.ok()) << setting.text();
    EXPECT_EQ(objective.error().code, code) << objective.error().message();
  }
}

TEST(CostObjective, CountsWithoutTraining) {
  const ir::Cost cost = derivation::cost(network::testing::small_digits_plan());
  const auto params = *make_cost_objective(call("params"), small_plan);
  const auto flops = *make_cost_objective(call("flops"), small_plan);
  EXPECT_FALSE(params->maximises());
  EXPECT_TRUE(params->deterministic());
  EXPECT_EQ(params->evaluate({}, {}).value, static_cast<double>(cost.parameters));
  EXPECT_EQ(flops->evaluate({}, {}).value, static_cast<double>(cost.flops));
}

}  // namespace
}  // namespace nasg::training
