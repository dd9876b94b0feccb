// SPDX-License-Identifier: Apache-2.0
// The walk over a syntax tree that finds symbols and their occurrences.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/lsp/symbols.h"

namespace nasg::lsp {

class SymbolWalk {
 public:
  SymbolWalk(const diag::SourceMap& sources, const sema::Modules& modules, const sema::Names& names)
      : sources_(sources), modules_(modules), names_(names) {}

  void module(const grammar::Module& module);
  /// The symbols that the imports of the root give.
  void imports();

  std::vector<Symbol> symbols;
  std::vector<Occurrence> occurrences;
  std::vector<diag::Place> parts;

 private:
  using Names = std::map<std::string, std::size_t>;
  /// A declaration, with its parameters by name. Of a space, with those that it has of its bases.
  struct Declared {
    std::size_t symbol = 0;
    Names parameters;
    Names nonterminals;
  };

  std::size_t add(Symbol symbol);
  /// Adds a symbol that is defined in the root, and its name as an occurrence.
  std::size_t define(SymbolKind kind, const grammar::Name& name, diag::Place scope, std::string signature,
                     std::string doc = "");
  void occur(diag::Place place, std::size_t symbol);
  std::string signature(const grammar::Name& name, std::size_t end) const;
  const Declared& declare(const sema::Definition& definition);
  const Declared& declare(const sema::SpaceDefinition& definition);
  const Declared& declare_layer(const std::string& name);
  const Declared& declare_call(Symbol symbol);
  void declare_parameter(Declared& declared, const grammar::Name& name, const std::string& of,
                         diag::Place scope);
  void declare_rules(Declared& declared, const grammar::SpaceDeclaration& space);
  std::optional<Declared> function(const std::string& name);

  void op(const grammar::OpDeclaration& op);
  void topology(const grammar::TopologyDeclaration& topology);
  void space(const grammar::SpaceDeclaration& space);
  void search(const grammar::SearchDeclaration& search);
  void type(const std::optional<grammar::TypeSyntax>& type);
  void notation(const grammar::NotationDeclaration& notation);
  void reference(const std::string& name, diag::Place place);
  void arguments(const std::vector<grammar::Argument>& arguments, const Names* parameters,
                 bool pattern = false);
  void expression(const grammar::Expression& expression);
  void node(const grammar::Expression& expression);
  void call(const grammar::CallExpression& call, bool pattern);
  void block(const grammar::BlockExpression& block, diag::Place place);
  void let(const grammar::LetExpression& let, diag::Place place);

  const diag::SourceMap& sources_;
  const sema::Modules& modules_;
  const sema::Names& names_;
  std::map<const void*, Declared> declared_;
  std::map<std::string, Declared> layers_;
  std::vector<Names> scopes_;  ///< innermost last
};

}  // namespace nasg::lsp
