// SPDX-License-Identifier: Apache-2.0
// A network plan: a flat list of layers and merges over numbered values.
#pragma once

#include <cstdint>
#include <functional>
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
    /// The weights of a batch normalisation that this convolution has taken in (inference alone).
    std::optional<std::uint32_t> folded = std::nullopt;
    friend bool operator==(const Layer&, const Layer&) = default;
  };
  std::variant<Layer, ir::MergeKind> what;
  std::vector<ValueId> inputs;
  ValueId output = 0;
  std::vector<ValueId>
      last_uses;          ///< values that no later step reads, the result apart: freed after this one
  bool in_place = false;  ///< the output takes the memory of the first input
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
  std::vector<ValueId> anchors;   ///< only while it is built: values that stand even where `zero` cuts them
  friend bool operator==(const Plan&, const Plan&) = default;
};

struct PlanPass;
/// Told of each pass that has run over a plan, what the plan is now, and whether the pass changed it. No
/// pass: the plan as it was recorded.
using PlanWatch = std::function<void(const PlanPass* pass, const Plan& plan, bool changed)>;

/// Records layers and merges in order, then has passes (passes/plan_pass.h) keep what a network needs: a path
/// that `zero` cuts is not built, identities vanish, and nothing without parameters is computed twice. Both
/// the interpreter and compiled constructors drive it.
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

  /// What is built between the two is forgotten, and only asked whether it hangs on one of the values that it
  /// starts from: `begin_probe` yields the first of `inputs` such values, of the shape of `like`, and `input`
  /// is the one that is asked about; `end_probe` says whether some path leads from it to `result` that no
  /// zero cuts. Probes nest. Refusals within do not count.
  ValueId begin_probe(ValueId like, std::uint32_t input, std::uint32_t inputs);
  bool end_probe(ValueId result);

  /// The finished plan: steps that nothing reads are gone, last uses are set. Nothing more may be added.
  /// An error says which layer refused its input (E0420), or which tied layer sees different shapes
  /// (E0421); a checked space gives no E0420.
  diag::Result<Plan> finish(ValueId result, const PlanWatch& watch = nullptr) &&;

 private:
  struct TiedVisit {
    std::uint64_t key;
    std::size_t next = 0;
  };
  struct Probe {
    ValueId first;  ///< of the values that it starts from
    ValueId asked;
    std::size_t steps;
    std::size_t anchors;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> tied_weights;
    std::vector<TiedVisit> tied;
    std::uint64_t next_tie;
    std::uint32_t next_weights;
    std::optional<diag::Diagnostic> error;
  };
  ValueId add_value(ir::Shape shape);
  std::uint32_t weights(std::size_t visits);
  void refuse(const std::string& what, ValueId input, const std::string& why);

  Plan plan_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> tied_weights_;  ///< by key, in order of use
  std::vector<TiedVisit> tied_;                                                 ///< visits that are open
  std::uint64_t next_tie_ = 0;
  std::uint32_t next_weights_ = 0;
  std::optional<diag::Diagnostic> error_;
  std::vector<Probe> probes_;  ///< those that are open
};

/// The plan of a derivation, by interpretation.
diag::Result<Plan> build_plan(const ir::Space& space, const Derivation& derivation,
                              const PlanWatch& watch = nullptr);

/// Totals without LibTorch; they agree with the built network. Tied layers count their parameters once.
ir::Cost cost(const Plan& plan);

/// One step a line, `%3 = conv2d(%2, channels=16, …) : [16, 8, 8]`.
std::string text(const Plan& plan);

}  // namespace nasg::derivation
