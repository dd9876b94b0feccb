// SPDX-License-Identifier: Apache-2.0
// Takes over the weights of a file.
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <map>

#include "compiler/diag/codes/network.h"
#include "runtime/network/guard.h"
#include "runtime/network/tensor_file.h"
#include "runtime/network/torch_network.h"

namespace nasg::network {

namespace {

using ByName = std::map<std::string, at::Tensor>;

constexpr const char* kBatches = ".num_batches_tracked";

diag::Diagnostic unfitting(const std::string& why) {
  return diag::make(diag::code::E0614, {}, why);
}

std::string text(const at::Tensor& tensor) {
  return ir::text(tensor.sizes().vec());
}

/// Why the tensors are not those of the network; empty if they are. How many batches were seen may be
/// missing.
std::string difference(const NamedTensors& own, ByName given) {
  for (const auto& [name, tensor] : own) {
    const auto found = given.extract(name);
    if (name.ends_with(kBatches)) continue;
    if (!found) return "`" + name + "` is missing";
    if (found.mapped().sizes() != tensor.sizes())
      return "`" + name + "` is " + text(found.mapped()) + " in the file and " + text(tensor) +
             " in the network";
  }
  return given.empty() ? "" : "the network has no `" + given.begin()->first + "`";
}

}  // namespace

diag::Status TorchNetwork::load_weights(const std::string& bytes) {
  const auto given = unpickled(bytes);
  if (!given) return given.error();
  const NamedTensors own = tensors();
  if (const std::string why = difference(own, *given); !why.empty()) return unfitting(why);
  inference_.forget();
  return guarded([&]() -> diag::Status {
    const at::NoGradGuard no_gradients;
    for (const auto& [name, tensor] : own) {
      const auto found = given->find(name);
      if (found == given->end()) continue;
      if (name.ends_with(kBatches))
        batches_ = found->second.item<std::int64_t>();
      else
        tensor.copy_(found->second);
    }
    return diag::success();
  });
}

}  // namespace nasg::network
