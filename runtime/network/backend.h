// SPDX-License-Identifier: Apache-2.0
// Networks that run and train. LibTorch stays behind this header, in the plugin `libnasg_torch`.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "runtime/derivation/plan.h"
#include "runtime/network/proxy.h"
#include "runtime/network/title.h"
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
  virtual const derivation::Plan& plan() const = 0;

  /// Forms with the weights inside, as the bytes of a file. E0610 if LibTorch refuses.
  /// TorchScript: what `torch.jit.load` reads, with the same outputs, and can be trained on.
  virtual diag::Result<std::string> torchscript(const Title& title) = 0;
  /// ONNX: the graph of inference (see onnx_model.h).
  virtual diag::Result<std::string> onnx(const Title& title) = 0;
  /// Parameters and running statistics by PyTorch's names, as `torch.save` writes a dictionary of tensors.
  virtual diag::Result<std::string> weights() = 0;
  /// Takes over such a dictionary, by whomever it was written. E0614 says what does not fit; then nothing is
  /// changed.
  virtual diag::Status load_weights(const std::string& bytes) = 0;
  /// From now on it computes with 64-bit numbers, so that two that should agree are not told apart by
  /// rounding.
  virtual void use_doubles() = 0;
};

struct Protocol;
struct TrainingResult;

class Backend {
 public:
  virtual ~Backend() = default;
  /// Initialised from `seed`. E0610 when LibTorch refuses. Not `improved`: without the passes for training
  /// and inference, to compare with.
  virtual diag::Result<std::unique_ptr<Network>> build(const derivation::Plan& plan, std::uint64_t seed,
                                                       bool improved = true) const = 0;
  /// Trains in place (training.h); same seed, same weights, bit for bit, on one machine. E0611: the loss is
  /// not finite.
  virtual diag::Result<TrainingResult> train(Network& network, const training::Split& data,
                                             const Protocol& protocol,
                                             const training::EvaluationContext& context) const = 0;
  /// E0645 if a training cannot take place there: `cpu`, `cuda:0` and the like, `auto`.
  virtual diag::Status check_device(const std::string& device) const = 0;
  /// A proxy of the untrained network (proxies.def), initialised from `seed`, on those examples. E0610 when
  /// LibTorch refuses; E0620: the value is not finite.
  virtual diag::Result<double> measure(const derivation::Plan& plan, Proxy proxy,
                                       const training::Images& examples, std::uint64_t seed) const = 0;
};

/// Loads the plugin on first use (half a second). E0612 says why it cannot.
diag::Result<const Backend*> backend();

}  // namespace nasg::network
