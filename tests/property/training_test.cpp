// SPDX-License-Identifier: Apache-2.0
// What passes `check` trains: random derivations become networks that run forward and backward.
#include <gtest/gtest.h>

#include <cmath>

#include "runtime/derivation/plan.h"
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

void expect_trains(const ir::Space& space, const derivation::Derivation& derivation) {
  const auto plan = derivation::build_plan(space, derivation);
  ASSERT_TRUE(plan.ok()) << plan.error().message();
  ASSERT_EQ(plan->shapes[plan->result], space.output);
  const auto network = (*network::backend())->build(*plan, 1);
  ASSERT_TRUE(network.ok()) << network.error().message();
  ASSERT_EQ((*network)->trainable_parameters(), derivation::cost(*plan).parameters);
  const auto gradients = (*network)->exercise(kBatch, 2);
  ASSERT_TRUE(gradients.ok()) << gradients.error().message();
  ASSERT_TRUE(std::isfinite(*gradients));
  ASSERT_EQ(*gradients > 0, derivation::cost(*plan).parameters > 0);
}

void expect_samples_train(const sema::CheckedSpace& checked, int samples) {
  const auto interpreter = derivation::make_interpreter(checked.space, checked.automaton);
  derivation::Rng rng(8);
  for (int i = 0; i < samples; ++i) {
    const auto sample = interpreter->sample(rng);
    ASSERT_TRUE(sample.has_value());
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
    expect_samples_train(space.checked, test::effort(8, 10'000));
  }
}

TEST(Training, DerivationsOfTheStandardLibraryRunForwardAndBackward) {
  expect_spaces_train("/stdlib/std", 2);
}

TEST(Training, DerivationsOfTheExamplesRunForwardAndBackward) {
  expect_spaces_train("/examples", 2);
}

TEST(Training, DerivationsOfRandomSpacesRunForwardAndBackward) {
  int accepted = 0;
  const int tried = test::effort(60, 2400);
  for (int i = 0; i < tried; ++i) {
    derivation::Rng rng = derivation::Rng(21).fork(static_cast<std::uint64_t>(i));
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
  EXPECT_GT(accepted, tried / 3);
}

}  // namespace
}  // namespace nasg
