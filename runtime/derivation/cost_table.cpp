// SPDX-License-Identifier: Apache-2.0
// Lays out the costs of a plan.
#include "runtime/derivation/cost_table.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "runtime/derivation/plan_text.h"

namespace nasg::derivation {

namespace {

constexpr std::int64_t kBytesPerElement = 4;

constexpr std::size_t kColumns = 5;
constexpr std::size_t kLeftColumns = 2;  // the others hold numbers
using Row = std::array<std::string, kColumns>;

std::int64_t bytes(const ir::Shape& shape) {
  std::int64_t count = kBytesPerElement;
  for (const std::int64_t dim : shape) count *= dim;
  return count;
}

Row row(std::string what, const std::string& shape, std::string parameters, const ir::Cost& cost) {
  return {std::move(what), shape, std::move(parameters), std::to_string(cost.flops),
          std::to_string(cost.activations * kBytesPerElement)};
}

std::string aligned(const std::vector<Row>& rows) {
  std::array<std::size_t, kColumns> widths{};
  for (const Row& cells : rows)
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], cells[i].size());
  std::string text;
  for (const Row& cells : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) {
      const std::string blank(widths[i] - cells[i].size(), ' ');
      text += (i == 0 ? "" : "  ") + (i < kLeftColumns ? cells[i] + blank : blank + cells[i]);
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::string cost_table(const Plan& plan) {
  std::vector<Row> rows{{"layer", "output", "parameters", "flops", "bytes"}};
  std::unordered_set<std::uint32_t> known;
  ir::Cost total;
  for (const PlanStep& step : plan.steps) {
    const ir::Shape& input = plan.shapes[step.inputs[0]];
    const ir::Shape& output = plan.shapes[step.output];
    rows.push_back(ir::match(
        step.what,
        [&](const PlanStep::Layer& layer) {
          ir::Cost own = ir::layer_cost(layer.kind, layer.args, input, output);
          const bool tied = !known.insert(layer.weights).second && own.parameters > 0;
          if (tied) own.parameters = 0;
          total += own;
          return row(layer_text(layer), ir::text(output), tied ? "tied" : std::to_string(own.parameters),
                     own);
        },
        [&](ir::MergeKind kind) {
          const ir::Cost own = ir::merge_cost(kind, step.inputs.size(), input, output);
          total += own;
          return row(ir::name(kind), ir::text(output), "0", own);
        }));
  }
  rows.push_back(row("total", "", std::to_string(total.parameters), total));
  return aligned(rows);
}

std::int64_t peak_bytes(const Plan& plan) {
  std::int64_t alive = bytes(plan.input);
  std::int64_t peak = alive;
  for (const PlanStep& step : plan.steps) {
    alive += bytes(plan.shapes[step.output]);
    peak = std::max(peak, alive);
    for (const ValueId value : step.last_uses)
      if (value != plan.result) alive -= bytes(plan.shapes[value]);
  }
  return peak;
}

}  // namespace nasg::derivation
