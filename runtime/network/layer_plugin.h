// SPDX-License-Identifier: Apache-2.0
// What a shared object with a layer of one's own includes.
#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <vector>

namespace nasg::network {

/// A layer as a function of its input and its trained tensors. It keeps nothing between calls: the tensors
/// are the network's, which trains, stores and moves them. Several threads may call it at once.
class LayerPlugin {
 public:
  virtual ~LayerPlugin() = default;
  /// Fresh trained tensors of floats, at most four, for an input of that shape (without the batch) and the
  /// numbers that follow the shape in `plugin("name", [shape], numbers…)`, then zeros up to four. Random ones
  /// come from LibTorch's default generator, which is seeded before the call.
  virtual std::vector<at::Tensor> weights(std::span<const std::int64_t> /*input*/,
                                          std::span<const double> /*numbers*/) const {
    return {};
  }
  /// [batch, …input] -> [batch, …the shape that the space states]. Images may lie in memory channels last.
  /// It must not write into `x`.
  virtual at::Tensor forward(const at::Tensor& x, std::span<const at::Tensor> weights,
                             std::span<const double> numbers, bool training) const = 0;
};

}  // namespace nasg::network

/// Makes `Type`, a LayerPlugin, the layer of the shared object that this stands in. Built as `libNAME.so`
/// into a folder that $NASG_PLUGINS names, it is `plugin("NAME", …)` in every program. It must be compiled
/// with the compiler, the sources and the LibTorch that nasg is.
#define NASG_LAYER_PLUGIN(Type)                                                                             \
  extern "C" __attribute__((visibility("default"))) const nasg::network::LayerPlugin* nasg_layer_plugin() { \
    static const Type layer;                                                                                \
    return &layer;                                                                                          \
  }
