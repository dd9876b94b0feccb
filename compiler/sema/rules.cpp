// SPDX-License-Identifier: Apache-2.0
// Nonterminals and their rules.
#include <algorithm>
#include <cmath>

#include "compiler/sema/annotations.h"
#include "compiler/sema/elaborate.h"
#include "compiler/sema/functions.h"
#include "compiler/sema/leaf_text.h"
#include "compiler/sema/numbers.h"

namespace nasg::sema {

using diag::Code;
using diag::make;
using grammar::Expression;

namespace {

/// The operator of a rule, as a bracketed derivation writes it.
std::string head_of(const Context& context, const Expression& body) {
  return ir::match(
      body.node,
      [&](const grammar::NameExpression& name) {
        return context.nonterminals.contains(name.name) ? std::string() : name.name;
      },
      [](const grammar::CallExpression& call) {
        const auto* callee = std::get_if<grammar::NameExpression>(&call.callee->node);
        return callee ? callee->name : std::string();
      },
      [](const grammar::BinaryExpression& binary) -> std::string {
        const auto kind = merge_kind(binary.op);
        return kind ? name(*kind) : ">>";
      },
      [](const grammar::PowerExpression&) { return std::string(">>"); },
      [](const grammar::LetExpression&) { return std::string("let"); },
      [](const grammar::BlockExpression&) { return std::string("block"); },
      [](const auto&) { return std::string(); });
}

std::string head_of(const Context& context, const ir::Space& space, ir::ExprId body,
                    const Expression& syntax) {
  if (body.valid()) {
    if (const auto* layer = std::get_if<ir::Layer>(&space[body].node)) return layer->text;
    if (const auto* call = std::get_if<ir::Call>(&space[body].node)) return call->text;
  }
  return head_of(context, syntax);
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
    for (const grammar::Alternative& alternative : syntax.alternatives) total += add(id, scope, alternative);
    ir::Nonterminal& nonterminal = context_.space().nonterminals[id.index()];
    nonterminal.first_rule = first;
    nonterminal.rule_count = static_cast<std::uint32_t>(context_.space().rules.size()) - first;
    if (total == 0 && nonterminal.rule_count > 0)
      context_.sink.add(make(Code::E0222, syntax.name.place, syntax.name.text));
    for (std::uint32_t i = 0; total > 0 && i < nonterminal.rule_count; ++i)
      if (const ir::Rule& rule = context_.space().rules[first + i]; rule.weight == 0)
        context_.sink.add(make(Code::E0221, rule.place));
    report_duplicates(syntax);
  }

  double add(ir::NonterminalId lhs, Scope scope, const grammar::Alternative& alternative) {
    ir::Rule rule;
    rule.lhs = lhs;
    rule.place = alternative.place;
    rule.connected = alternative.connected;
    scope.derived = &rule.holes;
    scope.lets = &rule.lets;
    rule.body = Functions(context_, scope).elaborate(*alternative.body);
    if (rule.body.valid() && context_.inputs_of(rule.body) != 1) {
      context_.sink
          .add(make(Code::E0225, alternative.place, "this", how_many_inputs(context_.inputs_of(rule.body)),
                    "1"))
          .note("what a nonterminal derives has one input");
      rule.body = {};
    }
    rule.head = head_of(context_, context_.space(), rule.body, *alternative.body);
    if (alternative.weight) rule.weight = elaborate_weight(context_, scope, *alternative.weight);
    context_.space().rules.push_back(std::move(rule));
    return context_.space().rules.back().weight;
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

}  // namespace nasg::sema
