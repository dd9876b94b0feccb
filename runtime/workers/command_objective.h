// SPDX-License-Identifier: Apache-2.0
// The objective `command("python3 train.py {model} {seed}")`: a program of the user's evaluates.
#pragma once

#include <memory>

#include "compiler/ir/setting.h"
#include "compiler/ir/space.h"
#include "runtime/training/objective.h"
#include "runtime/training/train_objective.h"

namespace nasg::workers {

/// `command(TEXT, timeout = 3600, memory = 0, model = torchscript, minimise = false, fidelity = 0, continues
/// = false)`
///
/// The text is split into words (words.h; no shell reads it), and in each word are put in: `{term}`, the
/// term; `{seed}`, a number below 2^31 that is the trial's own; `{model}`, the path of the exported model:
/// a TorchScript file, with `model = pytorch` a Python file and its weights beside it, with `model = onnx` an
/// ONNX file, with `model = term` a text file. Nothing is exported unless `{model}` stands somewhere. Other
/// names in braces are refused; `{{name}}` stands for `{name}` itself. On its
/// standard input the program finds a JSON object with `term`, `seed`, `space`, `device`, and `model`.
/// `fidelity` is what the program counts as a full evaluation, such as its epochs: it is told how many to
/// spend as `{fidelity}` and as `fidelity` in the object, which has `reached` too where the architecture was
/// evaluated at a lower one before, with the same seed. A program that then goes on from there says so by
/// `continues = true`, and the search counts what was added alone. It runs in the
/// working folder, in a process group of its own; after `timeout` seconds (0: never) the group is ended.
/// `memory` limits the address space of each process, in bytes (0: no limit). What it prints is read as
/// result.h says. The space must outlive the objective.
diag::Result<std::unique_ptr<training::Objective>> make_command_objective(const ir::Setting& setting,
                                                                          const ir::Space& space,
                                                                          training::PlanFunction build_plan,
                                                                          const std::string& device = "cpu");

}  // namespace nasg::workers
