// SPDX-License-Identifier: Apache-2.0
// The training loop.
#include "runtime/network/torch_train.h"

#include <ATen/Context.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "compiler/diag/codes/network.h"
#include "runtime/derivation/rng.h"
#include "runtime/network/auxiliary.h"
#include "runtime/network/average.h"
#include "runtime/network/checkpoint.h"
#include "runtime/network/device.h"
#include "runtime/network/guard.h"
#include "runtime/network/measure.h"
#include "runtime/network/optimiser.h"

namespace nasg::network {

namespace {

/// What is trained, and where; all of it is there already.
struct Trained {
  TorchNetwork& network;
  Auxiliary* head;  ///< null: none
  at::Device device;

  std::vector<at::Tensor> parameters() const {
    std::vector<at::Tensor> all = network.trained();
    if (head != nullptr)
      for (const at::Tensor& tensor : head->trained()) all.push_back(tensor);
    return all;
  }
};

class Training {
 public:
  Training(const Trained& trained, const training::Split& data, const Protocol& protocol,
           const training::EvaluationContext& context)
      : network_(trained.network),
        head_(trained.head),
        device_(trained.device),
        protocol_(protocol),
        context_(context),
        shape_(data.train.shape),
        loader_(data.train, protocol.augmentation, data.black, protocol.batch, protocol.shuffle,
                context.seed),
        valid_(data.valid),
        test_(data.test),
        updates_(trained.parameters(), protocol),
        average_(network_.tensors(), protocol.ema),
        checkpoint_(protocol, network_.plan(), data, context.seed, kept()) {
    epochs_ = protocol.stop_after > 0 ? std::min(protocol.stop_after, protocol.epochs) : protocol.epochs;
    steps_ = loader_.batches() * epochs_;
  }

  diag::Result<TrainingResult> run() {
    if (const auto resumed = resume(); !resumed) return resumed.error();
    for (int epoch = next_epoch(); epoch < epochs_ && !is_idle(); ++epoch) {
      const auto loss = train_epoch(epoch);
      if (!loss) return loss.error();
      average_.swap();
      const Measured valid = measure(valid_);
      average_.swap();
      if (cancelled()) return interrupted();
      result_.curve.push_back({*loss, valid.loss, valid.accuracy});
      if (protocol_.checkpoint.empty()) continue;
      if (const auto saved = checkpoint_.save(result_.curve); !saved) return saved.error();
    }
    average_.swap();  // what was measured is what the network keeps
    const Measured test = measure(test_);
    if (cancelled()) return interrupted();
    const Epoch& last = result_.curve.back();
    result_.train_loss = last.train_loss;
    result_.valid_loss = last.valid_loss;
    result_.valid_accuracy = last.valid_accuracy;
    result_.test_loss = test.loss;
    result_.test_accuracy = test.accuracy;
    return result_;
  }

 private:
  /// What a checkpoint holds of the network, the optimiser and the average.
  NamedTensors kept() const {
    NamedTensors all;
    for (const auto& [name, tensor] : network_.tensors())
      if (tensor.is_floating_point()) all.emplace_back(name, tensor);  // the rest follows from the epoch
    const std::vector<at::Tensor> updates = updates_.state();
    for (std::size_t i = 0; i < updates.size(); ++i)
      all.emplace_back("training.optimiser." + std::to_string(i), updates[i]);
    if (head_ != nullptr)
      for (const auto& [name, tensor] : head_->state())
        if (tensor.is_floating_point()) all.emplace_back(name, tensor);
    for (const auto& [name, tensor] : average_.state())
      if (tensor.is_floating_point()) all.emplace_back(name, tensor);
    all.emplace_back("training.first_epoch", first_epoch_);
    return all;
  }

  diag::Status resume() {
    if (protocol_.checkpoint.empty()) return diag::success();
    auto curve = checkpoint_.load();
    if (!curve) return curve.error();
    result_.curve = *std::move(curve);
    if (result_.curve.empty() && !protocol_.start_from.empty() && checkpoint_.adopt(protocol_.start_from))
      first_epoch_.fill_(protocol_.start_epoch);
    step_ = next_epoch() * loader_.batches();
    network_.resume(step_);
    return diag::success();
  }

  int next_epoch() const {
    return static_cast<int>(first_epoch_.item<std::int64_t>()) + static_cast<int>(result_.curve.size());
  }

