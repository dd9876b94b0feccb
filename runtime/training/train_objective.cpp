// SPDX-License-Identifier: Apache-2.0
// The objectives `train`, `params` and `flops`.
#include "runtime/training/train_objective.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "compiler/diag/codes/network.h"
#include "compiler/diag/codes/training.h"
#include "runtime/derivation/label_hash.h"
#include "runtime/network/backend.h"
#include "runtime/training/image_set.h"
#include "runtime/training/network_objective.h"
#include "runtime/training/protocols.h"

namespace nasg::training {

void add_cost(const derivation::Plan& plan, Evaluation& evaluation) {
  const ir::Cost cost = derivation::cost(plan);
  evaluation.metrics["params"] = static_cast<double>(cost.parameters);
  evaluation.metrics["flops"] = static_cast<double>(cost.flops);
}

namespace {

enum class Metric { kAccuracy, kLoss };
enum class Fidelity { kEpochs, kData };

constexpr std::int64_t kWholeData = 100;  // percent

class TrainObjective final : public NetworkObjective {
 public:
  TrainObjective(Split data, network::Protocol protocol, Metric metric, Fidelity fidelity,
                 std::string checkpoints, PlanFunction build_plan)
      : NetworkObjective(std::move(build_plan)),
        data_(std::move(data)),
        protocol_(std::move(protocol)),
        metric_(metric),
        fidelity_(fidelity),
        checkpoints_(std::move(checkpoints)) {}

  bool maximises() const override { return metric_ == Metric::kAccuracy; }
  Fidelities fidelities() const override {
    if (fidelity_ == Fidelity::kData) return {kWholeData, {}, false};
    return {protocol_.epochs, {}, !checkpoints_.empty()};
  }

 private:
  diag::Status measure(const derivation::Plan& plan, const network::Backend& backend,
                       const EvaluationContext& context, Evaluation& evaluation) const override {
    auto network = backend.build(plan, context.seed);
    if (!network) return network.error();
    Split less;
    const bool cut = fidelity_ == Fidelity::kData && context.fidelity > 0 && context.fidelity < kWholeData;
    if (cut) less = share_of_data(context.fidelity);
    const auto result = backend.train(**network, cut ? less : data_, protocol(plan, context), context);
    if (!result) return result.error();
    if (result->cancelled) {
      evaluation.message = "interrupted";
      return diag::success();
    }
    const bool accuracy = metric_ == Metric::kAccuracy;
    evaluation.value = accuracy ? result->valid_accuracy : result->valid_loss;
    evaluation.test = accuracy ? result->test_accuracy : result->test_loss;
    evaluation.metrics["train_loss"] = result->train_loss;
    for (const network::Epoch& epoch : result->curve) {
      evaluation.curves["train_loss"].push_back(epoch.train_loss);
      evaluation.curves["valid_loss"].push_back(epoch.valid_loss);
      evaluation.curves["valid_accuracy"].push_back(epoch.valid_accuracy);
    }
    return diag::success();
  }

  /// With fewer examples to train on, at least two.
  Split share_of_data(std::int64_t percent) const {
    const auto count = static_cast<std::int64_t>(data_.train.count()) * percent / kWholeData;
    const Images train = first(data_.train, static_cast<std::size_t>(std::max<std::int64_t>(count, 2)));
    return {train, data_.valid, data_.test, data_.classes, data_.black};
  }

  /// A schedule that was cut short would end at a high learning rate, where nothing is gone on from.
  network::Protocol protocol(const derivation::Plan& plan, const EvaluationContext& context) const {
    network::Protocol own = protocol_;
    const auto epochs = fidelity_ == Fidelity::kEpochs ? static_cast<int>(context.fidelity) : 0;
    if (checkpoints_.empty()) {
      if (epochs > 0) own.epochs = epochs;
      return own;
    }
    own.stop_after = epochs;
    std::uint64_t name = derivation::mix(derivation::label_hash(derivation::text(plan)) ^ context.seed);
    if (fidelity_ == Fidelity::kData)
      name = derivation::mix(name + static_cast<std::uint64_t>(context.fidelity));
    own.checkpoint = (std::filesystem::path(checkpoints_) / fmt::format("{:016x}.pt", name)).string();
    return own;
  }

  Split data_;
  network::Protocol protocol_;
  Metric metric_;
  Fidelity fidelity_;
  std::string checkpoints_;  ///< a folder, or empty
};

class CostObjective final : public Objective {
 public:
  CostObjective(std::string metric, PlanFunction build_plan)
      : metric_(std::move(metric)), build_plan_(std::move(build_plan)) {}

  bool maximises() const override { return false; }
  bool deterministic() const override { return true; }

  Evaluation evaluate(const derivation::Derivation& derivation, const EvaluationContext&) override {
    Evaluation evaluation;
    const auto plan = build_plan_(derivation);
    if (!plan) {
      evaluation.message = plan.error().message();
      return evaluation;
    }
    add_cost(*plan, evaluation);
    evaluation.value = evaluation.metrics.at(metric_);
    return evaluation;
  }

 private:
  std::string metric_;
  PlanFunction build_plan_;
};

}  // namespace

diag::Result<std::unique_ptr<Objective>> make_train_objective(const ir::Setting& setting,
                                                              const ir::Space& space,
                                                              PlanFunction build_plan) {
  ir::SettingReader reader(setting);
  const ir::Setting* named = reader.find("data");
  const network::Protocol protocol = read_protocol(reader);
  const std::string metric = reader.text("metric", "accuracy");
  if (metric != "accuracy" && metric != "loss") reader.refuse("metric", "must be `accuracy` or `loss`");
  std::string checkpoints = reader.text("checkpoints", "");
  const std::string fidelity = reader.text("fidelity", "epochs");
  if (fidelity != "epochs" && fidelity != "data") reader.refuse("fidelity", "must be `epochs` or `data`");
  if (protocol.augmentation.changes_places() && space.input.size() != 3)
    reader.refuse(
        "crop", "goes with images, as `flip` and `cutout` do, and the space takes " + ir::text(space.input));
  if (auto read = reader.finish(); !read) return read.error();
  if (!checkpoints.empty()) {
    std::error_code error;
    std::filesystem::create_directories(checkpoints, error);
    if (error) return diag::make(diag::code::E0640, setting.place, checkpoints, error.message());
  }
  if (space.output.size() != 1)
    return diag::make(diag::code::E0603, setting.place,
                      "training needs one output a class, and the space yields " + ir::text(space.output));
  const ir::Setting digits{ir::Setting::Call{"digits", {}, {}}, setting.place};
  auto data = load_data(named ? *named : digits, space.input, space.output[0]);
  if (!data) return data.error();
  return std::unique_ptr<Objective>(std::make_unique<TrainObjective>(
      *std::move(data), protocol, metric == "loss" ? Metric::kLoss : Metric::kAccuracy,
      fidelity == "data" ? Fidelity::kData : Fidelity::kEpochs, std::move(checkpoints),
      std::move(build_plan)));
}

diag::Result<std::unique_ptr<Objective>> make_cost_objective(const ir::Setting& setting,
                                                             PlanFunction build_plan) {
  ir::SettingReader reader(setting);
  const std::string metric = reader.name();
  if (auto read = reader.finish(); !read) return read.error();
  NASG_ASSERT(metric == "params" || metric == "flops", "the caller chooses the maker by the name");
  return std::unique_ptr<Objective>(std::make_unique<CostObjective>(metric, std::move(build_plan)));
}

}  // namespace nasg::training
