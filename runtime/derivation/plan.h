// SPDX-License-Identifier: Apache-2.0
// A network plan: a flat list of layers and merges over numbered values.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/layers.h"
#include "compiler/ir/space.h"
#include "runtime/derivation/derivation.h"

namespace nasg::derivation {

using ValueId = std::uint32_t;

/// One step yields one value. Values 0 … inputs-1 are the network's inputs.
struct PlanStep {
  struct Layer {
    ir::LayerKind kind;
    std::vector<ir::Scalar> args;  ///< every parameter of the layer's row
    std::uint32_t weights = 0;     ///< layers with equal numbers share their parameters (tied)
    friend bool operator==(const Layer&, const Layer&) = default;
  };
  std::variant<Layer, ir::MergeKind> what;
  std::vector<ValueId> inputs;
  ValueId output = 0;
  std::vector<ValueId>
      last_uses;  ///< values that no later step reads, the result apart: freed after this one
  friend bool operator==(const PlanStep&, const PlanStep&) = default;
};

/// What runs: built once for a derivation, then improved by passes, priced, exported, or made a network.
/// Values are numbered in the order in which they come to be: the input is 0, step i yields value i + 1. A
/// step of kind kZero yields zeros of the shape `shapes[output]`; its input gives the batch size alone.
struct Plan {
  ir::Shape input;
  std::vector<PlanStep> steps;
  ValueId result = 0;
  std::vector<ir::Shape> shapes;  ///< by value
  friend bool operator==(const Plan&, const Plan&) = default;
};

/// Receives layers and merges in order, and keeps what a network needs: a path that `zero` cuts is not
/// built (`a >> zero >> b` is zero, a zero branch of a sum is left out; where zeros must stand, in other
/// merges and in the frame, a zero layer makes them), identities vanish, and a pure layer that was already
/// applied to the same value is not built twice. Both the interpreter and compiled constructors drive it.
class PlanBuilder {
 public:
  explicit PlanBuilder(const ir::Shape& input);

  ValueId input() const { return 0; }
  ValueId layer(ir::LayerKind kind, std::span<const ir::Scalar> args, ValueId input);
  ValueId merge(ir::MergeKind kind, std::span<const ValueId> branches);
  /// In the frame a cut value is real zeros: the frame's layers always stand.
  ValueId materialise(ValueId value);
  const ir::Shape& shape(ValueId value) const { return plan_.shapes[value]; }

  /// A key for `enter_tied`, unlike all earlier ones. Each time a rule is applied it takes one for each of
  /// its tied lets, in order: so two copies of a derivation tie their layers within, not with each other.
  std::uint64_t new_tie() { return next_tie_++; }
  /// Between the two, layers take the weights that the same layers took in the first visit with that key
  /// (tied `let`). Visits nest: new weights of an inner visit come from the outer one.
  void enter_tied(std::uint64_t key);
  void leave_tied();

  /// The finished plan: steps that nothing reads are gone, last uses are set. Nothing more may be added.
  /// An error says which layer refused its input (E0420), or which tied layer sees different shapes
  /// (E0421); a checked space gives no E0420.
  diag::Result<Plan> finish(ValueId result) &&;

 private:
  struct TiedVisit {
    std::uint64_t key;
    std::size_t next = 0;
  };
  ValueId add_value(ir::Shape shape, bool cut);
  ValueId add_step(PlanStep step, ir::Shape shape);
  std::uint32_t weights(std::size_t visits);
  void check_tie(std::uint32_t weights, ir::LayerKind kind, const std::string& signature);
  void refuse(const std::string& what, ValueId input, const std::string& why);

  Plan plan_;
  std::vector<bool> cut_;                          ///< by value: zeros, not built
  std::unordered_map<std::string, ValueId> pure_;  ///< by layer and input
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> tied_weights_;  ///< by key, in order of use
  std::unordered_map<std::uint32_t, std::string> signatures_;  ///< by number: what takes these weights
  std::vector<TiedVisit> tied_;                                ///< visits that are open
  std::uint64_t next_tie_ = 0;
  std::uint32_t next_weights_ = 0;
  std::optional<diag::Diagnostic> error_;
};

/// The plan of a derivation, by interpretation.
diag::Result<Plan> build_plan(const ir::Space& space, const Derivation& derivation);

/// Totals without LibTorch; they agree with the built network. Tied layers count their parameters once.
ir::Cost cost(const Plan& plan);

/// One step a line, `%3 = conv2d(%2, channels=16, …) : [16, 8, 8]`.
std::string text(const Plan& plan);

}  // namespace nasg::derivation
