// SPDX-License-Identifier: Apache-2.0
// The objectives `train`, `params` and `flops`.
#include "runtime/training/train_objective.h"

#include <algorithm>
#include <filesystem>

#include "compiler/diag/codes/network.h"
#include "compiler/diag/codes/training.h"
#include "runtime/derivation/label_hash.h"
#include "runtime/network/backend.h"
#include "runtime/network/identity.h"
#include "runtime/training/lessened.h"
#include "runtime/training/network_objective.h"
#include "runtime/training/protocols.h"
#include "runtime/training/trial_checkpoints.h"

namespace nasg::training {

void add_cost(const derivation::Plan& plan, Evaluation& evaluation) {
  const ir::Cost cost = derivation::cost(plan);
  evaluation.metrics["params"] = static_cast<double>(cost.parameters);
  evaluation.metrics["flops"] = static_cast<double>(cost.flops);
}

std::vector<std::string> cost_metrics() {
  return {"params", "flops"};
}

namespace {

enum class Metric { kAccuracy, kLoss };

class TrainObjective final : public NetworkObjective {
 public:
  TrainObjective(Split data, network::Protocol protocol, Metric metric, Fidelity fidelity,
                 std::string checkpoints, PlanFunction build_plan)
      : NetworkObjective(std::move(build_plan)),
        data_(std::move(data)),
        protocol_(std::move(protocol)),
        metric_(metric),
        fidelity_(fidelity),
        checkpoints_(std::move(checkpoints)),
        training_(
            derivation::mix(network::protocol_hash(protocol_) ^ derivation::mix(network::data_hash(data_))) +
            static_cast<std::uint64_t>(fidelity_)) {}

  bool maximises() const override { return metric_ == Metric::kAccuracy; }
  std::optional<std::vector<std::string>> metrics() const override {
    std::vector<std::string> names = cost_metrics();
    names.emplace_back("train_loss");
    return names;
  }
  Fidelities fidelities() const override {
    const bool continues = !checkpoints_.empty() && fidelity_ != Fidelity::kWidth;
    return {fidelity_ == Fidelity::kEpochs ? protocol_.epochs : kWhole, {}, continues};
  }

 private:
  diag::Status measure(const derivation::Plan& plan, const network::Backend& backend,
                       const EvaluationContext& context, Evaluation& evaluation) const override {
    const std::int64_t most = fidelities().most;
    const bool less = context.fidelity > 0 && context.fidelity < most;
    const TrialCheckpoints checkpoints(checkpoints_, training_, plan, context.seed);
    if (fidelity_ == Fidelity::kEpochs)
      return train(plan, data_, for_epochs(checkpoints, context.fidelity), !less, backend, context,
                   evaluation);
    const std::int64_t share = less ? context.fidelity : kWhole;
    const bool last = !less || fidelity_ == Fidelity::kWidth;
    std::optional<PlannedTraining> part;
    if (less) part = lessened({plan, data_, protocol_}, fidelity_, share);
    const auto trained = part ? train(part->plan, part->data, for_share(checkpoints, part->protocol, share),
                                      last, backend, context, evaluation)
                              : train(plan, data_, for_share(checkpoints, protocol_, share), last, backend,
                                      context, evaluation);
    if (checkpoints.kept() && evaluation.value) checkpoints.remove_below(share);
    return trained;
  }

