// SPDX-License-Identifier: Apache-2.0
// The symbol tables of all modules.
#include "compiler/sema/names.h"

#include "compiler/diag/codes/names.h"
#include "compiler/ir/layers.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

const grammar::Name& Definition::name() const {
  return std::visit([](const auto* declaration) -> const grammar::Name& { return declaration->name; }, what);
}

Names::Names(const Modules& modules, const std::vector<std::string>& stdlib, diag::Sink& sink)
    : modules_(modules), library_(stdlib), tables_(modules.size()) {
  for (std::size_t i = 0; i < modules.size(); ++i) {
    for (const auto& op : modules[i].syntax.ops) define(i, {i, &op}, sink);
    for (const auto& topology : modules[i].syntax.topologies) define(i, {i, &topology}, sink);
    for (const auto& space : modules[i].syntax.spaces) {
      const auto [at, fresh] = tables_[i].spaces.emplace(space.name.text, SpaceDefinition{i, &space});
      if (fresh) continue;
      sink.add(make(code::E0201, space.name.place, space.name.text))
          .label(at->second.space->name.place, "first defined here");
    }
  }
}

void Names::define(std::size_t module, Definition definition, diag::Sink& sink) {
  const grammar::Name& name = definition.name();
  if (ir::find_layer(name.text)) {
    sink.add(make(code::E0211, name.place, name.text, "layer"));
    return;
  }
  if (ir::find_merge(name.text)) {
    sink.add(make(code::E0211, name.place, name.text, "merge"));
    return;
  }
  const auto [at, fresh] = tables_[module].functions.emplace(name.text, definition);
  if (fresh) return;
  sink.add(make(code::E0201, name.place, name.text)).label(at->second.name().place, "first defined here");
}

std::vector<Definition> Names::find(std::size_t module, const std::string& name) const {
  const auto own = tables_[module].functions.find(name);
  if (own != tables_[module].functions.end()) return {own->second};
  std::vector<Definition> found;
  for (const std::size_t import : modules_[module].imports) {
    const auto at = tables_[import].functions.find(name);
    if (at != tables_[import].functions.end()) found.push_back(at->second);
  }
  return found;
}

std::vector<SpaceDefinition> Names::find_space(std::size_t module, const std::string& name) const {
  const auto own = tables_[module].spaces.find(name);
  if (own != tables_[module].spaces.end()) return {own->second};
  std::vector<SpaceDefinition> found;
  for (const std::size_t import : modules_[module].imports) {
    const auto at = tables_[import].spaces.find(name);
    if (at != tables_[import].spaces.end()) found.push_back(at->second);
  }
  return found;
}

std::vector<std::string> Names::visible(std::size_t module) const {
  std::vector<std::string> names;
  const auto add = [&](std::size_t i) {
    for (const auto& [name, definition] : tables_[i].functions) names.push_back(name);
  };
  add(module);
  for (const std::size_t import : modules_[module].imports) add(import);
  for (const ir::LayerInfo& layer : ir::all_layers()) names.emplace_back(layer.name);
  return names;
}

std::vector<std::string> Names::visible_spaces(std::size_t module) const {
  std::vector<std::string> names;
  const auto add = [&](std::size_t i) {
    for (const auto& [name, definition] : tables_[i].spaces) names.push_back(name);
  };
  add(module);
  for (const std::size_t import : modules_[module].imports) add(import);
  return names;
}

void Names::suggest_import(diag::Diagnostic& error, std::size_t module, const std::string& name) const {
  // Before the names that are only like this one.
  std::vector<diag::Fix> alike = std::exchange(error.fixes, {});
  for (const std::string& found : library_.modules_with(name)) {
    const diag::Fix added = import_of(module, found);
    error.fix(added.place, added.replacement,
              "`" + name + "` is in " + found + ": add `import " + found + ";`");
  }
  std::ranges::move(alike, std::back_inserter(error.fixes));
}

diag::Fix Names::import_of(std::size_t module, const std::string& library_module) const {
  const grammar::Module& syntax = modules_[module].syntax;
  if (syntax.imports.empty() || syntax.imports.back().is_file)
    return {{syntax.source, 0, 0}, "import " + library_module + ";\n", ""};
  const grammar::Name& last = syntax.imports.back().path;
  return {last.place, last.text + ";\nimport " + library_module, ""};
}

}  // namespace nasg::sema
