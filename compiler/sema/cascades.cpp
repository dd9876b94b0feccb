// SPDX-License-Identifier: Apache-2.0
// Telling errors from their consequences.
#include "compiler/sema/cascades.h"

#include <tuple>

namespace nasg::sema {

Cascades::Cascades(const Modules& modules, const diag::Sink& syntax_errors) {
  for (const LoadedModule& module : modules) {
    std::set<std::uint32_t>& starts = starts_[module.syntax.source.value];
    const auto add = [&](const grammar::Name& name) { starts.insert(name.place.begin); };
    for (const auto& import : module.syntax.imports) add(import.path);
    for (const auto& op : module.syntax.ops) add(op.name);
    for (const auto& topology : module.syntax.topologies) add(topology.name);
    for (const auto& search : module.syntax.searches) add(search.name);
    for (const auto& space : module.syntax.spaces) {
      add(space.name);
      for (const auto& rule : space.rules) add(rule.name);
    }
  }
  for (const diag::Diagnostic& error : syntax_errors.all())
    if (error.severity() == diag::Severity::kError) broken_.insert(segment(error.primary));
}

Cascades::Segment Cascades::segment(const diag::Place& place) const {
  const auto starts = starts_.find(place.source.value);
  if (starts == starts_.end()) return {place.source.value, 0};
  auto after = starts->second.upper_bound(place.begin);
  return {place.source.value, after == starts->second.begin() ? 0 : *--after};
}

void Cascades::pass_on(const diag::Sink& found, diag::Sink& sink) const {
  const auto key = [](const diag::Diagnostic& diagnostic) {
    const diag::Place& place = diagnostic.primary;
    return std::tuple(diagnostic.code, place.source.value, place.begin, place.end);
  };
  std::set<decltype(key(found.all()[0]))> seen;
  for (const diag::Diagnostic& known : sink.all()) seen.insert(key(known));
  for (const diag::Diagnostic& diagnostic : found.all())
    if (!broken_.contains(segment(diagnostic.primary)) && seen.insert(key(diagnostic)).second)
      sink.add(diagnostic);
}

}  // namespace nasg::sema
