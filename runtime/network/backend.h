// SPDX-License-Identifier: Apache-2.0
// Networks that run and train. LibTorch stays behind this header, in the plugin `libnasg_torch`.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "runtime/derivation/plan.h"
#include "runtime/training/data.h"
#include "runtime/training/objective.h"

namespace nasg::network {

/// A network of LibTorch modules, made from a plan.
class Network {
 public:
  virtual ~Network() = default;
  /// Outputs for `count` examples, in evaluation mode (running statistics, no dropout). `input` holds
  /// count × the plan's input; the result count × its output.
  virtual diag::Result<std::vector<float>> forward(std::span<const float> input, std::size_t count) = 0;
  virtual std::int64_t trainable_parameters() const = 0;
  /// One forward and backward pass in training mode on random input; the sum of all gradients' absolute
  /// values, so that a test can see that it ran. 0 if nothing is trainable.
  virtual diag::Result<double> exercise(std::size_t batch, std::uint64_t seed) = 0;
  /// A TorchScript file that plain PyTorch loads, with the same outputs.
  virtual diag::Status save_torchscript(const std::string& path) = 0;
  /// A Python file with one nn.Module, and its weights beside it (`model.py`, `model.weights.pt`).
  virtual diag::Status save_pytorch(const std::string& path) = 0;
};

/// How a network is trained: cross-entropy, SGD with Nesterov momentum, cosine schedule to 0 by step.
struct Protocol {
  int epochs = 10;
  int batch = 64;
  double learning_rate = 0.05;
  double momentum = 0.9;
  double weight_decay = 5e-4;
};

struct TrainingResult {
  double valid_accuracy = 0;  ///< percent, after the last epoch
  double test_accuracy = 0;   ///< percent
  double valid_loss = 0;      ///< mean cross-entropy, after the last epoch
  double test_loss = 0;
  double train_loss = 0;  ///< mean over the last epoch
  bool cancelled = false;
};

class Backend {
 public:
  virtual ~Backend() = default;
  /// Initialised from `seed`. E0610 when LibTorch refuses.
  virtual diag::Result<std::unique_ptr<Network>> build(const derivation::Plan& plan,
                                                       std::uint64_t seed) const = 0;
  /// Trains in place; same seed, same weights, bit for bit, on one machine. E0611: the loss is not finite.
  virtual diag::Result<TrainingResult> train(Network& network, const training::Split& data,
                                             const Protocol& protocol,
                                             const training::EvaluationContext& context) const = 0;
};

/// Loads the plugin on first use (half a second). E0612 says why it cannot.
diag::Result<const Backend*> backend();

}  // namespace nasg::network
