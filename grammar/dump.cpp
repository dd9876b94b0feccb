// SPDX-License-Identifier: Apache-2.0
// The syntax tree of a module as text.
#include "grammar/dump.h"

#include "compiler/diag/quote.h"

namespace nasg::grammar {

namespace {

std::string joined(const std::vector<Name>& names) {
  std::string text;
  for (const Name& name : names) text += (text.empty() ? "" : ", ") + name.text;
  return text;
}

class ModuleDumper : private Dumper {
 public:
  std::string module(const Module& module) {
    for (const Import& import : module.imports)
      line(0, "import " + (import.is_file ? diag::quoted(import.path.text) : import.path.text));
    for (const OpDeclaration& op : module.ops) {
      head(0, "op " + op.name.text, op.doc);
      params(op.params);
      type(1, op.type);
      expression(1, *op.body);
    }
    for (const TopologyDeclaration& topology : module.topologies) {
      head(0, "topology " + topology.name.text + "(" + joined(topology.params) + ")", topology.doc);
      expression(1, *topology.body);
    }
    for (const SpaceDeclaration& space : module.spaces) this->space(space);
    for (const SearchDeclaration& search : module.searches) this->search(search);
    return take();
  }

 private:
  void head(int depth, const std::string& text, const std::string& doc) {
    line(depth, doc.empty() ? text : text + "  /// " + diag::quoted(doc));
  }

  void params(const std::vector<Parameter>& params) {
    for (const Parameter& param : params) {
      line(1, "parameter " + param.name.text);
      if (param.fallback) expression(2, *param.fallback, "= ");
    }
  }

  void type(int depth, const std::optional<TypeSyntax>& type) {
    if (!type) return;
    line(depth, "type");
    for (const ShapeSyntax& input : type->inputs) shape(depth + 1, "from", input);
    shape(depth + 1, "to", type->output);
  }

  void shape(int depth, const std::string& role, const ShapeSyntax& shape) {
    line(depth, role);
    for (const ExpressionPtr& dim : shape.dims) expression(depth + 1, *dim);
  }

  void space(const SpaceDeclaration& space) {
    head(0, "space " + space.name.text, space.doc);
    if (space.base) line(1, "extends " + space.base->text);
    params(space.params);
    type(1, space.type);
    if (space.frame) expression(1, *space.frame, "frame = ");
    for (const RuleDeclaration& rule : space.rules) {
      head(1, (rule.adds ? "more of rule " : "rule ") + rule.name.text, rule.doc);
      type(2, rule.type);
      for (const Alternative& alternative : rule.alternatives) {
        line(2, alternative.connected ? "alternative, connected" : "alternative");
        expression(3, *alternative.body);
        if (alternative.weight) expression(3, *alternative.weight, "@ ");
      }
    }
    for (const LimitItem& limit : space.limits) {
      line(1, "limit");
      expression(2, *limit.subject);
      expression(2, *limit.bound, "<= ");
    }
    for (const LevelDeclaration& level : space.levels)
      line(1, "level " + level.name.text + " { " + joined(level.nonterminals) + " }");
    for (const NotationDeclaration& notation : space.notations) {
      line(1, "notation " + notation.name.text);
      for (const auto& entry : notation.entries) {
        line(2, "entry " + diag::quoted(entry.text));
        expression(3, *entry.pattern);
      }
    }
  }

  void search(const SearchDeclaration& search) {
    head(0, "search " + search.name.text + " on " + search.space.text, search.doc);
    arguments(1, search.arguments);
    for (const auto& entry : search.entries)
      expression(1, *entry.value, entry.key.text + (entry.unit ? " in " + entry.unit->text : "") + " = ");
  }
};

}  // namespace

std::string dump(const Module& module) {
  return ModuleDumper().module(module);
}

}  // namespace nasg::grammar
