// SPDX-License-Identifier: Apache-2.0
// Writes trained networks for plain PyTorch.
#include <torch/csrc/jit/api/module.h>

#include <map>
#include <sstream>

#include "runtime/network/guard.h"
#include "runtime/network/onnx_model.h"
#include "runtime/network/tensor_file.h"
#include "runtime/network/torch_network.h"
#include "runtime/network/torchscript_source.h"

namespace nasg::network {

namespace {

torch::jit::Module make_module(const std::string& name,
                               const std::shared_ptr<torch::jit::CompilationUnit>& unit) {
  torch::jit::Module module(c10::QualifiedName(name), unit);
  module.register_attribute("training", c10::BoolType::get(), false);
  return module;
}

torch::jit::Module script_module(const std::vector<Slot>& slots, const NamedTensors& tensors,
                                 const std::string& source, const std::string& name) {
  const auto unit = std::make_shared<torch::jit::CompilationUnit>();
  torch::jit::Module network = make_module("__torch__." + name, unit);
  std::map<std::string, torch::jit::Module> layers;
  for (const Slot& slot : slots) layers.emplace(slot.name, make_module("__torch__." + slot.name, unit));
  for (const auto& [name, tensor] : tensors) {
    const std::size_t dot = name.find('.');
    torch::jit::Module& layer = layers.at(name.substr(0, dot));
    const bool is_buffer = !tensor.requires_grad();
    layer.register_parameter(name.substr(dot + 1),
                             tensor.detach().contiguous().clone().set_requires_grad(!is_buffer), is_buffer);
  }
  for (const Slot& slot : slots) network.register_module(slot.name, layers.at(slot.name));
  network.define(source);
  return network;
}

}  // namespace

diag::Result<std::string> TorchNetwork::torchscript(const Title& title) {
  return guarded([&]() -> diag::Result<std::string> {
    std::ostringstream file;
    script_module(slots_.all, tensors(), torchscript_source(plan_, slots_), title.name).save(file);
    return std::move(file).str();
  });
}

diag::Result<std::string> TorchNetwork::onnx(const Title& title) {
  return guarded([&]() -> diag::Result<std::string> {
    std::vector<NamedNumbers> numbers;
    for (const auto& [name, tensor] : tensors()) {
      if (tensor.scalar_type() != at::kFloat) continue;  // how many batches were seen
      const at::Tensor rows = tensor.detach().contiguous();
      numbers.push_back(
          {name, rows.sizes().vec(), {static_cast<const char*>(rows.data_ptr()), rows.nbytes()}});
    }
    return onnx_model(plan_, slots_, numbers, title);
  });
}

diag::Result<std::string> TorchNetwork::weights() {
  return guarded([&]() -> diag::Result<std::string> { return pickled(tensors()); });
}

}  // namespace nasg::network
