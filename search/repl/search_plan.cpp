// SPDX-License-Identifier: Apache-2.0
// What a search is to do, put together from a file and from options.
#include "search/repl/search_plan.h"

#include "compiler/diag/codes/search.h"
#include "search/repl/files.h"
#include "search/strategies/objectives.h"

namespace nasg::repl {
namespace {

/// The search of the file that options leave the rest to; null if there is none.
const ir::SearchSpec* find_search(const Workspace& workspace, const std::string& name, diag::Sink& sink) {
  const std::vector<ir::SearchSpec>& searches = workspace.program()->searches();
  if (name.empty()) return searches.size() == 1 ? &searches.front() : nullptr;
  std::vector<std::string> names;
  for (const ir::SearchSpec& search : searches) {
    if (search.name == name) return &search;
    names.push_back(search.name);
  }
  auto& error = sink.add(diag::make(diag::code::E0744, {}, workspace.path(), name));
  if (const auto near = diag::nearest(name, names)) error.note("did you mean `" + *near + "`?");
  return nullptr;
}

/// A setting from the option, else from the search.
std::optional<ir::Setting> choose(Workspace& workspace, const std::string& text, const std::string& origin,
                                  const std::optional<ir::Setting>& fallback, diag::Sink& sink) {
  if (text.empty()) return fallback;
  auto setting = workspace.setting(text, origin);
  if (setting) return std::move(*setting);
  sink.add(setting.error());
  return std::nullopt;
}

}  // namespace

std::optional<SearchPlan> plan_search(Workspace& workspace, const SearchOptions& options, diag::Sink& sink) {
  const std::size_t before = sink.errors();
  const ir::SearchSpec* spec = find_search(workspace, options.search, sink);
  if (sink.errors() > before) return std::nullopt;
  const bool selected = spec != nullptr && options.space.empty() ? workspace.select(*spec, sink)
                                                                 : workspace.select(options.space, sink);
  if (!selected) return std::nullopt;

  const ir::SearchSpec none{};
  const ir::SearchSpec& rest = spec != nullptr ? *spec : none;
  auto objective = choose(workspace, options.objective, "--objective", rest.objective, sink);
  auto strategy = choose(workspace, options.strategy, "--strategy", rest.strategy, sink);
  if (sink.errors() > before) return std::nullopt;
  if (!objective) {
    sink.add(diag::make(diag::code::E0741, rest.place, "objective", "objective = train(data = digits)"));
    return std::nullopt;
  }
  SearchPlan plan;
  plan.request.objective =
      options.minimise ? search::minimised(std::move(*objective)) : std::move(*objective);
  plan.request.strategy =
      strategy ? std::move(*strategy) : ir::Setting{ir::Setting::Call{"auto", {}, {}}, {}};
  plan.request.evaluations = options.evaluations.value_or(rest.evaluations.value_or(100));
  plan.seed = options.seed.value_or(spec != nullptr ? spec->seed : 1);
  plan.request.folders = workspace.folders();
  plan.request.device = options.device;
  plan.seeds = options.seeds;
  plan.study = options.study.empty() ? study_name(workspace.path(), options.resume) : options.study;
  plan.resume = options.resume;
  plan.compiled = options.compiled;
  return plan;
}

}  // namespace nasg::repl
