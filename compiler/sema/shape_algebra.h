// SPDX-License-Identifier: Apache-2.0
// The algebra of shapes: what an expression makes of an incoming shape, symbolic or concrete, and what goes
// wrong.
#pragma once

#include <concepts>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "compiler/ir/evaluate.h"
#include "compiler/sema/context.h"

namespace nasg::sema {

/// The shape of a value; not yet known while types are being found; or the fruit of an error that was
/// reported.
template <class D>
struct Flow {
  enum class State : std::uint8_t { kUnknown, kFailed, kKnown };
  State state = State::kUnknown;
  ir::BasicShape<D> shape;

  static Flow failed() { return {State::kFailed, {}}; }
  static Flow known(ir::BasicShape<D> shape) { return {State::kKnown, std::move(shape)}; }
  bool is_known() const { return state == State::kKnown; }
};

/// Passes diagnostics on, but only the first of a code at a place.
class Reporter {
 public:
  explicit Reporter(diag::Sink& sink) : sink_(sink) {}
  /// Null if such a one was reported before.
  diag::Diagnostic* add(diag::Diagnostic diagnostic);

 private:
  diag::Sink& sink_;
  std::set<std::tuple<diag::Code, std::uint32_t, std::uint32_t, std::uint32_t>> seen_;
};

/// Where a shape is being computed, for messages.
struct ShapeContext {
  std::vector<std::string> axes;  ///< names of the incoming dimensions
  std::string note;               ///< "for the incoming shape [16, 7, 7] of `CELL`", or ""
  diag::Place rule;               ///< the alternative; what is wrong in a topology is shown with its use
};

/// The ways in which arguments of topologies may read their inputs, each tried in turn (`WrittenOut`), but
/// only the first of those that give the steps of the blocks the same numbers.
struct Ways {
  WrittenOut guesses;
  std::vector<std::int64_t> numbers;  ///< of the blocks that were entered, this time
  std::set<std::vector<std::int64_t>> seen;

  bool advance() {
    numbers.clear();
    return guesses.advance();
  }
};

/// Instances: D = ir::Dim and D = std::int64_t. Written types of ops are checked symbolically only.
template <class D>
class ShapeAlgebra {
 public:
  using Value = Flow<D>;
  using Number = ir::BasicScalar<D>;

  explicit ShapeAlgebra(const ElaboratedSpace& elaborated)
      : elaborated_(elaborated), space_(elaborated.space) {}

  /// Errors go to `reporter` from now on, or nowhere if it is null.
  void begin(Reporter* reporter, ShapeContext context);
  /// Reports an error of the caller's at an expression or place; yields a failed value.
  Value fail(diag::Code code, diag::Place place, std::vector<std::string> arguments,
             std::vector<diag::Label> labels = {});
  std::string text(const ir::BasicShape<D>& shape) const;
  const ShapeContext& context() const { return context_; }

  // What ir::Evaluator asks for.
  Value layer(const ir::Layer& layer, ir::ExprId id, std::span<const Number> args, const Value& input);
  Value merge(ir::MergeKind kind, ir::ExprId id, std::span<const Value> branches);
  bool enters(const ir::Call&) const { return true; }
  Value call(const ir::Call&, ir::ExprId, const Value& input) const { return input; }
  void enter(const ir::Call& call, ir::ExprId id, std::span<const Number> args, const Value& input);
  Value leave(const ir::Call& call, ir::ExprId id, Value output);
  void step(const ir::Block::Step& step) { step_ = step.place; }
  Number integer(std::int64_t value) const { return D(value); }
  Number real(double value) const { return value; }
  Number dim(const Value& value, int axis);
  Number arithmetic(ir::Number::Kind kind, const Number& a, const Number& b);
  /// With numbers: as the present way has it. Symbolically such numbers are opaque.
  Number reads(const Value&, std::uint32_t, std::uint32_t, const auto&) {
    return D(ways_ ? static_cast<std::int64_t>(ways_->guesses.choose(2)) : 0);
  }
  bool is_zero(const Number& number) const
    requires std::same_as<D, std::int64_t>;
  bool goes_on(const ir::Block& block, std::span<const Number> numbers)
    requires std::same_as<D, std::int64_t>;
  /// A dimension of its own, of which nothing is known.
  Number opaque(const ir::Block::NamedNumber& named)
    requires std::same_as<D, ir::Dim>;
  /// Whether a shape has such a dimension.
  static bool is_opaque(const ir::BasicShape<D>& shape)
    requires std::same_as<D, ir::Dim>;
  /// From now on arguments read their inputs as `ways` says; null: none is read.
  void try_ways(Ways* ways) { ways_ = ways; }

  /// A dimension of a written type, with the axes of a shape and the op's arguments put in.
  std::optional<D> dimension(const ir::Number& number, const ir::BasicShape<D>& shape,
                             std::span<const Number> params);

 private:
  struct Use {
    ir::ExprId call;
    std::vector<Number> args;
    Value input;
  };
  std::optional<std::string> argument_error(const ir::Layer& layer, std::span<const Number> args) const;
  bool keeps_type(const Use& use, const FunctionType& type, const Value& output);

  const ElaboratedSpace& elaborated_;
  const ir::Space& space_;
  Reporter* reporter_ = nullptr;
  ShapeContext context_;
  std::vector<Use> uses_;
  Ways* ways_ = nullptr;
  int opaque_ = 0;  ///< dimensions of their own that there are
  diag::Place step_;
  std::string problem_;  ///< of arithmetic, reported at the layer or op that takes the number
};

}  // namespace nasg::sema
