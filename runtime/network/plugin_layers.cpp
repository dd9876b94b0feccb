// SPDX-License-Identifier: Apache-2.0
// Loads layers, and holds them to what the space says of them.
#include "runtime/network/plugin_layers.h"

#include <ATen/Context.h>

#include <array>
#include <map>
#include <mutex>

#include "compiler/ir/plugin_layer.h"
#include "runtime/derivation/plugin.h"
#include "runtime/network/layer_plugin.h"
#include "runtime/network/plugin_error.h"

namespace nasg::network {

namespace {

/// Each is looked for once.
const LayerPlugin& loaded_layer(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, const LayerPlugin*> loaded;
  const std::scoped_lock lock(mutex);
  if (const auto known = loaded.find(name); known != loaded.end()) return *known->second;
  const derivation::PluginSymbol symbol = derivation::load_plugin(name, "nasg_layer_plugin");
  if (symbol.address == nullptr) throw PluginError(name, symbol.why);
  return *(loaded[name] = reinterpret_cast<const LayerPlugin* (*)()>(symbol.address)());
}

std::vector<double> numbers_of(const std::vector<ir::Scalar>& args) {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < ir::kPluginMostNumbers; ++i)
    numbers.push_back(std::get<double>(args[ir::kPluginFirstNumber + i]));
  return numbers;
}

std::array<at::Tensor*, 4> places(Weights& weights) {
  return {&weights.weight, &weights.bias, &weights.state_weight, &weights.state_bias};
}

}  // namespace

Weights plugin_weights(const std::vector<ir::Scalar>& args, const ir::Shape& input, at::mt19937& engine) {
  const std::string name = ir::plugin_name(args);
  at::manual_seed(engine());
  std::vector<at::Tensor> made = loaded_layer(name).weights(input, numbers_of(args));
  Weights weights;
  const std::array<at::Tensor*, 4> all = places(weights);
  if (made.size() > all.size())
    throw PluginError(name,
                      "it has " + std::to_string(made.size()) + " trained tensors, and four are the most");
  std::int64_t count = 0;
  for (std::size_t i = 0; i < made.size(); ++i) {
    count += made[i].numel();
    *all[i] = std::move(made[i]);
  }
  if (const std::int64_t said = integer(args, ir::kPluginParameters); said != count)
    throw PluginError(name, "it has " + std::to_string(count) + " trained numbers, and the space says " +
                                std::to_string(said) + ": `parameters = …`");
  return weights;
}

at::Tensor plugin_forward(const std::vector<ir::Scalar>& args, const ir::Shape& output, const at::Tensor& x,
                          const Weights& weights, bool training) {
  const std::string name = ir::plugin_name(args);
  std::vector<at::Tensor> given;
  for (const at::Tensor& tensor : {weights.weight, weights.bias, weights.state_weight, weights.state_bias})
    if (tensor.defined()) given.push_back(tensor);
  at::Tensor made = loaded_layer(name).forward(x, given, numbers_of(args), training);
  std::vector<std::int64_t> said{x.size(0)};
  said.insert(said.end(), output.begin(), output.end());
  if (made.sizes() != at::IntArrayRef(said))
    throw PluginError(name, "it yields " + ir::text(made.sizes().vec()) +
                                " with the batch, and the space says " + ir::text(said));
  return made;
}

}  // namespace nasg::network
