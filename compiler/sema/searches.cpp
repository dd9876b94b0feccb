// SPDX-License-Identifier: Apache-2.0
// Elaboration of searches.
#include "compiler/sema/searches.h"

#include <cmath>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/context.h"
#include "grammar/parse.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;
using Entry = grammar::SearchDeclaration::Entry;

namespace {

constexpr double kMaxEvaluations = 1e9;
constexpr double kMaxSeed = 9007199254740992.0;  // 2^53: settings hold doubles

class SearchElaborator {
 public:
  SearchElaborator(const Names& names, std::size_t module, diag::Sink& sink)
      : names_(names), module_(module), sink_(sink) {}

  ir::SearchSpec run(const grammar::SearchDeclaration& syntax) {
    ir::SearchSpec spec;
    spec.name = syntax.name.text;
    spec.space = syntax.space.text;
    spec.doc = syntax.doc;
    spec.place = syntax.name.place;
    check_space(syntax.space);
    spec.arguments = elaborate_settings(syntax.arguments, sink_);
    std::map<std::string, diag::Place> first;
    for (const Entry& entry : syntax.entries) {
      const auto [at, fresh] = first.emplace(entry.key.text, entry.key.place);
      if (fresh)
        add(spec, entry);
      else
        sink_.add(make(code::E0201, entry.key.place, entry.key.text)).label(at->second, "first defined here");
    }
    return spec;
  }

 private:
  void check_space(const grammar::Name& name) {
    const auto found = names_.find_space(module_, name.text);
    if (found.empty()) {
      diag::Diagnostic& error =
          report_unknown(sink_, "space", name.text, name.place, names_.visible_spaces(module_));
      names_.suggest_import(error, module_, name.text);
    }
    if (found.size() < 2) return;
    diag::Diagnostic& error = sink_.add(make(code::E0202, name.place, name.text));
    for (const SpaceDefinition& one : found) error.label(one.space->name.place, "one is defined here");
  }

  void add(ir::SearchSpec& spec, const Entry& entry) {
    const std::string& key = entry.key.text;
    if (key != "objective" && key != "strategy" && key != "budget" && key != "seed") {
      report_unknown(sink_, "entry of a search", key, entry.key.place,
                     {"objective", "strategy", "budget", "seed"});
      return;
    }
    const bool counts = key == "budget" && entry.unit && entry.unit->text == "evaluations";
    if (entry.unit && !counts) {
      const bool budget = key == "budget";
      sink_.add(
          make(code::E0237, entry.unit->place, key,
               budget ? "counts evaluations, not `" + entry.unit->text + "`" : std::string("has no unit")));
      return;
    }
    const auto setting = grammar::to_setting(*entry.value);
    if (!setting) {
      sink_.add(setting.error());
      return;
    }
    if (key == "objective")
      spec.objective = *setting;
    else if (key == "strategy")
      spec.strategy = *setting;
    else if (key == "budget")
      spec.evaluations = whole(entry, *setting, 1, kMaxEvaluations);
    else
      spec.seed = static_cast<std::uint64_t>(whole(entry, *setting, 0, kMaxSeed).value_or(0));
  }

  std::optional<std::int64_t> whole(const Entry& entry, const ir::Setting& setting, double low, double high) {
    const double* number = std::get_if<double>(&setting.value);
    if (number && *number >= low && *number <= high && std::floor(*number) == *number)
      return static_cast<std::int64_t>(*number);
    sink_.add(make(code::E0237, entry.value->place, entry.key.text,
                   "is an integer of at least " + std::to_string(static_cast<int>(low)) + ", not `" +
                       setting.text() + "`"));
    return std::nullopt;
  }

  const Names& names_;
  std::size_t module_;
  diag::Sink& sink_;
};

}  // namespace

std::vector<ir::Setting::Named> elaborate_settings(const std::vector<grammar::Argument>& arguments,
                                                   diag::Sink& sink) {
  std::vector<ir::Setting::Named> settings;
  for (const grammar::Argument& argument : arguments) {
    const auto setting = grammar::to_setting(*argument.value);
    if (!setting)
      sink.add(setting.error());
    else
      settings.emplace_back(argument.name ? argument.name->text : "", *setting);
  }
  return settings;
}

std::vector<ir::SearchSpec> elaborate_searches(const Modules& modules, const Names& names, std::size_t module,
                                               diag::Sink& sink) {
  std::vector<ir::SearchSpec> specs;
  std::map<std::string, diag::Place> first;
  for (const grammar::SearchDeclaration& search : modules[module].syntax.searches) {
    const auto [at, fresh] = first.emplace(search.name.text, search.name.place);
    if (!fresh)
      sink.add(make(code::E0201, search.name.place, search.name.text))
          .label(at->second, "first defined here");
    specs.push_back(SearchElaborator(names, module, sink).run(search));
  }
  return specs;
}

}  // namespace nasg::sema