  /// The mean loss of the epoch. E0611.
  diag::Result<double> train_epoch(int epoch) {
    // For dropout; by epoch, so that a training that goes on draws the same.
    at::manual_seed(derivation::Rng(context_.seed).fork(static_cast<std::uint64_t>(epoch)).next());
    loader_.start(epoch);
    watch_.drop_path_share = protocol_.ramps_drop_path ? static_cast<double>(epoch) / protocol_.epochs : 1;
    double sum = 0;
    for (std::int64_t batch = 0; batch < loader_.batches() && !cancelled(); ++batch) {
      const double loss = step(loader_.next());
      if (!std::isfinite(loss)) return diag::make(diag::code::E0611, {}, std::to_string(step_));
      sum += loss;
      report(epoch);
    }
    return sum / static_cast<double>(loader_.batches());
  }

  double step(const training::Batch& batch) {
    const at::Tensor loss = forward(batch);
    const double rate = learning_rate(protocol_, step_++, loader_.batches());
    if (loss.requires_grad()) {
      loss.backward();
      updates_.step(rate);
      average_.move();
    }
    return loss.item<double>();
  }

  at::Tensor forward(const training::Batch& batch) {
    const Autocast casting(protocol_.precision, device_);
    const auto count = static_cast<std::int64_t>(batch.labels.size());
    const at::Tensor images = view_channels_last(batch.pixels, count, shape_).to(device_);
    if (head_ == nullptr) return mixed_loss(network_.train(images, &watch_), batch);
    at::Tensor inside;
    watch_.tapped = head_->value();
    watch_.tap = &inside;
    const at::Tensor loss = mixed_loss(network_.train(images, &watch_), batch);
    return loss.add(mixed_loss(head_->run(inside), batch), protocol_.auxiliary);
  }

  at::Tensor mixed_loss(const at::Tensor& output, const training::Batch& batch) const {
    const at::Tensor loss = cross_entropy(output, batch.labels);
    if (batch.mixed.empty()) return loss;
    return loss.mul(batch.share).add(cross_entropy(output, batch.mixed), 1 - batch.share);
  }

  at::Tensor cross_entropy(const at::Tensor& output, const std::vector<std::int64_t>& labels) const {
    // LibTorch takes a pointer to mutable data; nothing writes through it.
    const at::Tensor targets = at::from_blob(const_cast<std::int64_t*>(labels.data()),
                                             {static_cast<std::int64_t>(labels.size())}, at::kLong)
                                   .to(device_);
    return at::cross_entropy_loss(output.to(at::kFloat), targets, {}, at::Reduction::Mean, -100,
                                  protocol_.label_smoothing);
  }

  Measured measure(const Examination& examples) {
    network_.weights_changed();
    return examples.measure(network_, context_.cancelled);
  }

  bool cancelled() const { return context_.cancelled && context_.cancelled->load(std::memory_order_relaxed); }
  static TrainingResult interrupted() {
    TrainingResult result;
    result.cancelled = true;
    return result;
  }

  /// Whether the best epoch is longer ago than the protocol's patience.
  bool is_idle() const {
    if (protocol_.patience == 0) return false;
    const auto best = std::ranges::max_element(result_.curve, {}, &Epoch::valid_accuracy);
    return result_.curve.end() - best > protocol_.patience;
  }

  void report(int epoch) const {
    if (!context_.progress) return;
    context_.progress(static_cast<double>(step_) / static_cast<double>(steps_),
                      "epoch " + std::to_string(epoch + 1) + "/" + std::to_string(epochs_));
  }

  TorchNetwork& network_;
  Auxiliary* head_;
  const at::Device device_;
  const Protocol& protocol_;
  const training::EvaluationContext& context_;
  const ir::Shape shape_;
  training::Loader loader_;
  Examination valid_, test_;
  Updates updates_;
  Average average_;
  at::Tensor first_epoch_ =
      at::zeros({}, at::kLong);  ///< of this training, whose schedule began with another
  Checkpoint checkpoint_;
  Executor::Watch watch_;
  TrainingResult result_;
  int epochs_ = 0;          ///< that are run
  std::int64_t steps_ = 0;  ///< in all
  std::int64_t step_ = 0;   ///< done
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
  const auto device = find_device(protocol.device);
  if (!device) return device.error();
  return guarded([&]() -> diag::Result<TrainingResult> {
    std::optional<Auxiliary> head;
    if (protocol.auxiliary > 0) {
      auto made = Auxiliary::make(network.plan(), output[0], context.seed);
      if (!made) return made.error();
      head = *std::move(made);
      head->move(*device);
    }
    network.move(*device);
    auto result = Training({network, head ? &*head : nullptr, *device}, data, protocol, context).run();
    network.move(at::kCPU);
    return result;
  });
}

}  // namespace nasg::network
