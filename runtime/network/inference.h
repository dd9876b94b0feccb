// SPDX-License-Identifier: Apache-2.0
// Runs a plan for its outputs alone: with running statistics, without gradients, where convolutions may have
// taken batch normalisations in.
#pragma once

#include "runtime/network/executor.h"

namespace nasg::network {

class Inference {
 public:
  /// `plan` is what the passes of inference made of the plan of `slots`.
  Inference(const derivation::Plan& plan, const Slots& slots);

  /// [batch, …input] -> [batch, …result]. `weights` are by slot; what is made of them is kept until
  /// `forget`, to be called whenever they may have changed. Gradients must be switched off.
  at::Tensor run(const at::Tensor& input, const std::vector<Weights>& weights);
  void forget() { weights_.clear(); }

 private:
  /// A convolution that has taken a batch normalisation in: their slots. Its weights stand after the plan's.
  struct Folded {
    std::size_t convolution, norm;
  };
  /// The slots of the steps.
  struct Layout {
    Slots slots;
    std::vector<Folded> folded;
  };
  static Layout lay_out(const derivation::Plan& plan, const Slots& slots);
  Inference(const derivation::Plan& plan, Layout layout);

  /// How many examples are run at once: so many that what one step writes is still in the processor's cache
  /// when the next reads it.
  std::int64_t at_once(const at::Tensor& input) const;

  Executor executor_;
  std::vector<Folded> folded_;
  std::int64_t largest_;          ///< elements of the largest value of an example
  std::vector<Weights> weights_;  ///< empty: to be made
};

}  // namespace nasg::network
