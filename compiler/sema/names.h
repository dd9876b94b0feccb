// SPDX-License-Identifier: Apache-2.0
// What the names of ops, topologies and spaces mean in each module.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "compiler/sema/library_index.h"
#include "compiler/sema/modules.h"

namespace nasg::sema {

/// An op or a topology of some module.
struct Definition {
  std::size_t module = 0;
  std::variant<const grammar::OpDeclaration*, const grammar::TopologyDeclaration*> what;

  const grammar::Name& name() const;
};

struct SpaceDefinition {
  std::size_t module = 0;
  const grammar::SpaceDeclaration* space = nullptr;
};

/// The symbol tables of all modules. A module sees its own names first, and else those that the modules which
/// it imports define themselves.
class Names {
 public:
  /// E0201: defined twice in one module; E0211: the name of a built-in layer or merge.
  Names(const Modules& modules, const std::vector<std::string>& stdlib, diag::Sink& sink);

  /// All definitions that the name may mean in a module; more than one if imports disagree.
  std::vector<Definition> find(std::size_t module, const std::string& name) const;
  std::vector<SpaceDefinition> find_space(std::size_t module, const std::string& name) const;

  /// For suggestions.
  std::vector<std::string> visible(std::size_t module) const;
  std::vector<std::string> visible_spaces(std::size_t module) const;
  /// Adds to the error of an unknown name how to import it, if the standard library defines it.
  void suggest_import(diag::Diagnostic& error, std::size_t module, const std::string& name) const;
  /// The edit that adds `import std.x;` to a module, without a text.
  diag::Fix import_of(std::size_t module, const std::string& library_module) const;
  const LibraryIndex& library() const { return library_; }

 private:
  struct Table {
    std::map<std::string, Definition> functions;
    std::map<std::string, SpaceDefinition> spaces;
  };
  void define(std::size_t module, Definition definition, diag::Sink& sink);

  const Modules& modules_;
  LibraryIndex library_;
  std::vector<Table> tables_;
};

}  // namespace nasg::sema
