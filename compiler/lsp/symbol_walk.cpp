// SPDX-License-Identifier: Apache-2.0
// Finding symbols and their occurrences.
#include "compiler/lsp/symbol_walk.h"

#include <algorithm>

#include "compiler/sema/lineage.h"

namespace nasg::lsp {

using grammar::Expression;
using grammar::Name;

namespace {

diag::Place from(const Name& name, std::uint32_t end) {
  return {name.place.source, name.place.begin, std::max(name.place.end, end)};
}

}  // namespace

std::size_t SymbolWalk::add(Symbol symbol) {
  symbols.push_back(std::move(symbol));
  return symbols.size() - 1;
}

void SymbolWalk::occur(diag::Place place, std::size_t symbol) {
  if (place.known() && place.source == modules_[0].syntax.source) occurrences.push_back({place, symbol});
}

std::size_t SymbolWalk::define(SymbolKind kind, const Name& name, diag::Place scope, std::string signature,
                               std::string doc) {
  Symbol symbol{kind, name.text, name.place, std::move(signature), std::move(doc), "", {}, {}, {}};
  if (scope.known()) symbol.scopes.push_back(scope);
  const std::size_t id = add(std::move(symbol));
  occur(name.place, id);
  return id;
}

/// The text from a name up to an offset, on one line, without what opens a body.
std::string SymbolWalk::signature(const Name& name, std::size_t end) const {
  const std::string_view text = sources_[name.place.source].text();
  if (end <= name.place.begin) return name.text;
  std::string line;
  for (const char c : text.substr(name.place.begin, end - name.place.begin)) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  line.erase(line.find_last_not_of(" =(") + 1);
  return line;
}

void SymbolWalk::declare_parameter(Declared& declared, const Name& name, const std::string& of,
                                   diag::Place scope) {
  const std::size_t id = define(SymbolKind::kParameter, name, scope, name.text, "Parameter of `" + of + "`.");
  symbols[id].owner = of;
  declared.parameters[name.text] = id;
  symbols[declared.symbol].parameters.push_back(name.text);
}

const SymbolWalk::Declared& SymbolWalk::declare(const sema::Definition& definition) {
  const void* key = std::visit([](const auto* what) -> const void* { return what; }, definition.what);
  if (const auto known = declared_.find(key); known != declared_.end()) return known->second;
  const auto scope = [](const auto& it) { return from(it.name, it.body->place.end); };
  Declared declared;
  if (const auto* const* op = std::get_if<const grammar::OpDeclaration*>(&definition.what)) {
    const grammar::OpDeclaration& it = **op;
    declared.symbol =
        define(SymbolKind::kOp, it.name, {}, "op " + signature(it.name, it.body->place.begin), it.doc);
    symbols[declared.symbol].extent = scope(it);
    for (const grammar::Parameter& param : it.params)
      declare_parameter(declared, param.name, it.name.text, scope(it));
  } else {
    const grammar::TopologyDeclaration& it = *std::get<const grammar::TopologyDeclaration*>(definition.what);
    declared.symbol = define(SymbolKind::kTopology, it.name, {},
                             "topology " + signature(it.name, it.body->place.begin), it.doc);
    symbols[declared.symbol].extent = scope(it);
    for (const Name& param : it.params) declare_parameter(declared, param, it.name.text, scope(it));
  }
  return declared_[key] = declared;
}

const SymbolWalk::Declared& SymbolWalk::declare(const sema::SpaceDefinition& definition) {
  const grammar::SpaceDeclaration& space = *definition.space;
  if (const auto known = declared_.find(&space); known != declared_.end()) return known->second;
  const std::string_view text = sources_[space.name.place.source].text();
  const std::size_t brace = std::min(text.find('{', space.name.place.end), text.size());
  Declared& declared = declared_[&space];  // known from here on: bases may go in a circle
  declared.symbol =
      define(SymbolKind::kSpace, space.name, {}, "space " + signature(space.name, brace), space.doc);
  symbols[declared.symbol].extent = from(space.name, space.place.end);
  diag::Sink known_already;
  const sema::Lineage lineage = sema::lineage_of(names_, definition, known_already);
  if (lineage.size() > 1) {
    const Declared& base = declare(lineage[lineage.size() - 2]);
    occur(space.base->place, base.symbol);
    declared.parameters = base.parameters;
    declared.nonterminals = base.nonterminals;
    symbols[declared.symbol].parameters = symbols[base.symbol].parameters;
    for (const Names* names : {&declared.parameters, &declared.nonterminals})
      for (const auto& [name, id] : *names) symbols[id].scopes.push_back(space.place);
  }
  for (const grammar::Parameter& param : space.params) {
    if (const auto known = declared.parameters.find(param.name.text); known != declared.parameters.end()) {
      occur(param.name.place, known->second);
    } else {
      declare_parameter(declared, param.name, space.name.text, space.place);
    }
  }
  declare_rules(declared, space);
  return declared;
}

/// A rule that replaces one of a base, or adds to it, is of the same nonterminal.
void SymbolWalk::declare_rules(Declared& declared, const grammar::SpaceDeclaration& space) {
  const Names inherited = declared.nonterminals;
  for (const grammar::RuleDeclaration& rule : space.rules) {
    if (const auto known = inherited.find(rule.name.text); known != inherited.end()) {
      occur(rule.name.place, known->second);
    } else if (!declared.nonterminals.contains(rule.name.text)) {
      const std::size_t id =
          define(SymbolKind::kNonterminal, rule.name, space.place, rule.name.text, rule.doc);
      symbols[id].owner = space.name.text;
      symbols[id].extent = from(
          rule.name, rule.alternatives.empty() ? rule.name.place.end : rule.alternatives.back().place.end);
      declared.nonterminals[rule.name.text] = id;
    }
  }
}

const SymbolWalk::Declared& SymbolWalk::declare_layer(const std::string& name) {
  if (const auto known = layers_.find(name); known != layers_.end()) return known->second;
  return layers_[name] = {add(symbol_of(*ir::find_layer(name))), {}, {}};
}

const SymbolWalk::Declared& SymbolWalk::declare_call(Symbol symbol) {
  const std::string name = symbol.name;
  if (const auto known = layers_.find(name); known != layers_.end()) return known->second;
  return layers_[name] = {add(std::move(symbol)), {}, {}};
}

std::optional<SymbolWalk::Declared> SymbolWalk::function(const std::string& name) {
  const auto found = names_.find(0, name);
  if (found.size() == 1) return declare(found[0]);
  if (found.empty() && ir::find_layer(name)) return declare_layer(name);
  for (const ir::CalledMerge& merge : ir::called_merges())
    if (name == ir::name(merge.kind)) return declare_call(symbol_of(merge));
  if (Symbol reads = symbol_of_reads(); name == reads.name) return declare_call(std::move(reads));
  return std::nullopt;
}

void SymbolWalk::module(const grammar::Module& module) {
  for (const auto& op : module.ops) this->op(op);
  for (const auto& topology : module.topologies) this->topology(topology);
  for (const auto& space : module.spaces) this->space(space);
  for (const auto& search : module.searches) this->search(search);
}

void SymbolWalk::imports() {
  for (const std::string& name : names_.visible(0)) function(name);
  for (const std::string& name : names_.visible_spaces(0)) {
    const auto found = names_.find_space(0, name);
    if (found.size() == 1) declare(found[0]);
  }
}

void SymbolWalk::op(const grammar::OpDeclaration& op) {
  scopes_ = {declare(sema::Definition{0, &op}).parameters};
  for (const grammar::Parameter& param : op.params)
    if (param.fallback) expression(*param.fallback);
  type(op.type);
  expression(*op.body);
}

void SymbolWalk::topology(const grammar::TopologyDeclaration& topology) {
  scopes_ = {declare(sema::Definition{0, &topology}).parameters};
  expression(*topology.body);
}

void SymbolWalk::space(const grammar::SpaceDeclaration& space) {
  const Declared& declared = declare(sema::SpaceDefinition{0, &space});
  scopes_ = {declared.parameters, declared.nonterminals};
  for (const grammar::Parameter& param : space.params)
    if (param.fallback) expression(*param.fallback);
  type(space.type);
  if (space.frame) expression(*space.frame);
  for (const grammar::RuleDeclaration& rule : space.rules) {
    type(rule.type);
    for (const grammar::Alternative& alternative : rule.alternatives) {
      parts.push_back(alternative.place);
      expression(*alternative.body);
      if (alternative.weight) expression(*alternative.weight);
    }
  }
  for (const grammar::LimitItem& limit : space.limits) {
    expression(*limit.subject);
    expression(*limit.bound);
  }
  for (const grammar::LevelDeclaration& level : space.levels)
    for (const Name& name : level.nonterminals) reference(name.text, name.place);
  for (const grammar::NotationDeclaration& notation : space.notations) this->notation(notation);
}

void SymbolWalk::search(const grammar::SearchDeclaration& search) {
  const std::size_t id = define(SymbolKind::kSearch, search.name, {},
                                "search " + search.name.text + " on " + search.space.text, search.doc);
  symbols[id].extent = from(search.name, search.place.end);
  scopes_.clear();
  const auto found = names_.find_space(0, search.space.text);
  if (found.size() != 1) return;
  const Declared& space = declare(found[0]);
  occur(search.space.place, space.symbol);
  arguments(search.arguments, &space.parameters);
}

void SymbolWalk::type(const std::optional<grammar::TypeSyntax>& type) {
  if (!type) return;
  for (const grammar::ShapeSyntax& shape : type->inputs)
    for (const auto& dim : shape.dims) expression(*dim);
  for (const auto& dim : type->output.dims) expression(*dim);
}

void SymbolWalk::notation(const grammar::NotationDeclaration& notation) {
  for (const auto& entry : notation.entries) {
    const auto* pattern = std::get_if<grammar::CallExpression>(&entry.pattern->node);
    if (pattern == nullptr) {
      expression(*entry.pattern);
    } else {
      call(*pattern, true);
    }
  }
}

void SymbolWalk::reference(const std::string& name, diag::Place place) {
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
    if (const auto at = scope->find(name); at != scope->end()) return occur(place, at->second);
  if (const auto declared = function(name)) occur(place, declared->symbol);
}

/// In a pattern, values by place are names that the pattern gives.
void SymbolWalk::arguments(const std::vector<grammar::Argument>& arguments, const Names* parameters,
                           bool pattern) {
  for (const grammar::Argument& argument : arguments) {
    if (argument.name && parameters != nullptr)
      if (const auto at = parameters->find(argument.name->text); at != parameters->end())
        occur(argument.name->place, at->second);
    const auto* inner = std::get_if<grammar::CallExpression>(&argument.value->node);
    if (pattern && inner != nullptr && !argument.name)
      call(*inner, true);
    else if (!pattern || argument.name)
      expression(*argument.value);
  }
}

void SymbolWalk::call(const grammar::CallExpression& call, bool pattern) {
  const auto* callee = std::get_if<grammar::NameExpression>(&call.callee->node);
  const auto declared = callee != nullptr ? function(callee->name) : std::nullopt;
  expression(*call.callee);
  arguments(call.arguments, declared ? &declared->parameters : nullptr, pattern);
}

void SymbolWalk::block(const grammar::BlockExpression& block, diag::Place place) {
  scopes_.emplace_back();
  const auto name = [&](const Name& it, const std::string& doc) {
    // A value that is given twice is a mistake; its first place stands for it.
    if (scopes_.back().contains(it.text)) return;
    scopes_.back()[it.text] = define(SymbolKind::kValue, it, place, it.text, doc);
  };
  for (const Name& input : block.inputs) name(input, "An input.");
  for (const auto& equation : block.equations) {
    expression(*equation.value);
    name(equation.name, "");
  }
  expression(*block.result);
  scopes_.pop_back();
}

void SymbolWalk::let(const grammar::LetExpression& let, diag::Place place) {
  expression(*let.value);
  scopes_.push_back(
      {{let.name.text, define(SymbolKind::kValue, let.name, place, "let " + let.name.text, "")}});
  expression(*let.body);
  scopes_.pop_back();
}

void SymbolWalk::expression(const Expression& expression) {
  // Chains lean left as deep as they are long.
  std::vector<const Expression*> operands;
  const Expression* at = &expression;
  while (const auto* binary = std::get_if<grammar::BinaryExpression>(&at->node)) {
    parts.push_back(at->place);
    operands.push_back(binary->right.get());
    at = binary->left.get();
  }
  operands.push_back(at);
  for (auto operand = operands.rbegin(); operand != operands.rend(); ++operand) node(**operand);
}

void SymbolWalk::node(const Expression& it) {
  if (std::holds_alternative<grammar::BinaryExpression>(it.node)) return expression(it);
  parts.push_back(it.place);
  if (const auto* name = std::get_if<grammar::NameExpression>(&it.node)) {
    diag::Place place = it.place;
    const std::string_view text = sources_[place.source].text();
    // The place of an expression has its parentheses in it.
    if (const std::size_t found = text.find(name->name, place.begin); found < place.end) {
      place.begin = static_cast<std::uint32_t>(found);
      place.end = static_cast<std::uint32_t>(found + name->name.size());
    }
    reference(name->name, place);
  } else if (const auto* call = std::get_if<grammar::CallExpression>(&it.node)) {
    this->call(*call, false);
  } else if (const auto* power = std::get_if<grammar::PowerExpression>(&it.node)) {
    expression(*power->body);
    expression(*power->low);
    if (power->high) expression(*power->high);
  } else if (const auto* block = std::get_if<grammar::BlockExpression>(&it.node)) {
    this->block(*block, it.place);
  } else if (const auto* let = std::get_if<grammar::LetExpression>(&it.node)) {
    this->let(*let, it.place);
  } else if (const auto* set = std::get_if<grammar::ValueSetExpression>(&it.node)) {
    for (const auto& value : set->values) expression(*value);
    for (const auto* part : {set->low.get(), set->high.get(), set->step.get()})
      if (part != nullptr) expression(*part);
  } else if (const auto* list = std::get_if<grammar::ListExpression>(&it.node)) {
    for (const auto& value : list->values) expression(*value);
  }
}

}  // namespace nasg::lsp
