// SPDX-License-Identifier: Apache-2.0
// Nonterminals and their rules.
#include <algorithm>
#include <cmath>

#include "compiler/sema/annotations.h"
#include "compiler/sema/elaborate.h"
#include "compiler/sema/functions.h"
#include "compiler/sema/leaf_text.h"
#include "compiler/sema/numbers.h"
#include "compiler/sema/values.h"

namespace nasg::sema {

using diag::Code;
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
    context.sink.add(make(Code::E0220, weight.place, canonical_text(weight)));
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
    if (rule.body.valid() && context.inputs_of(rule.body) != 1) {
      context.sink
          .add(make(Code::E0225, rule.place, "this", how_many_inputs(context.inputs_of(rule.body)), "1"))
          .note("what a nonterminal derives has one input");
      rule.body = {};
    }
    rule.head = head_of(context.space(), rule);
    rule.weight *= written_out.share();
    const bool valid = rule.body.valid();
    context.space().rules.push_back(std::move(rule));
    if (!valid) return;
    if (++combinations > kMaxChoices) {
      context.sink
          .add(make(Code::E0239, body.place,
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

class RuleElaborator {
 public:
  RuleElaborator(Context& context, const SpaceDefinition& definition)
      : context_(context), definition_(definition) {}

  void declare(const grammar::RuleDeclaration& rule) {
    const ir::NonterminalId id(context_.space().nonterminals.size());
    const auto [at, fresh] = context_.nonterminals.emplace(rule.name.text, id);
    if (!fresh) {
      context_.sink.add(make(Code::E0201, rule.name.place, rule.name.text))
          .label(context_.space()[at->second].place, "first defined here");
      return;
    }
    ir::Nonterminal nonterminal;
    nonterminal.name = rule.name.text;
    nonterminal.doc = rule.doc;
    nonterminal.place = rule.name.place;
    context_.space().nonterminals.push_back(std::move(nonterminal));
    declared_.push_back(&rule);
  }

  void elaborate() {
    for (std::size_t i = 0; i < declared_.size(); ++i) elaborate(ir::NonterminalId(i), *declared_[i]);
  }

 private:
  void elaborate(ir::NonterminalId id, const grammar::RuleDeclaration& syntax) {
    Scope scope = space_scope(context_, definition_, Scope::Kind::kRule);
    std::optional<FunctionType> type;
    if (syntax.type) {
      type = elaborate_type(context_, scope, *syntax.type);
      context_.space().nonterminals[id.index()].axes = scope.axes;
    }
    context_.result.nonterminal_types.push_back(std::move(type));
    const auto first = static_cast<std::uint32_t>(context_.space().rules.size());
    double total = 0;
    std::vector<diag::Place> unlikely;
    for (const grammar::Alternative& alternative : syntax.alternatives) {
      ir::Rule rule{id, {}, {}, {}, 1, alternative.connected, {}, alternative.place};
      if (alternative.weight) rule.weight = elaborate_weight(context_, scope, *alternative.weight);
      total += rule.weight;
      if (rule.weight == 0) unlikely.push_back(rule.place);
      add_rules(context_, scope, *alternative.body, rule);
    }
    set_rules(context_, id, first);
    if (total == 0 && !syntax.alternatives.empty())
      context_.sink.add(make(Code::E0222, syntax.name.place, syntax.name.text));
    for (std::size_t i = 0; total > 0 && i < unlikely.size(); ++i)
      context_.sink.add(make(Code::E0221, unlikely[i]));
    report_duplicates(syntax);
  }

  void report_duplicates(const grammar::RuleDeclaration& syntax) {
    std::map<std::string, diag::Place> first;
    for (const grammar::Alternative& alternative : syntax.alternatives) {
      const auto [at, fresh] = first.emplace(canonical_text(*alternative.body), alternative.place);
      if (!fresh)
        context_.sink.add(make(Code::E0218, alternative.place, syntax.name.text))
            .label(at->second, "the same alternative");
    }
  }

  Context& context_;
  const SpaceDefinition& definition_;
  std::vector<const grammar::RuleDeclaration*> declared_;
};

}  // namespace

void elaborate_rules(Context& context, const SpaceDefinition& definition) {
  RuleElaborator elaborator(context, definition);
  for (const grammar::RuleDeclaration& rule : definition.space->rules) elaborator.declare(rule);
  elaborator.elaborate();
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
