// SPDX-License-Identifier: Apache-2.0
// Networks of every space of the standard library in every exported form: with the same weights they give the
// outputs of the built network.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "runtime/derivation/variation.h"
#include "runtime/network/cpp_source.h"
#include "runtime/network/save.h"
#include "tests/support/library.h"
#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

constexpr std::size_t kSamples = 2;  // of each space
constexpr std::size_t kBatch = 2;
/// Largest difference, beside outputs of size 1 and relative to larger ones.
constexpr double kTolerance = 1e-5;

constexpr const char* kPython = "/usr/bin/python3";
constexpr const char* kTests = NASG_SOURCE_DIR "/tests";

void write_numbers(const Folder& folder, const std::string& name, const std::vector<float>& numbers) {
  folder.write(name, {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(float)});
}

std::vector<float> input_of(const derivation::Plan& plan) {
  std::size_t count = kBatch;
  for (const std::int64_t dim : plan.input) count *= static_cast<std::size_t>(dim);
  derivation::Rng rng(7);
  std::vector<float> numbers(count);
  for (float& number : numbers) number = static_cast<float>(2 * rng.uniform() - 1);
  return numbers;
}

/// The networks as files of a folder, `netK.*`, each with the numbers that it is given and gives.
class Exported : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<Folder>();
    for (const char* folder : {"/stdlib/std", "/tests/system/export"})
      for (const LibrarySpace& space : library_spaces(folder, /*small=*/true)) {
        const auto interpreter = derivation::make_interpreter(space.checked.space, space.checked.automaton);
        derivation::Rng rng(12);
        // Different ones: the compiler takes files with one content for the same file.
        std::set<derivation::Derivation> drawn;
        while (drawn.size() < kSamples)
          if (const auto [at, fresh] = drawn.insert(*interpreter->sample(rng)); fresh)
            add(space.checked.space, *at);
      }
  }
  static void TearDownTestSuite() {
    folder_.reset();
    terms_.clear();
  }

  static void add(const ir::Space& space, const derivation::Derivation& derivation) {
    const std::string term = derivation::term(space, derivation);
    SCOPED_TRACE(term);
    const std::string name = name_of(terms_.size());
    const auto plan = derivation::build_plan(space, derivation);
    ASSERT_TRUE(plan.ok()) << plan.error().message();
    const auto network = (*network::backend())->build(*plan, 5);
    ASSERT_TRUE(network.ok()) << network.error().message();
    ASSERT_TRUE((*network)->exercise(8, 1).ok());  // moves the running statistics
    const network::Title title{"Net", space.title(), term};
    for (const std::string ending : {".py", ".pt", ".onnx"}) {
      const auto saved = network::save(**network, folder_->path() + "/" + name + ending, title);
      ASSERT_TRUE(saved.ok()) << saved.error().message();
    }
    folder_->write(name + ".h", network::cpp_source(*plan, *network::assign_slots(*plan), title));
    const std::vector<float> input = input_of(*plan);
    write_numbers(*folder_, name + ".x", input);
    write_numbers(*folder_, name + ".y", *(*network)->forward(input, kBatch));
    std::ostringstream shape;
    for (const std::int64_t dim : plan->input) shape << dim << ' ';
    folder_->write(name + ".shape", shape.str());
    terms_.push_back(space.title() + ": " + term);
  }

  /// Reads lines `netK DIFFERENCE`, one for each network.
  static void expect_same(const Finished& finished) {
    ASSERT_EQ(finished.status, 0) << finished.out << finished.err;
    std::istringstream lines(finished.out);
    std::size_t read = 0;
    double difference = 0;
    for (std::string name; lines >> name >> difference; ++read)
      EXPECT_LE(difference, kTolerance) << terms_.at(std::stoul(name.substr(3)));
    EXPECT_EQ(read, terms_.size()) << finished.out;
    EXPECT_GE(read, 2 * kSamples);
  }

  static std::string name_of(std::size_t network) { return "net" + std::to_string(network); }

  static void expect_python(const std::string& form) {
    if (run({kPython, "-c", "import torch, onnx"}).status != 0)
      GTEST_SKIP() << "python3-torch or python3-onnx is not installed";
    std::vector<std::string> words{kPython, std::string(kTests) + "/system/export/compare.py", form,
                                   folder_->path()};
    for (std::size_t i = 0; i < terms_.size(); ++i) words.push_back(name_of(i));
    expect_same(run(words, {}, std::chrono::minutes(5)));
  }

  static std::unique_ptr<Folder> folder_;
  static std::vector<std::string> terms_;  ///< by the number of a network
};

std::unique_ptr<Folder> Exported::folder_;
std::vector<std::string> Exported::terms_;

TEST_F(Exported, PyTorchSourceGivesTheOutputsOfTheBuiltNetwork) {
  expect_python("pytorch");
}

TEST_F(Exported, TorchScriptGivesTheOutputsOfTheBuiltNetwork) {
  expect_python("torchscript");
}

TEST_F(Exported, OnnxPassesItsCheckerAndGivesTheOutputsOfTheBuiltNetwork) {
  expect_python("onnx");
}

TEST_F(Exported, CppSourceCompilesAndGivesTheOutputsOfTheBuiltNetwork) {
  std::string main = "#include \"compare.h\"\n";
  std::string calls;
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    const std::string name = name_of(i);
    main += "namespace " + name + " {\n#include \"" + name + ".h\"\n}\n";
    calls += "  compare<" + name + "::Net>(\"" + name + "\");\n";
  }
  folder_->write("main.cpp", main + "int main() {\n" + calls + "}\n");
  std::vector<std::string> compile{NASG_CXX};
  if (*NASG_CXX_LAUNCHER != '\0') compile.insert(compile.begin(), NASG_CXX_LAUNCHER);
  const std::string at = folder_->path();
  compile.insert(compile.end(), {"-std=c++17", "-O0", "-w", "-I/usr/include/torch/csrc/api/include",
                                 "-I" + std::string(kTests) + "/system/export", "-c", at + "/main.cpp", "-o",
                                 at + "/main.o"});
  const Finished compiled = run(compile, {}, std::chrono::minutes(5));
  ASSERT_EQ(compiled.status, 0) << compiled.err;
  const Finished linked =
      run({NASG_CXX, at + "/main.o", "-o", at + "/main", "-ltorch", "-ltorch_cpu", "-lc10"});
  ASSERT_EQ(linked.status, 0) << linked.err;
  expect_same(run({"env", "-C", at, "./main"}));
}

}  // namespace
}  // namespace nasg::testing
