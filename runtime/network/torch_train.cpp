// SPDX-License-Identifier: Apache-2.0
// The training loop and the measurement of accuracy.
#include "runtime/network/torch_train.h"

#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "compiler/diag/codes/network.h"
#include "runtime/derivation/rng.h"
#include "runtime/network/guard.h"
#include "runtime/network/sgd.h"

namespace nasg::network {

namespace {

constexpr std::int64_t kEvaluationBatch = 256;

/// Images as one tensor that lies channels-last in memory, and their labels.
struct Examples {
  at::Tensor images;  ///< [count, H, W, C], or [count, N]
  at::Tensor labels;  ///< [count]
  std::int64_t count() const { return labels.size(0); }

  /// As the network takes them: [n, C, H, W].
  static at::Tensor as_input(const at::Tensor& images) {
    return images.dim() == 4 ? images.permute({0, 3, 1, 2}) : images;
  }
};

Examples to_tensors(const training::Images& images) {
  std::vector<std::int64_t> sizes{static_cast<std::int64_t>(images.count())};
  sizes.insert(sizes.end(), images.shape.begin(), images.shape.end());
  // LibTorch takes a pointer to mutable data; both tensors are copied before anything writes.
  at::Tensor pixels = at::from_blob(const_cast<float*>(images.pixels.data()), sizes, at::kFloat);
  at::Tensor labels = at::from_blob(const_cast<std::int64_t*>(images.labels.data()), {sizes[0]}, at::kLong);
  if (pixels.dim() == 4)
    pixels = pixels.permute({0, 2, 3, 1}).contiguous();
  else
    pixels = pixels.clone();
  return {pixels, labels.clone()};
}

struct Measured {
  double accuracy = 0;  ///< percent
  double loss = 0;      ///< mean
};

class Training {
 public:
  Training(TorchNetwork& network, const training::Split& data, const Protocol& protocol,
           const training::EvaluationContext& context)
      : network_(network),
        protocol_(protocol),
        context_(context),
        train_(to_tensors(data.train)),
        valid_(to_tensors(data.valid)),
        test_(to_tensors(data.test)),
        sgd_(network.trained(), protocol.momentum, protocol.weight_decay) {
    const std::int64_t count = train_.count();
    const std::int64_t left = count % protocol.batch;
    batches_ = count / protocol.batch + (left > (count > 1 ? 1 : 0) ? 1 : 0);
    steps_ = batches_ * protocol.epochs;
  }

  diag::Result<TrainingResult> run() {
    at::manual_seed(context_.seed);  // for dropout
    TrainingResult result;
    for (int epoch = 0; epoch < protocol_.epochs; ++epoch) {
      const at::Tensor order = shuffled(epoch);
      double sum = 0;
      for (std::int64_t batch = 0; batch < batches_; ++batch) {
        if (cancelled()) return interrupted();
        const double loss = step(order, batch);
        if (!std::isfinite(loss)) return diag::make(diag::code::E0611, {}, std::to_string(step_));
        sum += loss;
        report(epoch);
      }
      result.train_loss = sum / static_cast<double>(batches_);
    }
    const Measured valid = measure(valid_);
    const Measured test = measure(test_);
    if (cancelled()) return interrupted();
    result.valid_accuracy = valid.accuracy;
    result.valid_loss = valid.loss;
    result.test_accuracy = test.accuracy;
    result.test_loss = test.loss;
    return result;
  }

 private:
  bool cancelled() const { return context_.cancelled && context_.cancelled->load(std::memory_order_relaxed); }
  static TrainingResult interrupted() {
    TrainingResult result;
    result.cancelled = true;
    return result;
  }

  at::Tensor shuffled(int epoch) const {
    std::vector<std::int64_t> order(static_cast<std::size_t>(train_.count()));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    derivation::Rng rng = derivation::Rng(context_.seed).fork(static_cast<std::uint64_t>(epoch));
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
    return at::from_blob(order.data(), {train_.count()}, at::kLong).clone();
  }

  double step(const at::Tensor& order, std::int64_t batch) {
    const std::int64_t start = batch * protocol_.batch;
    const at::Tensor chosen = order.slice(0, start, start + protocol_.batch);
    const at::Tensor output = network_.train(Examples::as_input(train_.images.index_select(0, chosen)));
    const at::Tensor loss = at::cross_entropy_loss(output, train_.labels.index_select(0, chosen));
    const double share = static_cast<double>(step_++) / static_cast<double>(steps_);
    if (loss.requires_grad()) {
      loss.backward();
      sgd_.step(protocol_.learning_rate / 2 * (1 + std::cos(std::numbers::pi * share)));
    }
    return loss.item<double>();
  }

  void report(int epoch) const {
    if (!context_.progress) return;
    context_.progress(static_cast<double>(step_) / static_cast<double>(steps_),
                      "epoch " + std::to_string(epoch + 1) + "/" + std::to_string(protocol_.epochs));
  }

  Measured measure(const Examples& examples) {
    const at::NoGradGuard no_gradients;
    std::int64_t right = 0;
    double loss = 0;
    for (std::int64_t start = 0; start < examples.count() && !cancelled(); start += kEvaluationBatch) {
      const at::Tensor labels = examples.labels.slice(0, start, start + kEvaluationBatch);
      const at::Tensor images = examples.images.slice(0, start, start + kEvaluationBatch);
      const at::Tensor output = network_.infer(Examples::as_input(images));
      right += output.argmax(1).eq(labels).sum().item<std::int64_t>();
      loss += at::cross_entropy_loss(output, labels).item<double>() * static_cast<double>(labels.size(0));
    }
    const auto count = static_cast<double>(examples.count());
    return {100.0 * static_cast<double>(right) / count, loss / count};
  }

  TorchNetwork& network_;
  const Protocol& protocol_;
  const training::EvaluationContext& context_;
  Examples train_, valid_, test_;
  Sgd sgd_;
  std::int64_t batches_ = 0;  ///< an epoch
  std::int64_t steps_ = 0;    ///< in all
  std::int64_t step_ = 0;     ///< done
};

diag::Diagnostic refused(std::string why) {
  return diag::make(diag::code::E0610, {}, std::move(why));
}

}  // namespace

diag::Result<TrainingResult> train_network(TorchNetwork& network, const training::Split& data,
                                           const Protocol& protocol,
                                           const training::EvaluationContext& context) {
  const ir::Shape& output = network.output_shape();
  if (output.size() != 1 || output[0] < data.classes)
    return refused("it yields " + ir::text(output) + ", and the data have " + std::to_string(data.classes) +
                   " classes");
  if (protocol.batch < 1 || protocol.epochs < 1) return refused("epochs and batch must be at least 1");
  if (data.train.count() == 0 || data.valid.count() == 0 || data.test.count() == 0)
    return refused("the data have an empty part");
  return guarded([&] { return Training(network, data, protocol, context).run(); });
}

}  // namespace nasg::network
