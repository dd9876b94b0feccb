// SPDX-License-Identifier: Apache-2.0
// Nonterminals and their rules.
#include <algorithm>
#include <cmath>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/annotations.h"
#include "compiler/sema/elaborate.h"
#include "compiler/sema/functions.h"
#include "compiler/sema/leaf_text.h"
#include "compiler/sema/numbers.h"
#include "compiler/sema/values.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;
using grammar::Expression;

namespace {

/// The operator of a rule, as a bracketed derivation writes it.
std::string head_of(const ir::Space& space, const ir::Rule& rule) {
  if (!rule.body.valid()) return {};
  if (!rule.lets.empty()) return "let";
  return ir::match(
      space[rule.body].node, [](const ir::Layer& layer) { return layer.text; },
      [](const ir::Call& call) { return call.text; },
      [&](const ir::Apply& apply) { return space[apply.topology].name; },
      [](const ir::Hole&) { return std::string(); }, [](const ir::Chain&) { return std::string(">>"); },
      [](const ir::Merge& merge) { return std::string(name(merge.kind)); },
      [](const ir::Repeat&) { return std::string(">>"); },
      [](const ir::Block&) { return std::string("block"); });
}

double elaborate_weight(const Context& context, const Scope& scope, const Expression& weight) {
  const auto value = constant_real(context, scope, weight);
  if (!value) return 1;
  if (*value < 0 || !std::isfinite(*value)) {
    context.sink.add(make(code::E0220, weight.place, canonical_text(weight)));
    return 1;
  }
  return *value;
}

/// Fills in what the alternative of `made` derives, and adds a rule for each combination of the choices that
/// are written out in it.
void add_rules(Context& context, Scope scope, const Expression& body, const ir::Rule& made) {
  WrittenOut written_out;
  scope.written_out = &written_out;
  std::size_t combinations = 0;
  do {
    ir::Rule rule = made;
    scope.derived = &rule.holes;
    scope.lets = &rule.lets;
    rule.body = Functions(context, scope).elaborate(body);
    const std::uint32_t inputs = context.space()[rule.lhs].inputs();
    if (rule.body.valid() && context.inputs_of(rule.body) != inputs) {
      context.sink
          .add(make(code::E0225, rule.place, "this", how_many_inputs(context.inputs_of(rule.body)),
                    std::to_string(inputs)))
          .note(inputs == 1
                    ? "a nonterminal of several inputs has its type written: `X : ([C], [C]) -> [C] = …`"
                    : "the type of `" + context.space()[rule.lhs].name + "` says how many");
      rule.body = {};
    }
    rule.head = head_of(context.space(), rule);
    rule.weight *= written_out.share();
    const bool valid = rule.body.valid();
    context.space().rules.push_back(std::move(rule));
    if (!valid) return;
    if (++combinations > kMaxChoices) {
      context.sink
          .add(make(code::E0239, body.place,
                    "its choices make more than " + std::to_string(kMaxChoices) + " combinations"))
          .note("a choice with a nonterminal of its own is no part of the combinations");
      return;
    }
  } while (written_out.advance());
}

/// The rules from `first` on are those of the nonterminal.
void set_rules(Context& context, ir::NonterminalId id, std::uint32_t first) {
  ir::Nonterminal& nonterminal = context.space().nonterminals[id.index()];
  nonterminal.first_rule = first;
  nonterminal.rule_count = static_cast<std::uint32_t>(context.space().rules.size()) - first;
}

/// The alternatives of a nonterminal, from wherever in the lineage they come.
struct DeclaredRule {
  struct Part {
    const grammar::Alternative* alternative;
    std::size_t module;
  };
  const grammar::RuleDeclaration* rule = nullptr;
  std::size_t owner = 0;  ///< the space of the lineage that `rule` stands in
  std::vector<Part> parts;
};

class RuleElaborator {
 public:
  RuleElaborator(Context& context, const Lineage& lineage) : context_(context), lineage_(lineage) {}

  void run() {
    for (std::size_t owner = 0; owner < lineage_.size(); ++owner)
      for (const grammar::RuleDeclaration& rule : lineage_[owner].space->rules) declare(rule, owner);
    for (std::size_t i = 0; i < declared_.size(); ++i) {
      if (declared_[i].owner + 1 < lineage_.size()) context_.result.inherited.insert(i);
      elaborate(ir::NonterminalId(i), declared_[i]);
    }
  }

