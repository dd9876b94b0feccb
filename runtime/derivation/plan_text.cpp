// SPDX-License-Identifier: Apache-2.0
// Plans as text, one step a line.
#include "runtime/derivation/plan_text.h"

#include <sstream>

#include "compiler/ir/plugin_layer.h"

namespace nasg::derivation {

namespace {

void write_value(std::ostream& out, const ir::LayerParam& param, const ir::Scalar& value) {
  out << param.name << '=';
  if (param.type == ir::ParamType::kBool)
    out << (std::get<std::int64_t>(value) != 0 ? "true" : "false");
  else
    std::visit([&](const auto number) { out << number; }, value);
}

bool is_fallback(const ir::LayerParam& param, const ir::Scalar& value) {
  return std::visit([&](const auto number) { return static_cast<double>(number) == param.fallback; }, value);
}

/// As the language has it, its cost apart: `"name", [8, 1, 1], 3, 0.5`.
void write_plugin(std::ostream& out, const std::vector<ir::Scalar>& args) {
  ir::Shape shape;
  for (std::size_t i = 0; i < ir::kPluginMostDims; ++i)
    if (const auto dim = std::get<std::int64_t>(args[ir::kPluginFirstDim + i]); dim > 0) shape.push_back(dim);
  out << '"' << ir::plugin_name(args) << "\", " << ir::text(shape);
  std::size_t end = args.size();
  while (end > ir::kPluginFirstNumber && std::get<double>(args[end - 1]) == 0) --end;
  for (std::size_t i = ir::kPluginFirstNumber; i < end; ++i) out << ", " << std::get<double>(args[i]);
}

void write_merge(std::ostream& out, const PlanStep& step, ir::MergeKind kind) {
  const bool infix = ir::is_infix(kind);
  const std::string between = infix ? " " + std::string(ir::name(kind)) + " " : ", ";
  if (!infix) out << ir::name(kind) << '(';
  for (std::size_t i = 0; i < step.inputs.size(); ++i)
    out << (i == 0 ? "" : between) << '%' << step.inputs[i];
  if (!infix) out << ')';
}

}  // namespace

std::string layer_text(const PlanStep::Layer& layer, const std::string& first) {
  const ir::LayerInfo& info = ir::info(layer.kind);
  std::ostringstream arguments;
  arguments << first;
  const bool plugin = layer.kind == ir::LayerKind::kPlugin;
  if (plugin) write_plugin(arguments << (first.empty() ? "" : ", "), layer.args);
  const std::size_t end = plugin ? ir::kPluginFirstNumber : layer.args.size();
  for (std::size_t i = plugin ? ir::kPluginParameters : 0; i < end; ++i) {
    if (is_fallback(info.params[i], layer.args[i])) continue;
    if (arguments.tellp() > 0) arguments << ", ";
    write_value(arguments, info.params[i], layer.args[i]);
  }
  const std::string text = std::move(arguments).str();
  return text.empty() ? info.name : std::string(info.name) + "(" + text + ")";
}

std::string text(const Plan& plan) {
  std::ostringstream out;
  out << "%0 : " << ir::text(plan.input) << '\n';
  std::unordered_map<std::uint32_t, ValueId> first_use;
  for (const PlanStep& step : plan.steps) {
    out << '%' << step.output << " = ";
    const auto* layer = std::get_if<PlanStep::Layer>(&step.what);
    if (layer != nullptr)
      out << layer_text(*layer, "%" + std::to_string(step.inputs[0]));
    else
      write_merge(out, step, std::get<ir::MergeKind>(step.what));
    out << " : " << ir::text(plan.shapes[step.output]);
    if (layer != nullptr) {
      const auto [first, fresh] = first_use.try_emplace(layer->weights, step.output);
      if (!fresh) out << ", weights of %" << first->second;
      if (layer->folded) out << ", with its batch_norm";
    }
    if (step.in_place) out << ", in place";
    out << '\n';
  }
  out << "result %" << plan.result << '\n';
  return out.str();
}

}  // namespace nasg::derivation
