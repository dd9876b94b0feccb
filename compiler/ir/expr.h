// SPDX-License-Identifier: Apache-2.0
// Expressions: functions from values to a value, as ops, topologies, rules and frames are made of.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "compiler/diag/source.h"
#include "compiler/ir/ids.h"
#include "compiler/ir/layers.h"

namespace nasg::ir {

/// A number that an argument computes: constants, dimensions of the scope's incoming shape, parameters of
/// the scope's op, numbers that its blocks name, whether an argument of a topology reads one of its inputs,
/// and + - * / max over them. `/` of two integers rounds down.
struct Number {
  enum class Kind : std::uint8_t {
    kInteger,
    kReal,
    kDim,
    kParam,
    kNamed,
    kReads,
    kAdd,
    kSubtract,
    kMultiply,
    kDivide,
    kMax
  };
  Kind kind = Kind::kInteger;
  /// The constant, the axis, or the index of the parameter, of the named number, of the topology's argument.
  std::int64_t integer = 0;
  double real = 0;
  std::vector<Number> operands;  ///< two, for the arithmetic kinds; kReads: the input, counted from 0
  friend bool operator==(const Number&, const Number&) = default;
};

/// A built-in layer; `args` holds every parameter of its row, in order.
struct Layer {
  LayerKind kind;
  std::vector<Number> args;
  std::string text;  ///< as a term writes it: `conv2d(2*C, kernel=1)`
};
/// An op of the program; `args` holds every parameter of the op, in order.
struct Call {
  OpId op;
  std::vector<Number> args;
  std::string text;
};
/// A topology over functions; as many as it has parameters.
struct Apply {
  TopologyId topology;
  std::vector<ExprId> args;
};
/// What the surrounding scope puts in: in a rule or frame the derivation of a nonterminal, in a topology an
/// argument.
struct Hole {
  std::uint32_t index;
};
/// f >> g >> h
struct Chain {
  std::vector<ExprId> parts;
};
/// Every part is applied to the same input, and the outputs meet.
struct Merge {
  MergeKind kind;
  std::vector<ExprId> parts;
};
/// f >> f >> … , `count` times; the copies share the derivation of their holes.
struct Repeat {
  ExprId body;
  std::uint32_t count;
};
/// Dataflow equations over numbered values: the inputs are 0 … inputs-1, each step yields the next number.
/// Its named numbers are known before the first step.
struct Block {
  struct NamedNumber {
    std::string name;
    Number value;
    /// It hangs on what an argument reads, or is no polynomial over the incoming dimensions.
    bool opaque = false;
    bool shapes = false;  ///< some step takes it
  };
  struct Step {
    std::variant<ExprId, MergeKind> what;  ///< a function of its inputs, or a merge of them
    std::vector<std::uint32_t> inputs;
    diag::Place place = {};
  };
  std::uint32_t inputs = 1;
  std::vector<NamedNumber> numbers;
  std::uint32_t first_number = 0;  ///< how many numbers the blocks around it name
  std::vector<Step> steps;
  std::uint32_t result = 0;
};

struct Expr {
  std::variant<Layer, Call, Apply, Hole, Chain, Merge, Repeat, Block> node;
  diag::Place place;
};

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

/// Reads a variant case by case; a forgotten case does not compile.
template <class Variant, class... Cases>
decltype(auto) match(Variant&& variant, Cases&&... cases) {
  return std::visit(Overloaded{std::forward<Cases>(cases)...}, std::forward<Variant>(variant));
}

}  // namespace nasg::ir
