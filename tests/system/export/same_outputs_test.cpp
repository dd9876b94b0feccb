// SPDX-License-Identifier: Apache-2.0
// Networks of every space of the standard library in every exported form: with the same weights they give the
// outputs of the built network.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "compiler/diag/codes/network.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "runtime/derivation/variation.h"
#include "runtime/network/cpp_source.h"
#include "runtime/network/save.h"
#include "tests/support/library.h"
#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

constexpr int kSamples = 2;  // of each space
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
    for (const LibrarySpace& space : library_spaces("/stdlib/std", /*small=*/true)) {
      const auto interpreter = derivation::make_interpreter(space.checked.space, space.checked.automaton);
      derivation::Rng rng(12);
      for (int i = 0; i < kSamples; ++i) add(space.checked.space, *interpreter->sample(rng));
    }
  }
  static void TearDownTestSuite() {
    folder_.reset();
    terms_.clear();
    written_.clear();
  }

  static void add(const ir::Space& space, const derivation::Derivation& derivation) {
    const std::string term = derivation::term(space, derivation);
    SCOPED_TRACE(term);
    const std::string name = "net" + std::to_string(terms_.size());
    const auto plan = derivation::build_plan(space, derivation);
    ASSERT_TRUE(plan.ok()) << plan.error().message();
    const auto network = (*network::backend())->build(*plan, 5);
    ASSERT_TRUE(network.ok()) << network.error().message();
    ASSERT_TRUE((*network)->exercise(8, 1).ok());  // moves the running statistics
    const network::Title title{"Net", space.title(), term};
    for (const std::string ending : {".py", ".pt", ".onnx"})
      note(name, ending, network::save(**network, folder_->path() + "/" + name + ending, title));
    const auto header = network::cpp_source(*plan, *network::assign_slots(*plan), title);
    if (header) folder_->write(name + ".h", *header);
    note(name, ".h", header);
    const std::vector<float> input = input_of(*plan);
    write_numbers(*folder_, name + ".x", input);
    write_numbers(*folder_, name + ".y", *(*network)->forward(input, kBatch));
    std::ostringstream shape;
    for (const std::int64_t dim : plan->input) shape << dim << ' ';
    folder_->write(name + ".shape", shape.str());
    terms_.push_back(space.title() + ": " + term);
  }

  /// Only C++ and ONNX may refuse a network, for a layer that they do not have.
  template <class T>
  static void note(const std::string& name, const std::string& ending, const diag::Result<T>& outcome) {
    if (outcome) {
      written_[ending].push_back(name);
      return;
    }
    EXPECT_EQ(outcome.error().code, diag::code::E0615) << outcome.error().message();
    EXPECT_TRUE(ending == ".onnx" || ending == ".h") << ending << ": " << outcome.error().message();
  }

  /// Reads lines `netK DIFFERENCE`, one for each network that was written in that form.
  static void expect_same(const Finished& finished, const std::string& ending) {
    ASSERT_EQ(finished.status, 0) << finished.out << finished.err;
    std::istringstream lines(finished.out);
    std::size_t read = 0;
    double difference = 0;
    for (std::string name; lines >> name >> difference; ++read)
      EXPECT_LE(difference, kTolerance) << terms_.at(std::stoul(name.substr(3)));
    EXPECT_EQ(read, written_[ending].size()) << finished.out;
    EXPECT_GE(read, 2U * kSamples);
  }

  static void expect_python(const std::string& form, const std::string& ending) {
    if (run({kPython, "-c", "import torch, onnx"}).status != 0)
      GTEST_SKIP() << "python3-torch or python3-onnx is not installed";
    std::vector<std::string> words{kPython, std::string(kTests) + "/system/export/compare.py", form,
                                   folder_->path()};
    words.insert(words.end(), written_[ending].begin(), written_[ending].end());
    expect_same(run(words, {}, std::chrono::minutes(5)), ending);
  }

  static std::unique_ptr<Folder> folder_;
  static std::vector<std::string> terms_;                           ///< by the number of a network
  static std::map<std::string, std::vector<std::string>> written_;  ///< networks by ending
};

std::unique_ptr<Folder> Exported::folder_;
std::vector<std::string> Exported::terms_;
std::map<std::string, std::vector<std::string>> Exported::written_;

TEST_F(Exported, PyTorchSourceGivesTheOutputsOfTheBuiltNetwork) {
  expect_python("pytorch", ".py");
}

TEST_F(Exported, TorchScriptGivesTheOutputsOfTheBuiltNetwork) {
  expect_python("torchscript", ".pt");
}

TEST_F(Exported, OnnxPassesItsCheckerAndGivesTheOutputsOfTheBuiltNetwork) {
  expect_python("onnx", ".onnx");
}

TEST_F(Exported, CppSourceCompilesAndGivesTheOutputsOfTheBuiltNetwork) {
  std::string main = "#include \"compare.h\"\n";
  std::string calls;
  for (const std::string& name : written_[".h"]) {
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
  expect_same(run({"env", "-C", at, "./main"}), ".h");
}

}  // namespace
}  // namespace nasg::testing
