// SPDX-License-Identifier: Apache-2.0
// Names values and writes assignments.
#include "runtime/network/forward_body.h"

#include <charconv>
#include <map>
#include <set>

namespace nasg::network {

namespace {

/// Variables that may be used again once nothing reads them.
class Names {
 public:
  std::string take() {
    if (!free_.empty()) {
      std::string name = free_.back();
      free_.pop_back();
      return name;
    }
    constexpr int kLetters = 23;  // a to w; x is the input
    const int index = made_++;
    const std::string letter(1, static_cast<char>('a' + index % kLetters));
    return index < kLetters ? letter : letter + std::to_string(index / kLetters);
  }
  void give_back(std::string name) { free_.push_back(std::move(name)); }

 private:
  std::vector<std::string> free_;
  int made_ = 0;
};

/// How a value is written, and which variable must live as long as it does.
struct Written {
  std::string text;
  std::string variable;
  bool inlined = false;
};

class BodyWriter {
 public:
  BodyWriter(const derivation::Plan& plan, const Slots& slots, const Dialect& dialect)
      : plan_(plan),
        slots_(slots),
        dialect_(dialect),
        values_(plan.shapes.size()),
        reads_(plan.shapes.size()) {
    for (const derivation::PlanStep& step : plan.steps)
      for (const derivation::ValueId input : step.inputs) ++reads_[input];
    ++reads_[plan.result];
  }

  ForwardBody write() {
    values_[0] = {"x", "x", false};
    users_["x"] = 1;
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) step(i);
    return {std::move(assignments_), values_[plan_.result].text};
  }

 private:
  void step(std::size_t index) {
    const derivation::PlanStep& step = plan_.steps[index];
    std::string text = ir::match(
        step.what,
        [&](const derivation::PlanStep::Layer& layer) {
          const auto slot = slots_.by_step[index];
          return dialect_.layer(layer, slot ? &slots_.all[*slot] : nullptr, values_[step.inputs[0]].text,
                                plan_.shapes[step.inputs[0]], plan_.shapes[step.output]);
        },
        [&](ir::MergeKind kind) { return merge(kind, step); });
    if (can_inline(step)) {
      const std::string variable = values_[step.inputs[0]].variable;
      ++users_[variable];
      release(step);
      values_[step.output] = {std::move(text), variable, true};
      return;
    }
    const std::string variable = release(step);
    const std::string target = variable.empty() ? names_.take() : variable;
    assignments_.push_back({target, std::move(text), users_.emplace(target, 0).second});
    users_[target] = 1;
    values_[step.output] = {target, target, false};
  }

  /// An activation that one later step reads; never two deep, so that lines stay short.
  bool can_inline(const derivation::PlanStep& step) const {
    const auto* layer = std::get_if<derivation::PlanStep::Layer>(&step.what);
    if (!layer || reads_[step.output] != 1 || step.output == plan_.result) return false;
    constexpr unsigned kActivation = ir::kPure | ir::kElementwise;
    return (ir::info(layer->kind).traits & kActivation) == kActivation && !values_[step.inputs[0]].inlined;
  }

  /// Ends the reads of a step. Returns the first variable that is thereby free, for its result.
  std::string release(const derivation::PlanStep& step) {
    std::string reusable;
    for (const derivation::ValueId input : step.inputs) {
      if (--reads_[input] > 0) continue;
      const std::string& variable = values_[input].variable;
      if (--users_[variable] > 0) continue;
      if (reusable.empty())
        reusable = variable;
      else
        names_.give_back(variable);
    }
    return reusable;
  }

  std::string merge(ir::MergeKind kind, const derivation::PlanStep& step) const {
    std::vector<std::string> branches;
    for (const derivation::ValueId input : step.inputs) branches.push_back(values_[input].text);
    return dialect_.merge(kind, branches);
  }

  const derivation::Plan& plan_;
  const Slots& slots_;
  const Dialect& dialect_;
  std::vector<Written> values_;
  std::vector<std::uint32_t> reads_;  ///< by value: reads still to come
  std::map<std::string, int> users_;  ///< by variable: values whose text names it
  Names names_;
  std::vector<Assignment> assignments_;
};

}  // namespace

ForwardBody forward_body(const derivation::Plan& plan, const Slots& slots, const Dialect& dialect) {
  return BodyWriter(plan, slots, dialect).write();
}

std::vector<const char*> helpers_of(const derivation::Plan& plan, const char* (*helper)(ir::LayerKind)) {
  std::set<ir::LayerKind> used;
  std::vector<const char*> texts;
  for (const derivation::PlanStep& step : plan.steps) {
    const auto* layer = std::get_if<derivation::PlanStep::Layer>(&step.what);
    const char* text = layer ? helper(layer->kind) : nullptr;
    if (text && used.insert(layer->kind).second) texts.push_back(text);
  }
  return texts;
}

std::string joined(const std::vector<std::string>& branches, const char* between) {
  std::string text = branches[0];
  for (std::size_t i = 1; i < branches.size(); ++i) text += between + branches[i];
  return text;
}

std::string nested(const char* function, const std::vector<std::string>& branches) {
  std::string text = branches[0];
  for (std::size_t i = 1; i < branches.size(); ++i)
    text = std::string(function) + "(" + text + ", " + branches[i] + ")";
  return text;
}

double real(const ir::Scalar& value) {
  return std::visit([](auto number) { return static_cast<double>(number); }, value);
}

std::string real_text(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  std::string text(buffer, error == std::errc{} ? end : buffer);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

}  // namespace nasg::network
