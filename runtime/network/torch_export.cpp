// SPDX-License-Identifier: Apache-2.0
// Writes trained networks for plain PyTorch.
#include <caffe2/serialize/inline_container.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/pickler.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "compiler/diag/codes/network.h"
#include "runtime/network/guard.h"
#include "runtime/network/pytorch_source.h"
#include "runtime/network/torch_network.h"
#include "runtime/network/torchscript_source.h"

namespace nasg::network {

namespace {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

/// Lets `write` fill a file beside `path` and puts it in place, so that no half-written file is left.
template <class Write>
diag::Status replace_file(const std::string& path, Write&& write) {
  const std::string partial = path + ".part";
  std::string why;
  try {
    write(partial);
    std::filesystem::rename(partial, path);
    return diag::success();
  } catch (const c10::Error& error) {
    why = first_line(error.what_without_backtrace());
  } catch (const std::exception& error) {
    why = first_line(error.what());
  }
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  return diag::make(diag::code::E0613, {}, path, why);
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream file;
  file.exceptions(std::ios::failbit | std::ios::badbit);
  file.open(path, std::ios::binary);
  file << text;
  file.close();
}

/// A dictionary of tensors in the format of torch.save. Types are not tagged, so that torch.load needs to
/// trust nothing but tensors (weights_only).
void write_weights(const std::string& path, const NamedTensors& tensors) {
  c10::Dict<std::string, at::Tensor> state;
  for (const auto& [name, tensor] : tensors) state.insert(name, tensor.detach().contiguous());
  std::string pickled;
  torch::jit::Pickler pickler([&](const char* bytes, std::size_t count) { pickled.append(bytes, count); },
                              nullptr, nullptr, nullptr, nullptr, /*tag_aggregates=*/false);
  pickler.protocol();
  pickler.pushIValue(state);
  pickler.stop();
  caffe2::serialize::PyTorchStreamWriter writer(path);
  writer.writeRecord("data.pkl", pickled.data(), pickled.size());
  for (std::size_t i = 0; i < pickler.tensorData().size(); ++i) {
    const auto data = torch::jit::getWriteableTensorData(pickler.tensorData()[i]);
    writer.writeRecord("data/" + std::to_string(i), data.data(), data.sizeInBytes());
  }
  writer.writeEndOfFile();
}

torch::jit::Module make_module(const std::string& name,
                               const std::shared_ptr<torch::jit::CompilationUnit>& unit) {
  torch::jit::Module module(c10::QualifiedName(name), unit);
  module.register_attribute("training", c10::BoolType::get(), false);
  return module;
}

torch::jit::Module script_module(const std::vector<Slot>& slots, const NamedTensors& tensors,
                                 const std::string& source) {
  const auto unit = std::make_shared<torch::jit::CompilationUnit>();
  torch::jit::Module network = make_module("__torch__.Network", unit);
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

diag::Status TorchNetwork::save_torchscript(const std::string& path) {
  return replace_file(path, [&](const std::string& file) {
    script_module(slots_.all, state(slots_.all, weights_, batches_), torchscript_source(plan_, slots_))
        .save(file);
  });
}

diag::Status TorchNetwork::save_pytorch(const std::string& path) {
  const std::string weights_path = std::filesystem::path(path).replace_extension(".weights.pt").string();
  auto saved = replace_file(weights_path, [&](const std::string& file) {
    write_weights(file, state(slots_.all, weights_, batches_));
  });
  if (!saved) return saved;
  return replace_file(path,
                      [&](const std::string& file) { write_text(file, pytorch_source(plan_, slots_)); });
}

}  // namespace nasg::network
