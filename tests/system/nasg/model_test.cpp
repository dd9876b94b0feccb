// SPDX-License-Identifier: Apache-2.0
// Networks as files: plain PyTorch runs what the session exports, and what a command is handed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/system/nasg/programs.h"
#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class Models : public ::testing::Test {
 protected:
  Models() { folder_.write("tiny.nasg", kTinySpace); }
  Finished in_folder(std::vector<std::string> words) const {
    words.insert(words.begin(), {"env", "-C", folder_.path()});
    return run(words);
  }

  Folder folder_;
};

TEST_F(Models, ThatTheSessionExportsAsSourceAndAsTorchScriptAreOneNetwork) {
  const Finished exported =
      in_folder({program("nasg"), "-c",
                 "load tiny.nasg; export m.pt Pair(wide, relu, thin); export m.py Pair(wide, relu, thin)"});
  ASSERT_EQ(exported.status, 0) << exported.err;
  EXPECT_THAT(folder_.files(), UnorderedElementsAre("m.pt", "m.py", "m.weights.pt", "tiny.nasg"));
  folder_.write("compare.py", R"(import torch
import m
x = torch.rand(4, 3, 8, 8)
script, source = torch.jit.load("m.pt").eval(), m.load()
print(float((script(x) - source(x)).abs().max()) < 1e-5, tuple(script(x).shape))
)");
  const Finished compared = in_folder({"/usr/bin/python3", "compare.py"});
  EXPECT_EQ(compared.out, "True (4, 10)\n") << compared.err;
}

TEST_F(Models, ThatACommandIsHandedAreWhatOthersRead) {
  folder_.write("evaluate.py", R"(import importlib.util, json, sys, torch
path, seed = sys.argv[1], int(sys.argv[2])
trial = json.load(sys.stdin)
assert trial["model"] == path and trial["seed"] == seed and trial["device"] == "cuda:7", trial
assert trial["term"] and trial["space"] and trial["fidelity"] == 5, trial
if path.endswith(".onnx"):
    import onnx
    model = onnx.load(path)
    onnx.checker.check_model(model)
    classes = model.graph.output[0].type.tensor_type.shape.dim[1].dim_value
    network = lambda x: torch.zeros(len(x), classes)
elif path.endswith(".py"):
    spec = importlib.util.spec_from_file_location("model", path)
    model = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(model)
    network = model.load()
else:
    network = torch.jit.load(path)
print(network(torch.rand(2, 3, 8, 8)).numel() + seed - seed)
)");
  for (const std::string form : {"torchscript", "pytorch", "onnx"}) {
    const Finished finished = in_folder(
        {program("nasg"), "search", "tiny.nasg", "--strategy", "random", "--budget", "1", "--objective",
         "command(\"/usr/bin/python3 evaluate.py {model} {seed}\", model = " + form + ", fidelity = 5)",
         "--device", "cuda:7"});
    EXPECT_EQ(finished.status, 0) << finished.err;
    EXPECT_THAT(finished.out, HasSubstr("value        20\n")) << form << finished.err;
  }
}

}  // namespace
}  // namespace nasg::testing
