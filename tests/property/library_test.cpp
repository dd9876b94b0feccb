// SPDX-License-Identifier: Apache-2.0
// Random derivations of every space of the standard library and of the examples build.
#include <gtest/gtest.h>

#include <filesystem>

#include "compiler/sema/program.h"
#include "grammar/parse.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "runtime/derivation/variation.h"
#include "tests/property/effort.h"

namespace nasg {
namespace {

std::vector<std::string> programs() {
  std::vector<std::string> paths;
  for (const char* folder : {"/stdlib/std", "/examples"})
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(NASG_SOURCE_DIR + std::string(folder)))
      if (entry.path().extension() == ".nasg") paths.push_back(entry.path().string());
  std::ranges::sort(paths);
  return paths;
}

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
  int spaces = 0;
  for (const std::string& path : programs()) {
    SCOPED_TRACE(path);
    diag::SourceMap sources;
    diag::Sink sink;
    const auto source = grammar::read_source(sources, path);
    ASSERT_TRUE(source.ok());
    const auto program =
        sema::Program::load(sources, *source, {std::string(NASG_SOURCE_DIR) + "/stdlib"}, sink);
    ASSERT_TRUE(sink.all().empty());
    for (const std::string& name : program.space_names()) {
      SCOPED_TRACE(name);
      const auto checked = program.instantiate(name, {}, sink);
      EXPECT_TRUE(sink.all().empty()) << sink.all()[0].message();
      ASSERT_TRUE(checked);
      build_samples(*checked);
      ++spaces;
    }
  }
  EXPECT_GE(spaces, 3);
}

}  // namespace
}  // namespace nasg
