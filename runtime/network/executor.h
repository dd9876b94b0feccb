// SPDX-License-Identifier: Apache-2.0
// Runs a plan: LibTorch's functions over numbered values, each value freed at its last use.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "runtime/network/weights.h"

namespace nasg::network {

class Executor {
 public:
  /// What looks on while a plan runs.
  struct Watch {
    bool skips_batch_norms = false;  ///< they pass their input on
    bool keeps_layout = false;       ///< images lie as they come, not channels last
    double drop_path_share = 1;      ///< of drop paths' probability
    derivation::ValueId tapped = 0;  ///< a value that is handed out, if there is a place for it
    at::Tensor* tap = nullptr;
    /// The step's number, its layer's input and output.
    std::function<void(std::size_t step, const at::Tensor& input, const at::Tensor& output)> layer;
  };

  /// `slots` must be those of `plan`.
  Executor(const derivation::Plan& plan, const Slots& slots);

  /// [batch, …input] -> [batch, …result]. In training mode batch norms use and update batch statistics, and
  /// dropout draws from the default generator. Throws what LibTorch throws.
  at::Tensor run(const at::Tensor& input, std::vector<Weights>& weights, bool training,
                 const Watch* watch = nullptr) const;

 private:
  using Pair = std::array<std::int64_t, 2>;

  /// A plan's step with its arguments read.
  struct Step {
    std::variant<ir::LayerKind, ir::MergeKind> what;
    std::optional<std::size_t> slot;
    Pair kernel{}, stride{}, padding{}, dilation{};
    std::int64_t groups = 1;
    double probability = 0;
    ir::Shape shape;               ///< of the output; of a layer norm, what it normalises together
    std::vector<ir::Scalar> args;  ///< of the layers of layer_kernels.h
    std::vector<derivation::ValueId> inputs;
    derivation::ValueId output = 0;
    std::vector<derivation::ValueId> last_uses;
    bool in_place = false;
  };

  static void read_arguments(const derivation::PlanStep::Layer& layer, const ir::Shape& input, Step& step);
  static at::Tensor layer(const Step& step, ir::LayerKind kind, const at::Tensor& x, Weights& weights,
                          bool training);
  static at::Tensor watched_layer(const Watch& watch, const Step& step, ir::LayerKind kind,
                                  const at::Tensor& x, Weights& weights, bool training);
  static at::Tensor overwrite(ir::LayerKind kind, at::Tensor x);
  static at::Tensor merge(ir::MergeKind kind, const std::vector<at::Tensor>& branches, bool in_place);

  std::vector<Step> steps_;
  std::size_t values_ = 0;
  derivation::ValueId result_ = 0;
};

}  // namespace nasg::network
