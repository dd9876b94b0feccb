// SPDX-License-Identifier: Apache-2.0
// Networks as files, in the form that a file's name tells.
#pragma once

#include <string>

#include "runtime/network/backend.h"

namespace nasg::network {

/// Whether the name ends in `.py`, `.pt` or `.onnx`.
bool can_save(const std::string& path);

/// `.py`: one nn.Module, its weights beside it (`model.py`, `model.weights.pt`); `.pt`: TorchScript; `.onnx`.
/// Each file appears whole or not at all. E0613 if one cannot be written, E0610 if LibTorch refuses.
diag::Status save(Network& network, const std::string& path, const Title& title);

}  // namespace nasg::network
