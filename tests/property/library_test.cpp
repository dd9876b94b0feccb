// SPDX-License-Identifier: Apache-2.0
// Random derivations of every space of the standard library and of the examples build.
#include "tests/support/library.h"

#include <gtest/gtest.h>

#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "runtime/derivation/variation.h"
#include "tests/property/effort.h"

namespace nasg {
namespace {

void build_samples(const sema::CheckedSpace& checked) {
  const auto interpreter = derivation::make_interpreter(checked.space, checked.automaton);
  derivation::Rng rng(4);
  for (int i = 0; i < test::effort(500, 10'000); ++i) {
    const auto sample = interpreter->sample(rng);
    ASSERT_TRUE(sample.has_value());
    const auto plan = derivation::build_plan(checked.space, *sample);
    ASSERT_TRUE(plan.ok()) << derivation::term(checked.space, *sample) << "\n" << plan.error().message();
    ASSERT_EQ(plan->shapes[plan->result], checked.space.output);
  }
}

TEST(Library, EveryDerivationOfEverySpaceBuildsWithTheDeclaredOutput) {
  std::size_t spaces = 0;
  for (const char* folder : {"/stdlib/std", "/examples"})
    for (const nasg::testing::LibrarySpace& space : nasg::testing::library_spaces(folder, /*small=*/false)) {
      SCOPED_TRACE(space.file + ": " + space.checked.space.title());
      build_samples(space.checked);
      ++spaces;
    }
  EXPECT_GE(spaces, 3U);
}

}  // namespace
}  // namespace nasg
