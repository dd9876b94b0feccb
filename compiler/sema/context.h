// SPDX-License-Identifier: Apache-2.0
// What elaboration works on: the space under construction, and the scope of an expression.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/space.h"
#include "compiler/sema/chosen.h"
#include "compiler/sema/names.h"

namespace nasg::sema {

/// A written type, `[C, H, W] -> [2*C, H/2, W/2]`: dimensions over the axes and the op's parameters. An axis
/// that is only named stands as itself.
struct FunctionType {
  std::vector<ir::Number> input;
  std::vector<std::vector<ir::Number>> more_inputs;  ///< of the other values that a nonterminal takes
  std::vector<ir::Number> output;
  diag::Place place;
};

/// A choice by its module and text: equal ones are one.
using ChoiceKey = std::pair<std::size_t, std::string>;

/// A space with what the checks must know beyond the IR.
struct ElaboratedSpace {
  ir::Space space;
  std::vector<std::optional<FunctionType>> op_types;           ///< by op
  std::vector<std::optional<FunctionType>> nonterminal_types;  ///< by nonterminal
  std::set<const void*> uses;                ///< declarations of the ops and topologies in it
  std::map<std::size_t, ChoiceKey> choices;  ///< by nonterminal: those that are choices
  diag::Place depth_limit;                   ///< where it is written
  std::set<std::size_t> inherited;           ///< nonterminals that the space only extends
  std::set<ChoiceKey> differing;             ///< choices whose values turned out to have different types
};

/// A choice that is a nonterminal without a name: its rules are the expression with each of its values.
struct AnonymousNonterminal {
  ir::NonterminalId id;
  const grammar::Expression* expression = nullptr;
  std::size_t module = 0;
};

/// Expressions nested deeper than this are refused, so that folds over them may recurse.
inline constexpr std::uint32_t kMaxNesting = 600;
/// Expressions of more layers and merges than this, once ops and topologies are entered, are refused.
inline constexpr double kMaxSize = 1e6;

/// Elaborates syntax into one space. Errors go to the sink; what is wrong yields invalid ids, and whoever
/// meets one stays silent.
class Context {
 public:
  Context(const Names& names, diag::Sink& sink) : names(names), sink(sink) {}

  const Names& names;
  diag::Sink& sink;
  std::set<ChoiceKey> written_out;  ///< choices that are to be no nonterminals where a rule can do without
  ElaboratedSpace result;
  std::map<std::string, ir::NonterminalId> nonterminals;
  std::vector<AnonymousNonterminal> anonymous;  ///< in the order of first use
  std::uint32_t recursion = 0;                  ///< how deep elaboration is nested now

  ir::Space& space() { return result.space; }

  /// Adds an expression that takes `inputs` values. Invalid if one of its children is, if it is nested too
  /// deep (E0235), or too large (E0311).
  ir::ExprId add(decltype(ir::Expr::node) node, diag::Place place, std::uint32_t inputs = 1);
  /// How many values an expression takes.
  std::uint32_t inputs_of(ir::ExprId id) const { return facts_[id.index()].inputs; }

  /// The nonterminal of a choice; equal choices of a module are one.
  ir::NonterminalId choice(const grammar::Expression& expression, std::size_t module);

  /// The op or topology in this space, elaborated at its first use. Its body is invalid if it has an error;
  /// E0212 if it uses itself.
  ir::OpId use(std::size_t module, const grammar::OpDeclaration& op, diag::Place use_place);
  ir::TopologyId use(std::size_t module, const grammar::TopologyDeclaration& topology, diag::Place use_place);
  /// How many values each parameter of a topology is applied to.
  std::uint32_t parameter_inputs(ir::TopologyId id, std::size_t parameter) const {
    return result.space[id].param_inputs[parameter];
  }

 private:
  struct Facts {
    std::uint32_t inputs = 1;
    std::uint32_t nesting = 1;
    double size = 1;  ///< layers and merges, with ops and topologies entered and holes counted as 1
  };
  struct TopologyFacts {
    std::vector<double> uses;  ///< by parameter: how often it stands in the network
  };
  std::optional<Facts> facts(const decltype(ir::Expr::node)& node) const;
  void count_uses(ir::ExprId id, double times, std::vector<double>& uses) const;

  std::map<ChoiceKey, ir::NonterminalId> choices_;
  std::vector<Facts> facts_;
  std::vector<TopologyFacts> topologies_made_;
  std::map<const void*, ir::OpId> ops_;
  std::map<const void*, ir::TopologyId> topologies_;
  std::vector<const void*> open_;  ///< declarations that are being elaborated
};

/// The choices that are written out within an alternative, rather than be nonterminals. It is elaborated once
/// for every combination: each time, choices are met in order, and `advance` goes on to the next combination.
class WrittenOut {
 public:
  /// The option to take of `size`, for the choice that is met now.
  std::size_t choose(std::size_t size);
  /// False after the last combination.
  bool advance();
  /// How much of the alternative's weight the present combination has.
  double share() const;
  std::size_t met() const { return next_; }

 private:
  struct Choice {
    std::size_t option;
    std::size_t size;
  };
  std::vector<Choice> choices_;
  std::size_t next_ = 0;
};

/// The numbers that blocks name where an expression stands, those of the blocks around it first.
struct NamedNumbers {
  std::vector<ir::Block::NamedNumber> all;
  bool naming = false;  ///< an equation of numbers is being read; what it takes is taken by no step
};

/// A question of a topology, whether an argument reads an input of its own.
struct Reading {
  std::size_t argument;
  std::int64_t input;  ///< counted from 0
  diag::Place place;
};

/// What names mean where an expression stands.
struct Scope {
  enum class Kind { kOp, kTopology, kRule, kFrame };
  Kind kind = Kind::kOp;
  std::size_t module = 0;
  std::vector<std::string> axes;                           ///< names of the incoming dimensions, if given
  std::vector<std::string> params;                         ///< numeric parameters of the op
  const std::vector<ir::ParamValue>* constants = nullptr;  ///< parameters of the space
  std::map<std::string, std::uint32_t> holes;              ///< a topology's parameters, a rule's `let`s
  std::vector<ir::NonterminalId>* derived = nullptr;       ///< rule: its holes; frame: the roots
  std::vector<ir::Let>* lets = nullptr;                    ///< rule: where lets are put down
  WrittenOut* written_out = nullptr;                       ///< rule: its choices that are no nonterminals
  const grammar::Expression* unfolded = nullptr;           ///< the choice whose own rules are made
  NamedNumbers* numbers = nullptr;                         ///< within a block
  std::vector<Reading>* readings = nullptr;                ///< topology: where its questions are put down
  ChosenValues chosen;                                     ///< what choices stand for now
  std::vector<std::optional<std::uint32_t>> hole_inputs;  ///< topology: values that a parameter is applied to

  bool sees_nonterminals() const { return kind == Kind::kRule || kind == Kind::kFrame; }
};

/// The axis that a dimension name means, if it means one here.
std::optional<int> axis_of(const Context& context, const Scope& scope, const std::string& name);

/// Everything that a name could have meant here, for suggestions.
std::vector<std::string> visible_names(const Context& context, const Scope& scope);

/// "1 input", "2 inputs", for E0225.
inline std::string how_many_inputs(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " input" : " inputs");
}

/// Reports E0203 with the nearest of the candidates; the error lives until the next one.
diag::Diagnostic& report_unknown(diag::Sink& sink, const char* kind, const std::string& name,
                                 diag::Place place, const std::vector<std::string>& candidates);

}  // namespace nasg::sema
