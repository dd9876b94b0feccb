// SPDX-License-Identifier: Apache-2.0
// The objectives `train`, `params` and `flops`.
#include "runtime/training/train_objective.h"

#include "compiler/diag/codes/network.h"
#include "runtime/network/backend.h"
#include "runtime/training/data.h"
#include "runtime/training/network_objective.h"

namespace nasg::training {

void add_cost(const derivation::Plan& plan, Evaluation& evaluation) {
  const ir::Cost cost = derivation::cost(plan);
  evaluation.metrics["params"] = static_cast<double>(cost.parameters);
  evaluation.metrics["flops"] = static_cast<double>(cost.flops);
}

namespace {

enum class Metric { kAccuracy, kLoss };

class TrainObjective final : public NetworkObjective {
 public:
  TrainObjective(Split data, const network::Protocol& protocol, Metric metric, PlanFunction build_plan)
      : NetworkObjective(std::move(build_plan)),
        data_(std::move(data)),
        protocol_(protocol),
        metric_(metric) {}

  bool maximises() const override { return metric_ == Metric::kAccuracy; }
  Fidelities fidelities() const override { return {protocol_.epochs, {}, false}; }

 private:
  diag::Status measure(const derivation::Plan& plan, const network::Backend& backend,
                       const EvaluationContext& context, Evaluation& evaluation) const override {
    auto network = backend.build(plan, context.seed);
    if (!network) return network.error();
    network::Protocol protocol = protocol_;
    if (context.fidelity > 0) protocol.epochs = static_cast<int>(context.fidelity);
    const auto result = backend.train(**network, data_, protocol, context);
    if (!result) return result.error();
    if (result->cancelled) {
      evaluation.message = "interrupted";
      return diag::success();
    }
    const bool accuracy = metric_ == Metric::kAccuracy;
    evaluation.value = accuracy ? result->valid_accuracy : result->valid_loss;
    evaluation.test = accuracy ? result->test_accuracy : result->test_loss;
    evaluation.metrics["train_loss"] = result->train_loss;
    return diag::success();
  }

  Split data_;
  network::Protocol protocol_;
  Metric metric_;
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

network::Protocol read_protocol(ir::SettingReader& reader) {
  network::Protocol protocol;
  const auto at_least_one = [&](const char* key, int fallback) {
    const std::int64_t value = reader.integer(key, fallback);
    if (value < 1 || value > INT32_MAX) reader.refuse(key, "must be at least 1");
    return static_cast<int>(value);
  };
  protocol.epochs = at_least_one("epochs", protocol.epochs);
  protocol.batch = at_least_one("batch", protocol.batch);
  protocol.learning_rate = reader.number("lr", protocol.learning_rate);
  if (!(protocol.learning_rate > 0)) reader.refuse("lr", "must be above 0");
  protocol.momentum = reader.number("momentum", protocol.momentum);
  if (!(protocol.momentum >= 0 && protocol.momentum < 1))
    reader.refuse("momentum", "must be at least 0 and less than 1");
  protocol.weight_decay = reader.number("weight_decay", protocol.weight_decay);
  if (!(protocol.weight_decay >= 0)) reader.refuse("weight_decay", "must be at least 0");
  return protocol;
}

diag::Result<std::unique_ptr<Objective>> make_train_objective(const ir::Setting& setting,
                                                              const ir::Space& space,
                                                              PlanFunction build_plan) {
  ir::SettingReader reader(setting);
  const ir::Setting* named = reader.find("data");
  const network::Protocol protocol = read_protocol(reader);
  const std::string metric = reader.text("metric", "accuracy");
  if (metric != "accuracy" && metric != "loss") reader.refuse("metric", "must be `accuracy` or `loss`");
  if (auto read = reader.finish(); !read) return read.error();
  if (space.output.size() != 1)
    return diag::make(diag::code::E0603, setting.place,
                      "training needs one output a class, and the space yields " + ir::text(space.output));
  const ir::Setting digits{ir::Setting::Call{"digits", {}, {}}, setting.place};
  auto data = load_data(named ? *named : digits, space.input, space.output[0]);
  if (!data) return data.error();
  return std::unique_ptr<Objective>(std::make_unique<TrainObjective>(
      *std::move(data), protocol, metric == "loss" ? Metric::kLoss : Metric::kAccuracy,
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
