// SPDX-License-Identifier: Apache-2.0
// Names values and writes assignments.
#include "runtime/network/python_body.h"

#include <algorithm>
#include <charconv>
#include <map>

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
  BodyWriter(const derivation::Plan& plan, const Slots& slots, const LayerText& layer_text)
      : plan_(plan),
        slots_(slots),
        layer_text_(layer_text),
        values_(plan.shapes.size()),
        reads_(plan.shapes.size()) {
    for (const derivation::PlanStep& step : plan.steps)
      for (const derivation::ValueId input : step.inputs) ++reads_[input];
    ++reads_[plan.result];
  }

  std::vector<std::string> write() {
    values_[0] = {"x", "x", false};
    users_["x"] = 1;
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) step(i);
    lines_.push_back("return " + values_[plan_.result].text);
    return std::move(lines_);
  }

 private:
  void step(std::size_t index) {
    const derivation::PlanStep& step = plan_.steps[index];
    std::string text = ir::match(
        step.what,
        [&](const derivation::PlanStep::Layer& layer) {
          const auto slot = slots_.by_step[index];
          return layer_text_(layer, slot ? &slots_.all[*slot] : nullptr, values_[step.inputs[0]].text,
                             plan_.shapes[step.output]);
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
    users_[target] = 1;
    lines_.push_back(target + " = " + text);
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
    const auto joined = [&](const char* between) {
      std::string text = branches[0];
      for (std::size_t i = 1; i < branches.size(); ++i) text += between + branches[i];
      return text;
    };
    switch (kind) {
      case ir::MergeKind::kAdd: return joined(" + ");
      case ir::MergeKind::kMultiply: return joined(" * ");
      case ir::MergeKind::kConcatenate: return "torch.cat([" + joined(", ") + "], dim=1)";
      case ir::MergeKind::kMean: return "(" + joined(" + ") + ") / " + std::to_string(branches.size());
      case ir::MergeKind::kMax: break;
    }
    std::string text = branches[0];
    for (std::size_t i = 1; i < branches.size(); ++i)
      text = "torch.maximum(" + text + ", " + branches[i] + ")";
    return text;
  }

  const derivation::Plan& plan_;
  const Slots& slots_;
  const LayerText& layer_text_;
  std::vector<Written> values_;
  std::vector<std::uint32_t> reads_;  ///< by value: reads still to come
  std::map<std::string, int> users_;  ///< by variable: values whose text names it
  Names names_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> python_body(const derivation::Plan& plan, const Slots& slots,
                                     const LayerText& layer_text) {
  return BodyWriter(plan, slots, layer_text).write();
}

const char* python_bool(bool value) {
  return value ? "True" : "False";
}

std::string python_real(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  std::string text(buffer, error == std::errc{} ? end : buffer);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

std::string python_list(const ir::Shape& values) {
  std::string text;
  for (const std::int64_t value : values) text += (text.empty() ? "" : ", ") + std::to_string(value);
  return "[" + text + "]";
}

std::string python_zeros(const std::string& x, const ir::Shape& shape) {
  return x + ".new_zeros([" + x + ".size(0), " + python_list(shape).substr(1) + ")";
}

double real(const ir::Scalar& value) {
  return std::visit([](auto number) { return static_cast<double>(number); }, value);
}

}  // namespace nasg::network
