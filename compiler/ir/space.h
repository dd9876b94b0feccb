// SPDX-License-Identifier: Apache-2.0
// A space: signature and productions in flat tables with dense ids, its parameters bound.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/expr.h"

namespace nasg::ir {

/// A terminal with a body; search treats it as one opaque label.
struct Op {
  std::string name;
  std::vector<std::string> params;
  std::vector<std::string> axes;  ///< names of the incoming dimensions, empty if it does not say
  ExprId body;
  std::string doc;
  diag::Place place;
};

/// An operator of the term algebra: a graph whose edges are its parameters (the body's holes).
struct Topology {
  std::string name;
  std::vector<std::string> params;
  std::vector<std::uint32_t> param_inputs;  ///< by parameter: how many values it is applied to
  std::uint32_t inputs = 1;
  ExprId body;
  std::string doc;
  diag::Place place;
};

/// `let NAME = X in …`: a hole of the rule that has a name and may stand in several places.
struct Let {
  std::uint32_t hole = 0;
  std::string name;
  bool tied = false;  ///< the places share the weights too
};

/// One alternative of a nonterminal.
struct Rule {
  NonterminalId lhs;
  std::vector<NonterminalId> holes;  ///< what each hole of the body derives, in the order of first occurrence
  ExprId body;
  std::vector<Let> lets;
  double weight = 1;       ///< relative to the other alternatives; at least 0
  bool connected = false;  ///< demands a path from input to output that no zero cuts
  /// The operator that a bracketed derivation writes after the nonterminal: `Cell`, `id`, `>>`, `+`, `let`.
  std::string head;
  diag::Place place;
};

struct Nonterminal {
  std::string name;
  std::uint32_t first_rule = 0;  ///< its rules are first_rule … first_rule + rule_count - 1
  std::uint32_t rule_count = 0;
  /// Its transfer type, the same for every derivation; dimensions over those of the first value that it
  /// takes, and over those that later values are the first to name. Filled by sema.
  SymbolicShape input;
  std::vector<SymbolicShape> more_inputs;  ///< of the second value that it takes, the third …
  SymbolicShape output;
  std::vector<std::string> axes;  ///< names of these dimensions
  std::string doc;
  diag::Place place;

  std::uint32_t inputs() const { return static_cast<std::uint32_t>(1 + more_inputs.size()); }
};

/// How a benchmark writes terms: for each rule a template, text with the holes in between.
struct Notation {
  /// What is derived in a hole of a rule, or in a hole of the one rule that this hole's nonterminal has.
  struct Part {
    static constexpr std::uint32_t kItself = UINT32_MAX;
    std::uint32_t hole = 0;
    std::uint32_t inner = kItself;
    friend auto operator<=>(const Part&, const Part&) = default;
  };
  struct Template {
    RuleId rule;                    ///< invalid: the frame, whose holes are the roots
    std::vector<std::string> text;  ///< one more than parts
    std::vector<Part> parts;        ///< what stands behind text[i]; each part of the rule once
  };
  std::string name;
  std::vector<Template> templates;  ///< of several for a rule, the first is written, and all are read
  std::optional<Template> frame;    ///< how the roots stand together; without it `<a ; b>`
};

struct ParamValue {
  std::string name;
  std::int64_t value = 0;
};

/// What limits bound. Parameters and FLOPs are those of the whole network; depth and counts are the term's.
enum class Quantity : std::uint8_t { kDepth, kParameters, kFlops, kCount };

/// `params + 2*flops <= 10M`: a sum of quantities that no derivation of the space exceeds.
struct Limit {
  struct Term {
    Quantity what = Quantity::kDepth;
    double factor = 1;
    std::string counted;  ///< kCount: the op, layer or topology
  };
  std::vector<Term> terms;
  double bound = 0;
  std::string text;  ///< as the source has it
  diag::Place place;
};

/// Immutable once built by sema. Ids index its tables; a copy is deep.
struct Space {
  std::string name;
  std::vector<ParamValue> params;
  Shape input;
  Shape output;
  /// The fixed skeleton around the derived parts: an expression whose hole i is derived from roots[i].
  /// A space without `frame` has the hole alone.
  ExprId frame;
  std::vector<NonterminalId> roots;
  std::optional<std::uint32_t> depth_limit;  ///< rules on the longest path from a root, its own counted as 1
  std::vector<Limit> limits;                 ///< the others
  std::vector<Nonterminal> nonterminals;
  std::vector<Rule> rules;
  std::vector<Op> ops;
  std::vector<Topology> topologies;
  std::vector<Expr> exprs;
  std::vector<Notation> notations;
  /// Groups of nonterminals, coarse to fine, that a hierarchical kernel compares; empty: by depth.
  std::vector<std::vector<NonterminalId>> levels;
  std::string doc;
  diag::Place place;

  const Nonterminal& operator[](NonterminalId id) const { return nonterminals[id.index()]; }
  const Rule& operator[](RuleId id) const { return rules[id.index()]; }
  const Op& operator[](OpId id) const { return ops[id.index()]; }
  const Topology& operator[](TopologyId id) const { return topologies[id.index()]; }
  const Expr& operator[](ExprId id) const { return exprs[id.index()]; }

  /// The name with the parameters' values: `NB201(classes=10, width=16, n=5)`. Equal spaces of one file
  /// have equal titles; a study keeps it.
  std::string title() const;
};

/// The inferred type, `[C, H] -> [2*C, H]`; several inputs stand in parentheses. Empty before it is known.
std::string type_text(const Nonterminal& nonterminal);
/// The text form of the IR, one rule a line (`--emit=ir`).
std::string text(const Space& space);

}  // namespace nasg::ir
