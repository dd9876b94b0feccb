// SPDX-License-Identifier: Apache-2.0
// Tensors by name as torch.save writes them and torch.load reads them.
#pragma once

#include <map>
#include <string>

#include "compiler/diag/diagnostic.h"
#include "runtime/network/weights.h"

namespace nasg::network {

/// A dictionary of tensors in the format of torch.save. Types are not tagged, so that torch.load needs to
/// trust nothing but tensors (weights_only). Throws what LibTorch throws.
std::string pickled(const NamedTensors& tensors);

/// What such a file holds, by whomever it was written. E0614 if it is no dictionary of tensors.
diag::Result<std::map<std::string, at::Tensor>> unpickled(const std::string& bytes);

}  // namespace nasg::network
