// SPDX-License-Identifier: Apache-2.0
// Objectives made of objectives.
#include "search/strategies/several_objective.h"

#include <algorithm>

#include "compiler/diag/codes/search.h"

namespace nasg::search {
namespace {

using training::Criterion;
using training::Evaluation;
using training::Objective;

bool is_among(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// With what is counted where an objective does not measure it.
std::optional<std::vector<std::string>> with_costs(std::optional<std::vector<std::string>> metrics) {
  if (metrics)
    for (const std::string& name : training::cost_metrics())
      if (!is_among(*metrics, name)) metrics->push_back(name);
  return metrics;
}

/// E0766: no evaluation will have the metric. `known` is nothing where only a run tells.
diag::Status check_metric(const std::string& metric, const std::optional<std::vector<std::string>>& known,
                          diag::Place place) {
  if (!known || is_among(*known, metric)) return diag::success();
  auto error = diag::make(diag::code::E0766, place, metric);
  std::string list;
  for (const std::string& name : *known) list += (list.empty() ? "there are `" : "`, `") + name;
  error.note(list.empty() ? "it has none" : list + "`");
  if (const auto near = diag::nearest(metric, *known)) error.note("did you mean `" + *near + "`?");
  return error;
}

/// What the first part of a composed objective says holds for the whole.
class ComposedObjective : public Objective {
 public:
  explicit ComposedObjective(std::unique_ptr<Objective> first) : first_(std::move(first)) {}
  bool maximises() const override { return first_->maximises(); }
  bool deterministic() const override { return first_->deterministic(); }
  training::Fidelities fidelities() const override { return first_->fidelities(); }
  std::vector<Criterion> further() const override { return first_->further(); }
  std::optional<std::vector<std::string>> metrics() const override { return first_->metrics(); }

 protected:
  Objective& first() { return *first_; }

 private:
  std::unique_ptr<Objective> first_;
};

/// A further value: a metric, and the objective that measures it, or null where the first does.
struct Part {
  Criterion criterion;
  std::unique_ptr<Objective> objective;
};

class ParetoObjective final : public ComposedObjective {
 public:
  ParetoObjective(std::unique_ptr<Objective> first, std::vector<Part> parts)
      : ComposedObjective(std::move(first)), parts_(std::move(parts)) {}

  bool deterministic() const override {
    return ComposedObjective::deterministic() && std::ranges::all_of(parts_, [](const Part& part) {
             return part.objective == nullptr || part.objective->deterministic();
           });
  }
  std::vector<Criterion> further() const override {
    std::vector<Criterion> criteria = ComposedObjective::further();
    for (const Part& part : parts_) criteria.push_back(part.criterion);
    return criteria;
  }

  std::optional<std::vector<std::string>> metrics() const override {
    auto names = ComposedObjective::metrics();
    if (names)
      for (const Part& part : parts_) names->push_back(part.criterion.metric);
    return names;
  }

  Evaluation evaluate(const derivation::Derivation& derivation,
                      const training::EvaluationContext& context) override {
    Evaluation evaluation = first().evaluate(derivation, context);
    for (const Part& part : parts_) {
      const std::string& metric = part.criterion.metric;
      if (!evaluation.value) return evaluation;
      if (evaluation.metrics.contains(metric)) continue;
      Evaluation measured;
      if (part.objective != nullptr) measured = part.objective->evaluate(derivation, context);
      evaluation.seconds += measured.seconds;
      if (measured.value) {
        evaluation.metrics[metric] = *measured.value;
        continue;
      }
      evaluation.value.reset();
      evaluation.message =
          "`" + metric + "` was not measured" + (measured.message.empty() ? "" : ": " + measured.message);
    }
    return evaluation;
  }

 private:
  std::vector<Part> parts_;
};

struct Limit {
  std::string metric;
  double most;
};

class LimitedObjective final : public ComposedObjective {
 public:
  LimitedObjective(std::unique_ptr<Objective> first, std::vector<Limit> limits,
                   training::PlanFunction build_plan)
      : ComposedObjective(std::move(first)), limits_(std::move(limits)), build_plan_(std::move(build_plan)) {}

  std::optional<std::vector<std::string>> metrics() const override {
    return with_costs(ComposedObjective::metrics());
  }

  Evaluation evaluate(const derivation::Derivation& derivation,
                      const training::EvaluationContext& context) override {
    Evaluation evaluation = first().evaluate(derivation, context);
    for (const Limit& limit : limits_) {
      if (!evaluation.value) return evaluation;
      if (!evaluation.metrics.contains(limit.metric)) count(derivation, limit.metric, evaluation);
      const auto metric = evaluation.metrics.find(limit.metric);
      if (metric == evaluation.metrics.end()) {
        evaluation.value.reset();
        evaluation.message = "`" + limit.metric + "`, which has a limit, was not measured";
      } else if (!(metric->second <= limit.most)) {
        evaluation.admitted = false;
      }
    }
    return evaluation;
  }

 private:
  void count(const derivation::Derivation& derivation, const std::string& metric,
             Evaluation& evaluation) const {
    if (!is_among(training::cost_metrics(), metric)) return;
    if (const auto plan = build_plan_(derivation)) training::add_cost(*plan, evaluation);
  }

  std::vector<Limit> limits_;
  training::PlanFunction build_plan_;
};

const ir::Setting::Call* call_of(const ir::Setting& setting) {
  return std::get_if<ir::Setting::Call>(&setting.value);
}

bool is_name(const ir::Setting& setting) {
  const auto* call = call_of(setting);
  return call != nullptr && call->positional.empty() && call->named.empty();
}

/// The name in `maximise(NAME)`, or the setting itself.
const ir::Setting& name_of(const ir::Setting& setting) {
  const auto* call = call_of(setting);
  return call != nullptr && call->positional.size() == 1 ? call->positional[0] : setting;
}

/// The metric that an objective's value becomes: its own argument of that name, else what it is called.
std::string metric_of(const ir::Setting::Call& call) {
  for (const auto& [name, value] : call.named) {
    if (name != "metric") continue;
    if (const auto* text = std::get_if<std::string>(&value.value)) return *text;
    if (is_name(value)) return call_of(value)->name;
  }
  return call.name;
}

diag::Result<Part> read_part(const ir::Setting& setting, const ObjectiveMaker& make) {
  const auto* call = call_of(setting);
  if (call == nullptr) return diag::make(diag::code::E0763, setting.place, "pareto", setting.text());
  const bool directed = call->name == "maximise" || call->name == "minimise";
  if (directed && call->positional.size() == 1 && call->named.empty() && is_name(call->positional[0]))
    return Part{{call_of(call->positional[0])->name, call->name == "maximise"}, nullptr};
  MadeObjective objective = make(setting);
  if (objective) {
    const bool maximises = (*objective)->maximises();
    return Part{{metric_of(*call), maximises}, *std::move(objective)};
  }
  // What is no objective's name is a metric of the first.
  if (is_name(setting) && objective.error().code == diag::code::E0740)
    return Part{{call->name, false}, nullptr};
  return objective.error();
}

}  // namespace

MadeObjective make_pareto_objective(const ir::Setting& setting, const ObjectiveMaker& make) {
  const auto* call = call_of(setting);
  if (call->positional.size() < 2 || !call->named.empty())
    return diag::make(diag::code::E0763, setting.place, "pareto", "fewer than two parts");
  MadeObjective first = make(call->positional[0]);
  if (!first) return first;
  std::optional<std::vector<std::string>> known = (*first)->metrics();
  std::vector<Part> parts;
  std::vector<std::string> metrics;
  for (const ir::Setting& further : std::span(call->positional).subspan(1)) {
    diag::Result<Part> part = read_part(further, make);
    if (!part) return part.error();
    const std::string& metric = part->criterion.metric;
    if (is_among(metrics, metric))
      return diag::make(diag::code::E0702, further.place, "pareto", metric, "is given twice");
    if (part->objective == nullptr)
      if (auto checked = check_metric(metric, known, name_of(further).place); !checked)
        return checked.error();
    metrics.push_back(metric);
    if (known) known->push_back(metric);
    parts.push_back(*std::move(part));
  }
  return MadeObjective(std::make_unique<ParetoObjective>(*std::move(first), std::move(parts)));
}

MadeObjective make_limited_objective(const ir::Setting& setting, const ObjectiveMaker& make,
                                     training::PlanFunction build_plan) {
  const auto* call = call_of(setting);
  if (call->positional.size() != 1 || call->named.empty())
    return diag::make(diag::code::E0763, setting.place, "at_most", "no objective, or no limit");
  MadeObjective first = make(call->positional[0]);
  if (!first) return first;
  const std::optional<std::vector<std::string>> known = with_costs((*first)->metrics());
  std::vector<Limit> limits;
  for (const auto& [metric, value] : call->named) {
    const auto* most = std::get_if<double>(&value.value);
    if (most == nullptr)
      return diag::make(diag::code::E0702, value.place, "at_most", metric, "must be a number");
    if (auto checked = check_metric(metric, known, setting.place); !checked) return checked.error();
    limits.push_back({metric, *most});
  }
  return MadeObjective(
      std::make_unique<LimitedObjective>(*std::move(first), std::move(limits), std::move(build_plan)));
}

}  // namespace nasg::search
