// SPDX-License-Identifier: Apache-2.0
// What passes `check` trains: random derivations become networks that run forward and backward.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "runtime/derivation/passes/cut_zeros.h"
#include "runtime/derivation/passes/drop_unread.h"
#include "runtime/derivation/passes/plan_pass.h"
#include "runtime/derivation/passes/set_lifetimes.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/plan_numbers.h"
#include "runtime/derivation/term.h"
#include "runtime/derivation/variation.h"
#include "runtime/network/backend.h"
#include "tests/property/effort.h"
#include "tests/property/space_generator.h"
#include "tests/support/library.h"

namespace nasg {
namespace {

constexpr unsigned kMistakeRate = 40;
constexpr std::size_t kBatch = 2;

/// One of the parts that the work is shared out to, so that a long run can use every core.
class TrainingPart : public ::testing::TestWithParam<int> {};
constexpr int kMostParts = 16;
INSTANTIATE_TEST_SUITE_P(, TrainingPart, ::testing::Range(0, test::effort(1, kMostParts)));

derivation::Rng part_rng(std::uint64_t seed) {
  return derivation::Rng(seed).fork(static_cast<std::uint64_t>(TrainingPart::GetParam()));
}

const derivation::PlanStep::Layer* layer_of(const derivation::Plan& plan, derivation::ValueId value) {
  return value == 0 ? nullptr : std::get_if<derivation::PlanStep::Layer>(&plan.steps[value - 1].what);
}

bool is_gate(const derivation::Plan& plan, derivation::ValueId value) {
  using Kind = ir::LayerKind;
  const auto* layer = layer_of(plan, value);
  if (layer != nullptr && layer->kind == Kind::kExpand)
    layer = layer_of(plan, plan.steps[value - 1].inputs[0]);
  return layer != nullptr &&
         (layer->kind == Kind::kSigmoid || layer->kind == Kind::kTanh || layer->kind == Kind::kSoftmax);
}

/// Functions that are not defined everywhere, or that soon leave the range of numbers, as products do where
/// no factor is a gate: networks with them run, but what they give need not be a number.
bool may_leave_numbers(const derivation::Plan& plan) {
  using Kind = ir::LayerKind;
  return std::ranges::any_of(plan.steps, [&](const derivation::PlanStep& step) {
    const auto* layer = std::get_if<derivation::PlanStep::Layer>(&step.what);
    if (layer == nullptr)
      return ir::is_product(std::get<ir::MergeKind>(step.what)) &&
             std::ranges::none_of(step.inputs,
                                  [&](derivation::ValueId input) { return is_gate(plan, input); });
    switch (layer->kind) {
      case Kind::kSquare:
      case Kind::kSqrt:
      case Kind::kExp:
      case Kind::kLog:
      case Kind::kSinh:
      case Kind::kCosh:
      case Kind::kAtanh:
      case Kind::kReciprocal: return true;
      default: return false;
    }
  });
}

void expect_trains(const ir::Space& space, const derivation::Derivation& derivation) {
  const auto plan = derivation::build_plan(space, derivation);
  ASSERT_TRUE(plan.ok()) << plan.error().message();
  ASSERT_EQ(plan->shapes[plan->result], space.output);
  const auto network = (*network::backend())->build(*plan, 1);
  ASSERT_TRUE(network.ok()) << network.error().message();
  ASSERT_EQ((*network)->trainable_parameters(), derivation::cost(*plan).parameters);
  const auto gradients = (*network)->exercise(kBatch, 2);
  ASSERT_TRUE(gradients.ok()) << gradients.error().message();
  if (may_leave_numbers(*plan)) return;
  ASSERT_TRUE(std::isfinite(*gradients));
  ASSERT_EQ(*gradients > 0, derivation::cost(*plan).parameters > 0);
}

void expect_samples_train(const sema::CheckedSpace& checked, int samples) {
  const auto interpreter = derivation::make_interpreter(checked.space, checked.automaton);
  derivation::Rng rng = part_rng(8);
  for (int i = 0; i < samples; ++i) {
    const auto sample = interpreter->sample(rng);
    if (!sample) {  // of a random space, whose limit on costs hardly any draw keeps (E0405)
      ASSERT_FALSE(checked.automaton.keeps_limits());
      return;
    }
    SCOPED_TRACE(derivation::term(checked.space, *sample));
    expect_trains(checked.space, *sample);
    if (::testing::Test::HasFailure()) return;
  }
}

void expect_spaces_train(const std::string& folder, std::size_t least) {
  const auto spaces = nasg::testing::library_spaces(folder, /*small=*/true);
  EXPECT_GE(spaces.size(), least);
  for (const nasg::testing::LibrarySpace& space : spaces) {
    SCOPED_TRACE(space.checked.space.title());
    expect_samples_train(space.checked, test::effort(8, 10'000 / kMostParts));
  }
}

constexpr double kRounding = 1e-5;
/// Norms of constant images multiply gradients, and rounding with them, by hundreds each: from here on the
/// rounding of doubles comes close to the one that is allowed.
constexpr double kExplodedGradients = 1e10;

/// What is recorded, without what `zero` cuts: that is the language's meaning, and all else is improvement.
derivation::Plan unimproved(const ir::Space& space, const derivation::Derivation& derivation) {
  derivation::Plan plan;
  EXPECT_TRUE(
      derivation::build_plan(space, derivation,
                             [&](const derivation::PlanPass* pass, const derivation::Plan& now, bool) {
                               if (pass != nullptr && pass->run == derivation::cut_zeros) plan = now;
                             })
          .ok());
  derivation::drop_unread(plan);
  derivation::set_lifetimes(plan);
  derivation::number_weights(plan);
  return plan;
}

struct Results {
  double gradients;
  std::vector<float> outputs;  ///< after the pass in training mode, which moves running statistics
};

Results results(const derivation::Plan& plan, bool improved) {
  const auto network = *(*network::backend())->build(plan, 1, improved);
  network->use_doubles();
  Results found;
  found.gradients = *network->exercise(kBatch, 2);
  std::size_t size = kBatch;
  for (const std::int64_t dim : plan.input) size *= static_cast<std::size_t>(dim);
  derivation::Rng rng(5);
  std::vector<float> input(size);
  for (float& number : input) number = static_cast<float>(rng.uniform() - 0.5);
  found.outputs = *network->forward(input, kBatch);
  return found;
}

void expect_passes_keep_results(const ir::Space& space, const derivation::Derivation& derivation) {
  const Results plain = results(unimproved(space, derivation), false);
  if (plain.gradients > kExplodedGradients) return;
  const Results improved = results(*derivation::build_plan(space, derivation), true);
  EXPECT_NEAR(improved.gradients, plain.gradients, kRounding * std::max(1.0, plain.gradients));
  ASSERT_EQ(improved.outputs.size(), plain.outputs.size());
  double scale = 1;
  for (const float number : plain.outputs) scale = std::max(scale, std::abs(static_cast<double>(number)));
  for (std::size_t i = 0; i < plain.outputs.size(); ++i)
    EXPECT_NEAR(improved.outputs[i], plain.outputs[i], kRounding * scale);
}

TEST_P(TrainingPart, PassesOverPlansChangeNoResult) {
  for (const nasg::testing::LibrarySpace& space : nasg::testing::library_spaces("/stdlib/std", true)) {
    SCOPED_TRACE(space.checked.space.title());
    const auto interpreter = derivation::make_interpreter(space.checked.space, space.checked.automaton);
    derivation::Rng rng = part_rng(9);
    for (int i = 0; i < test::effort(6, 16); ++i) {
      const auto sample = interpreter->sample(rng);
      ASSERT_TRUE(sample.has_value());
      // Next to where a function is not defined, rounding grows without bound.
      if (may_leave_numbers(*derivation::build_plan(space.checked.space, *sample))) continue;
      SCOPED_TRACE(derivation::term(space.checked.space, *sample));
      expect_passes_keep_results(space.checked.space, *sample);
      if (HasFailure()) return;
    }
  }
}

TEST_P(TrainingPart, DerivationsOfTheStandardLibraryRunForwardAndBackward) {
  expect_spaces_train("/stdlib/std", 2);
}

TEST_P(TrainingPart, DerivationsOfTheExamplesRunForwardAndBackward) {
  expect_spaces_train("/examples", 2);
}

TEST_P(TrainingPart, DerivationsOfRandomSpacesRunForwardAndBackward) {
  const int wanted = test::effort(24, 1000 / kMostParts + 1);
  const derivation::Rng programs = part_rng(21);
  int accepted = 0;
  for (int i = 0; accepted < wanted; ++i) {
    ASSERT_LT(i, 10 * wanted) << "hardly any random space passes the check";
    derivation::Rng rng = programs.fork(static_cast<std::uint64_t>(i));
    const std::string text = test::random_program(rng, kMistakeRate);
    SCOPED_TRACE(text);
    diag::SourceMap sources;
    diag::Sink sink;
    const auto source = sources.add("random.nasg", text);
    const auto program =
        sema::Program::load(sources, source, {std::string(NASG_SOURCE_DIR) + "/stdlib"}, sink);
    const auto checked = program.instantiate("S", {}, sink);
    if (!checked) continue;
    ++accepted;
    expect_samples_train(*checked, test::effort(2, 10));
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace nasg
