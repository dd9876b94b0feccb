// SPDX-License-Identifier: Apache-2.0
// The network of backend.h: a plan, its executor and its tensors.
#pragma once

#include <memory>

#include "runtime/network/backend.h"
#include "runtime/network/executor.h"
#include "runtime/network/inference.h"

namespace nasg::network {

class TorchNetwork final : public Network {
 public:
  static diag::Result<std::unique_ptr<Network>> build(const derivation::Plan& plan, std::uint64_t seed,
                                                      bool improved = true);

  diag::Result<std::vector<float>> forward(std::span<const float> input, std::size_t count) override;
  std::int64_t trainable_parameters() const override;
  diag::Result<double> exercise(std::size_t batch, std::uint64_t seed) override;
  const derivation::Plan& plan() const override { return plan_; }
  diag::Result<std::string> torchscript(const Title& title) override;
  diag::Result<std::string> onnx(const Title& title) override;
  diag::Result<std::string> weights() override;
  diag::Status load_weights(const std::string& bytes) override;
  void use_doubles() override { convert(options_.dtype(at::kDouble)); }

  const ir::Shape& output_shape() const { return plan_.shapes[plan_.result]; }
  /// In training mode, or with running statistics and without gradients.
  at::Tensor train(const at::Tensor& input, const Executor::Watch* watch = nullptr);
  at::Tensor infer(const at::Tensor& input);
  std::vector<at::Tensor> trained() const { return parameters(weights_); }
  NamedTensors tensors() const { return state(slots_.all, weights_, batches_); }
  /// Puts all tensors there, in new memory unless they are there already.
  void move(const at::Device& device) { convert(options_.device(device)); }
  /// To be called after `tensors` were written from outside.
  void weights_changed() { inference_.forget(); }
  /// They are those after so many passes in training mode.
  void resume(std::int64_t passes) {
    batches_ = passes;
    weights_changed();
  }

 private:
  TorchNetwork(const derivation::Plan& plan, Slots slots, std::uint64_t seed, bool improved);
  void convert(const at::TensorOptions& options);

  derivation::Plan plan_;
  Slots slots_;
  Executor training_;
  Inference inference_;
  std::vector<Weights> weights_;                                               ///< by slot
  at::TensorOptions options_ = at::TensorOptions(at::kCPU).dtype(at::kFloat);  ///< those of the weights
  std::int64_t batches_ = 0;                                                   ///< passes in training mode
};

}  // namespace nasg::network
