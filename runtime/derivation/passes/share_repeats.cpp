// SPDX-License-Identifier: Apache-2.0
// Value numbering: a step's key is what it does to which values.
#include "runtime/derivation/passes/share_repeats.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "runtime/derivation/plan_numbers.h"

namespace nasg::derivation {

namespace {

/// Layer or merge, its kind, its arguments, what it reads, and the shape, which `zero` alone needs.
using Key = std::tuple<bool, int, std::vector<ir::Scalar>, std::vector<ValueId>, ir::Shape>;

std::optional<Key> key_of(const PlanStep& step, const ir::Shape& shape, std::vector<ValueId> inputs) {
  return ir::match(
      step.what,
      [&](const PlanStep::Layer& layer) -> std::optional<Key> {
        if ((ir::info(layer.kind).traits & ir::kPure) == 0) return std::nullopt;
        return Key{true, static_cast<int>(layer.kind), layer.args, std::move(inputs), shape};
      },
      [&](ir::MergeKind kind) -> std::optional<Key> {
        if (inputs.size() == 2 && ir::is_commutative(kind)) std::ranges::sort(inputs);
        return Key{false, static_cast<int>(kind), {}, std::move(inputs), shape};
      });
}

}  // namespace

bool share_repeats(Plan& plan) {
  std::map<Key, ValueId> known;
  std::vector<ValueId> renamed(plan.shapes.size());
  std::iota(renamed.begin(), renamed.end(), ValueId{0});
  const auto dropped = std::erase_if(plan.steps, [&](const PlanStep& step) {
    std::vector<ValueId> inputs;
    for (const ValueId input : step.inputs) inputs.push_back(renamed[input]);
    auto key = key_of(step, plan.shapes[step.output], std::move(inputs));
    if (!key) return false;
    const auto [first, fresh] = known.try_emplace(*std::move(key), step.output);
    renamed[step.output] = first->second;
    return !fresh;
  });
  rename(plan, renamed);
  return dropped > 0;
}

}  // namespace nasg::derivation
