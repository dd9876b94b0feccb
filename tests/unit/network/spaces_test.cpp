// SPDX-License-Identifier: Apache-2.0
// Networks of real derivations: every one builds, runs backwards, and has the parameters that its cost says.
#include "tests/support/spaces.h"

#include <gtest/gtest.h>

#include <cmath>

#include "runtime/derivation/variation.h"
#include "runtime/network/backend.h"

namespace nasg::network {
namespace {

void expect_trainable(const nasg::testing::Built& built, const derivation::Derivation& derivation) {
  const auto plan = derivation::build_plan(*built.space, derivation);
  ASSERT_TRUE(plan.ok()) << plan.error().message();
  SCOPED_TRACE(derivation::text(*plan));
  const auto network = (*backend())->build(*plan, 1);
  ASSERT_TRUE(network.ok()) << network.error().message();
  EXPECT_EQ((*network)->trainable_parameters(), derivation::cost(*plan).parameters);
  const auto gradients = (*network)->exercise(2, 2);
  ASSERT_TRUE(gradients.ok()) << gradients.error().message();
  EXPECT_TRUE(std::isfinite(*gradients));
  EXPECT_EQ(*gradients > 0, derivation::cost(*plan).parameters > 0);
}

void expect_samples_trainable(ir::Space space, int samples) {
  const nasg::testing::Built built = nasg::testing::build(std::move(space));
  const auto variation = derivation::make_interpreter(*built.space, built.automaton);
  derivation::Rng rng(31);
  for (int i = 0; i < samples; ++i) expect_trainable(built, *variation->sample(rng));
}

TEST(Spaces, CellNetworksAreTrainable) {
  expect_samples_trainable(nasg::testing::nb201_like(), 12);
}
TEST(Spaces, HierarchicalNetworksAreTrainable) {
  expect_samples_trainable(nasg::testing::hnb201_like(), 2);
}
TEST(Spaces, RecursiveNetworksAreTrainable) {
  expect_samples_trainable(nasg::testing::recursive_like(5), 20);
}
TEST(Spaces, NetworksWithSharedPartsAreTrainable) {
  expect_samples_trainable(nasg::testing::let_like(), 8);
}
TEST(Spaces, NetworksOfTwoRootsAreTrainable) {
  expect_samples_trainable(nasg::testing::two_roots_like(), 12);
}
TEST(Spaces, NetworksWithZerosInsideAreTrainable) {
  expect_samples_trainable(nasg::testing::nested_zero_like(), 12);
}

}  // namespace
}  // namespace nasg::network