  /// `last`: nothing will go on from the checkpoint once the training has ended.
  diag::Status train(const derivation::Plan& plan, const Split& data, const network::Protocol& protocol,
                     bool last, const network::Backend& backend, const EvaluationContext& context,
                     Evaluation& evaluation) const {
    auto network = backend.build(plan, context.seed);
    if (!network) return network.error();
    const auto result = backend.train(**network, data, protocol, context);
    if (!result) return result.error();
    if (result->cancelled) {
      evaluation.message = "interrupted";
      return diag::success();
    }
    std::error_code ignored;
    if (last && !protocol.checkpoint.empty()) std::filesystem::remove(protocol.checkpoint, ignored);
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

  /// A schedule that was cut short would end at a high learning rate, where nothing is gone on from.
  network::Protocol for_epochs(const TrialCheckpoints& checkpoints, std::int64_t fidelity) const {
    network::Protocol own = protocol_;
    const auto epochs = static_cast<int>(fidelity);
    if (!checkpoints.kept()) {
      if (epochs > 0) own.epochs = epochs;
      return own;
    }
    own.stop_after = epochs;
    own.checkpoint = checkpoints.of_epochs();
    return own;
  }

  /// A training by a larger share goes on where it would have seen as many examples, or pixels along a side,
  /// as the smaller one has.
  network::Protocol for_share(const TrialCheckpoints& checkpoints, network::Protocol own,
                              std::int64_t share) const {
    if (!checkpoints.kept()) return own;
    own.checkpoint = checkpoints.of_share(share);
    const auto lower = fidelity_ == Fidelity::kWidth ? std::nullopt : checkpoints.share_below(share);
    if (!lower) return own;
    own.start_from = checkpoints.of_share(*lower);
    own.start_epoch = static_cast<int>(own.epochs * *lower / share);
    return own;
  }

  Split data_;
  network::Protocol protocol_;
  Metric metric_;
  Fidelity fidelity_;
  std::string checkpoints_;  ///< a folder, or empty
  std::uint64_t training_;   ///< by which trial_checkpoints.h tells trainings apart
};

Fidelity read_fidelity(ir::SettingReader& reader) {
  const std::string given = reader.text("fidelity", fidelity_names().front());
  const auto found = std::ranges::find(fidelity_names(), given);
  if (found != fidelity_names().end()) return static_cast<Fidelity>(found - fidelity_names().begin());
  std::string list;
  for (const std::string& name : fidelity_names()) list += (list.empty() ? "`" : ", `") + name + "`";
  reader.refuse("fidelity", "must be one of " + list);
  return Fidelity::kEpochs;
}

/// E0645, found before the first training. The processor needs no question.
diag::Status check_device(const std::string& device) {
  if (device == "cpu") return diag::success();
  const auto backend = network::backend();
  if (!backend) return backend.error();
  return (*backend)->check_device(device);
}

class CostObjective final : public Objective {
 public:
  CostObjective(std::string metric, PlanFunction build_plan)
      : metric_(std::move(metric)), build_plan_(std::move(build_plan)) {}

  bool maximises() const override { return false; }
  bool deterministic() const override { return true; }
  std::optional<std::vector<std::string>> metrics() const override { return cost_metrics(); }

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
                                                              const ir::Space& space, PlanFunction build_plan,
                                                              const Surroundings& surroundings) {
  ir::SettingReader reader(setting);
  const ir::Setting* named = reader.find("data");
  const network::Protocol protocol = read_protocol(reader, surroundings.device);
  const std::string metric = reader.text("metric", "accuracy");
  if (metric != "accuracy" && metric != "loss") reader.refuse("metric", "must be `accuracy` or `loss`");
  std::string checkpoints = reader.text("checkpoints", "");
  const Fidelity fidelity = read_fidelity(reader);
  if (fidelity == Fidelity::kResolution && space.input.size() != 3)
    reader.refuse("fidelity", "`resolution` goes with images, and the space takes " + ir::text(space.input));
  if (protocol.augmentation.changes_places() && space.input.size() != 3)
    reader.refuse(
        "crop", "goes with images, as `flip` and `cutout` do, and the space takes " + ir::text(space.input));
  if (auto read = reader.finish(); !read) return read.error();
  if (auto checked = check_device(protocol.device); !checked) return checked.error();
  if (!checkpoints.empty()) {
    std::error_code error;
    std::filesystem::create_directories(checkpoints, error);
    if (error) return diag::make(diag::code::E0640, setting.place, checkpoints, error.message());
  }
  if (space.output.size() != 1)
    return diag::make(diag::code::E0603, setting.place,
                      "training needs one output a class, and the space yields " + ir::text(space.output));
  const ir::Setting digits{ir::Setting::Call{"digits", {}, {}}, setting.place};
  auto data = load_data(named ? *named : digits, space.input, space.output[0], surroundings.folders);
  if (!data) return data.error();
  return std::unique_ptr<Objective>(std::make_unique<TrainObjective>(
      *std::move(data), protocol, metric == "loss" ? Metric::kLoss : Metric::kAccuracy, fidelity,
      std::move(checkpoints), std::move(build_plan)));
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
