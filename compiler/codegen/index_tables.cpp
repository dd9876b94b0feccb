// SPDX-License-Identifier: Apache-2.0
// Lays out prefix sums and products of the automaton's counts.
#include "compiler/codegen/index_tables.h"

#include <algorithm>

namespace nasg::codegen {

std::vector<std::uint64_t> limbs(const ir::BigInt& number, std::size_t least) {
  std::vector<std::uint64_t> result(std::max(least, (mpz_sizeinbase(number.get_mpz_t(), 2) + 63) / 64), 0);
  mpz_export(result.data(), nullptr, -1, sizeof(std::uint64_t), 0, 0, number.get_mpz_t());
  return result;
}

Divisor::Divisor(const ir::BigInt& number) {
  __extension__ using Wide = unsigned __int128;
  shift = static_cast<std::uint32_t>(-mpz_sizeinbase(number.get_mpz_t(), 2) % 64);
  limbs = codegen::limbs(ir::BigInt(number << shift));
  const std::uint64_t top = limbs.back();
  reciprocal = static_cast<std::uint64_t>((Wide{~top} << 64 | ~std::uint64_t{0}) / top);
}

IndexTables::IndexTables(const SpaceFacts& facts) {
  const ir::Automaton& automaton = facts.automaton;
  const std::optional<ir::BigInt> drawn = automaton.count_drawn();
  if (!drawn || !facts.bounded) return;
  count = *drawn;
  top = static_cast<std::uint32_t>(automaton.size());
  for (std::size_t i = 0; i < automaton.size(); ++i) {
    const ir::State& state = automaton[ir::StateId(i)];
    add_state(facts, state.count, state.finite ? state.choices : std::vector<ir::Choice>());
    if (numbers.size() > kMaxNumbers) return;
  }
  ir::Choice whole{ir::RuleId(kNoRule), {}, 1, count};
  for (std::size_t root = 0; root < facts.space.roots.size(); ++root)
    whole.children.push_back(automaton.start(root));
  add_state(facts, count, {&whole, 1});
  count_at = add(limbs(count));
  state_first_choice.push_back(static_cast<std::uint32_t>(choice_rule.size()));
  choice_first_part.push_back(static_cast<std::uint32_t>(part_state.size()));
  words = state_words[top];
  // An index, a digit for each level with that of the top, a dividend with a limb more.
  scratch_words = words * (facts.levels + 3) + 1;
}

void IndexTables::add_state(const SpaceFacts& facts, const ir::BigInt& below,
                            std::span<const ir::Choice> choices) {
  const std::size_t size = limbs(below).size();
  state_words.push_back(static_cast<std::uint32_t>(size));
  state_first_choice.push_back(static_cast<std::uint32_t>(choice_rule.size()));
  state_prefixes.push_back(static_cast<std::uint32_t>(numbers.size()));
  ir::BigInt earlier = 0;
  for (const ir::Choice& choice : choices) {
    add(limbs(earlier, size));
    earlier += choice.count;
  }
  for (const ir::Choice& choice : choices) add_choice(facts, choice.rule.value, choice.children);
}

void IndexTables::add_choice(const SpaceFacts& facts, std::uint32_t rule,
                             std::span<const ir::StateId> parts) {
  choice_rule.push_back(rule);
  choice_first_part.push_back(static_cast<std::uint32_t>(part_state.size()));
  std::vector<ir::BigInt> products(parts.size(), 1);
  for (std::size_t i = parts.size(); i-- > 1;)
    products[i - 1] = products[i] * facts.automaton[parts[i]].count;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const ir::State& state = facts.automaton[parts[i]];
    const Divisor divisor(products[i]);
    part_state.push_back(parts[i].value);
    part_needs.push_back(state.needs);
    part_spent.push_back(state.spent);
    part_product.push_back(add(limbs(products[i])));
    part_product_words.push_back(static_cast<std::uint32_t>(divisor.limbs.size()));
    part_divisor.push_back(add(divisor.limbs));
    part_shift.push_back(divisor.shift);
    part_reciprocal.push_back(divisor.reciprocal);
  }
}

std::uint32_t IndexTables::add(const std::vector<std::uint64_t>& number) {
  const auto at = static_cast<std::uint32_t>(numbers.size());
  numbers.insert(numbers.end(), number.begin(), number.end());
  return at;
}

}  // namespace nasg::codegen