 private:
  // A rule is new, adds to the one of its name, or replaces that of a base.
  void declare(const grammar::RuleDeclaration& rule, std::size_t owner) {
    const auto known = context_.nonterminals.find(rule.name.text);
    if (known == context_.nonterminals.end()) {
      if (rule.adds) context_.sink.add(make(code::E0242, rule.name.place, rule.name.text));
      const ir::NonterminalId id(declared_.size());
      context_.nonterminals.emplace(rule.name.text, id);
      context_.space().nonterminals.emplace_back();
      declared_.push_back({&rule, owner, {}});
      return describe(id, rule, owner);
    }
    DeclaredRule& declared = declared_[known->second.index()];
    if (rule.adds) return add_parts(declared, rule, owner);
    if (declared.owner == owner) {
      context_.sink.add(make(code::E0201, rule.name.place, rule.name.text))
          .label(context_.space()[known->second].place, "first defined here");
      return;
    }
    declared = {&rule, owner, {}};
    describe(known->second, rule, owner);
  }

  void describe(ir::NonterminalId id, const grammar::RuleDeclaration& rule, std::size_t owner) {
    ir::Nonterminal& nonterminal = context_.space().nonterminals[id.index()];
    nonterminal.name = rule.name.text;
    nonterminal.doc = rule.doc;
    nonterminal.place = rule.name.place;
    nonterminal.more_inputs.resize(rule.type && !rule.type->inputs.empty() ? rule.type->inputs.size() - 1
                                                                           : 0);
    add_parts(declared_[id.index()], rule, owner);
  }

  void add_parts(DeclaredRule& declared, const grammar::RuleDeclaration& rule, std::size_t owner) const {
    for (const grammar::Alternative& alternative : rule.alternatives)
      declared.parts.push_back({&alternative, lineage_[owner].module});
  }

  void elaborate(ir::NonterminalId id, const DeclaredRule& declared) {
    Scope scope = space_scope(context_, lineage_[declared.owner], Scope::Kind::kRule);
    std::optional<FunctionType> type;
    if (declared.rule->type) {
      type = elaborate_type(context_, scope, *declared.rule->type, /*several=*/true);
      context_.space().nonterminals[id.index()].axes = scope.axes;
      // In rules the dimensions of the first value have names.
      scope.axes.resize(type ? type->input.size() : scope.axes.size());
    }
    context_.result.nonterminal_types.push_back(std::move(type));
    const auto first = static_cast<std::uint32_t>(context_.space().rules.size());
    double total = 0;
    std::vector<diag::Place> unlikely;
    for (const DeclaredRule::Part& part : declared.parts) {
      const grammar::Alternative& alternative = *part.alternative;
      scope.module = part.module;
      ir::Rule rule{id, {}, {}, {}, 1, alternative.connected, {}, alternative.place};
      if (alternative.weight) rule.weight = elaborate_weight(context_, scope, *alternative.weight);
      total += rule.weight;
      if (rule.weight == 0) unlikely.push_back(rule.place);
      add_rules(context_, scope, *alternative.body, rule);
    }
    set_rules(context_, id, first);
    if (total == 0 && !declared.parts.empty())
      context_.sink.add(make(code::E0222, declared.rule->name.place, declared.rule->name.text));
    for (std::size_t i = 0; total > 0 && i < unlikely.size(); ++i)
      context_.sink.add(make(code::W0221, unlikely[i]));
    report_duplicates(declared);
  }

  void report_duplicates(const DeclaredRule& declared) {
    std::map<std::string, diag::Place> first;
    for (const DeclaredRule::Part& part : declared.parts) {
      const grammar::Alternative& alternative = *part.alternative;
      const auto [at, fresh] = first.emplace(canonical_text(*alternative.body), alternative.place);
      if (fresh) continue;
      diag::Diagnostic& warning =
          context_.sink.add(make(code::W0218, alternative.place, declared.rule->name.text));
      warning.label(at->second, "the same alternative");
      warning.note("to make it more likely, give the first one a weight: `" + at->first + " @ 2`");
    }
  }

  Context& context_;
  const Lineage& lineage_;
  std::vector<DeclaredRule> declared_;  ///< by nonterminal
};

}  // namespace

void elaborate_rules(Context& context, const Lineage& lineage) {
  RuleElaborator(context, lineage).run();
}

void elaborate_choices(Context& context, const SpaceDefinition& definition) {
  for (std::size_t i = 0; i < context.anonymous.size(); ++i) {  // their rules may leave choices in turn
    const AnonymousNonterminal choice = context.anonymous[i];
    Scope scope = space_scope(context, definition, Scope::Kind::kRule);
    scope.module = choice.module;
    scope.unfolded = choice.expression;
    const auto first = static_cast<std::uint32_t>(context.space().rules.size());
    add_rules(context, scope, *choice.expression,
              {choice.id, {}, {}, {}, 1, false, {}, choice.expression->place});
    context.result.nonterminal_types.emplace_back();
    set_rules(context, choice.id, first);
    for (std::size_t rule = first; rule < context.space().rules.size(); ++rule)
      context.space().rules[rule].weight = 1;
  }
}

}  // namespace nasg::sema
