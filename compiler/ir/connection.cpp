// SPDX-License-Identifier: Apache-2.0
// Builds the circuit with the one fold over expressions, and evaluates it bitwise.
#include "compiler/ir/connection.h"

#include <algorithm>

#include "compiler/ir/evaluate.h"

namespace nasg::ir {

/// Values are wires. Numbers do not matter to connections.
struct ConnectionAlgebra {
  using Value = std::uint32_t;
  struct Number {};
  static constexpr Value kZeroWire = 0;
  static constexpr Value kInputWire = 1;
  static constexpr Value kFirstHole = 2;

  ConnectionCircuit& circuit;

  Value layer(const Layer& layer, ExprId, std::span<const Number>, Value input) const {
    return layer.kind == LayerKind::kZero ? kZeroWire : input;
  }
  Value merge(MergeKind kind, ExprId, std::span<const Value> branches) {
    return gate(is_product(kind), branches);
  }
  bool enters(const Call&) const { return true; }
  Value call(const Call&, ExprId, Value input) const { return input; }
  Number integer(std::int64_t) const { return {}; }
  Number real(double) const { return {}; }
  Number dim(Value, int) const { return {}; }
  Number arithmetic(nasg::ir::Number::Kind, Number, Number) const { return {}; }

  /// A gate, unless its inputs already say what it yields.
  Value gate(bool all, std::span<const Value> inputs) {
    const Value absorbing = all ? kZeroWire : kInputWire;
    const Value neutral = all ? kInputWire : kZeroWire;
    std::vector<Value> kept;
    for (const Value input : inputs) {
      if (input == absorbing) return absorbing;
      if (input == neutral || std::find(kept.begin(), kept.end(), input) != kept.end()) continue;
      kept.push_back(input);
    }
    if (kept.empty()) return neutral;
    if (kept.size() == 1) return kept[0];
    circuit.gates_.push_back({all, std::move(kept)});
    return static_cast<Value>(kFirstHole + circuit.holes_ + circuit.gates_.size() - 1);
  }
};

ConnectionCircuit::ConnectionCircuit(const Space& space, ExprId body, std::size_t holes, std::size_t inputs)
    : holes_(holes) {
  ConnectionAlgebra algebra{*this};
  Scope<ConnectionAlgebra> scope;
  // A hole's output is connected if its inputs (any of them) and what is derived in it are.
  scope.hole = [&](std::uint32_t hole, std::span<const std::uint32_t> inputs) {
    const std::uint32_t both[] = {algebra.gate(false, inputs), ConnectionAlgebra::kFirstHole + hole};
    return algebra.gate(true, both);
  };
  const std::vector<std::uint32_t> values(inputs, ConnectionAlgebra::kInputWire);
  scope.incoming = values.data();
  result_ = Evaluator<ConnectionAlgebra>(space, algebra).apply(body, values, scope);
}

std::uint64_t ConnectionCircuit::evaluate(std::span<const std::uint64_t> holes) const {
  constexpr std::size_t kInPlace = 64;
  std::uint64_t few[kInPlace];
  std::vector<std::uint64_t> many;
  const std::size_t wires = ConnectionAlgebra::kFirstHole + holes_ + gates_.size();
  if (wires > kInPlace) many.resize(wires);
  std::uint64_t* values = wires > kInPlace ? many.data() : few;
  values[ConnectionAlgebra::kZeroWire] = 0;
  values[ConnectionAlgebra::kInputWire] = ~std::uint64_t{0};
  std::copy(holes.begin(), holes.end(), values + ConnectionAlgebra::kFirstHole);
  std::uint64_t* next = values + ConnectionAlgebra::kFirstHole + holes_;
  for (const Gate& gate : gates_) {
    std::uint64_t value = gate.all ? ~std::uint64_t{0} : 0;
    for (const std::uint32_t input : gate.inputs)
      value = gate.all ? value & values[input] : value | values[input];
    *next++ = value;
  }
  return values[result_];
}

}  // namespace nasg::ir
