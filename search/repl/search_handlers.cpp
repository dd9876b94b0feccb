// SPDX-License-Identifier: Apache-2.0
// Commands about searches: search, best, history, set.
#include <fmt/format.h>

#include <charconv>

#include "runtime/derivation/term.h"
#include "search/repl/handlers.h"
#include "search/repl/search_execution.h"

namespace nasg::repl {
namespace {

/// A setting of a search that has a name: how it is given, and how it is shown.
struct Option {
  const char* name;
  const char* help;
  bool (*assign)(SearchOptions& options, const std::string& value);
  std::string (*text)(const SearchOptions& options);
};

template <class Integer>
bool assign_integer(std::optional<Integer>& target, const std::string& value, Integer least) {
  Integer number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || end != value.data() + value.size() || number < least) return false;
  target = number;
  return true;
}

bool assign_flag(bool& target, const std::string& value) {
  if (value != "true" && value != "false") return false;
  target = value == "true";
  return true;
}

bool assign_text(std::string& target, const std::string& value) {
  target = value;
  return true;
}

std::string shown(bool value) {
  return value ? "true" : "false";
}

using Options = SearchOptions;

constexpr Option kOptions[] = {
    {"objective", "what an architecture is worth: `train(data = digits)`",
     [](Options& options, const std::string& value) { return assign_text(options.objective, value); },
     [](const Options& options) { return options.objective; }},
    {"strategy", "what is evaluated next: `bo(kernel = hwl)`",
     [](Options& options, const std::string& value) { return assign_text(options.strategy, value); },
     [](const Options& options) { return options.strategy; }},
    {"budget", "how many evaluations",
     [](Options& options, const std::string& value) {
       return assign_integer<std::int64_t>(options.evaluations, value, 1);
     },
     [](const Options& options) { return options.evaluations ? std::to_string(*options.evaluations) : ""; }},
    {"seed", "where randomness begins",
     [](Options& options, const std::string& value) {
       return assign_integer<std::uint64_t>(options.seed, value, 0);
     },
     [](const Options& options) { return options.seed ? std::to_string(*options.seed) : ""; }},
    {"study", "the file that trials go to",
     [](Options& options, const std::string& value) { return assign_text(options.study, value); },
     [](const Options& options) { return options.study; }},
    {"resume", "true: go on with the trials that the study holds",
     [](Options& options, const std::string& value) { return assign_flag(options.resume, value); },
     [](const Options& options) { return shown(options.resume); }},
    {"minimise", "true: the least value of a table or command is best",
     [](Options& options, const std::string& value) { return assign_flag(options.minimise, value); },
     [](const Options& options) { return shown(options.minimise); }},
    {"compiled", "false: interpret the space, do not compile it",
     [](Options& options, const std::string& value) { return assign_flag(options.compiled, value); },
     [](const Options& options) { return shown(options.compiled); }},
};

constexpr auto kOptionNames = [] {
  std::array<const char*, std::size(kOptions)> names{};
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kOptions[i].name;
  return names;
}();

bool assign(Session& session, const std::string& command, SearchOptions& options, const std::string& name,
            const std::string& value) {
  std::vector<std::string> names;
  for (const Option& option : kOptions) {
    if (name == option.name) {
      if (option.assign(options, value)) return true;
      return session.wrong_use(command, "`" + value + "` cannot be the " + name);
    }
    names.emplace_back(option.name);
  }
  const auto near = diag::nearest(name, names);
  return session.wrong_use(command,
                           "there is no `" + name + "`" + (near ? "; did you mean `" + *near + "`?" : ""));
}

/// Keeps the results, and what was found.
void take(Session& session, SearchOutcome outcome) {
  session.best.reset();
  session.results = std::move(outcome.results);
  const search::RunResult& result = session.results->runs.back().result;
  if (!result.best) return;
  const sema::CheckedSpace& checked = *session.workspace.space();
  auto best = derivation::parse(checked.space, checked.automaton, result.trials[*result.best].term);
  if (!best) return;
  session.it = *best;
  session.best = std::move(*best);
}

}  // namespace

std::span<const char* const> option_names() {
  return kOptionNames;
}

bool search_handler(Session& session, const Statement& statement) {
  if (session.workspace.program() == nullptr)
    return session.wrong_use("search", "nothing is loaded; `load FILE` first");
  SearchOptions options = session.defaults;
  if (statement.positional.size() > 1) return session.wrong_use("search", "give one name of a search");
  if (!statement.positional.empty()) options.search = statement.positional[0];
  for (const auto& [name, value] : statement.named) {
    if (!assign(session, "search", options, name, value)) return false;
  }
  // A search of the file brings its own space; any other runs on the selected one.
  const bool of_file = !options.search.empty() || session.workspace.program()->searches().size() == 1;
  if (!of_file && session.workspace.space() != nullptr)
    options.space = session.workspace.space()->space.title();

  const std::string before =
      session.workspace.space() != nullptr ? session.workspace.space()->space.title() : "";
  diag::Sink sink;
  const auto plan = plan_search(session.workspace, options, sink);
  const bool reported = report(session.console, session.workspace.sources, sink);
  if (session.workspace.space() != nullptr) session.space_changed();
  if (!plan || !reported) return false;
  if (const std::string now = session.workspace.space()->space.title(); now != before) {
    session.console.out << "space        " << now << '\n';
  }
  diag::Sink warnings;
  const search::Engine engine(*session.workspace.space(), plan->compiled, warnings);
  report(session.console, session.workspace.sources, warnings);
  auto outcome = execute(session.console, session.workspace, engine, *plan);
  if (!outcome) return false;
  const bool finished = !outcome->interrupted;
  if (finished) session.console.out << summary(engine, outcome->results);
  const std::size_t trials = outcome->results.runs.back().result.trials.size();
  const std::string study = outcome->results.study;
  take(session, std::move(*outcome));
  if (finished) return true;
  session.console.err << fmt::format(
      "interrupted after {} trials; go on with `search {} study=\"{}\" resume=true`\n", trials,
      statement.rest, study);
  return false;
}

bool best_handler(Session& session, const Statement&) {
  const auto best = session.term("best");
  if (!best) return false;
  const search::RunResult& result = session.results->runs.back().result;
  const study::Trial& trial = result.trials[*result.best];
  session.show(*best);
  session.console.out << "value        " << readable(*trial.evaluation.value) << '\n';
  if (trial.evaluation.test)
    session.console.out << "test         " << readable(*trial.evaluation.test) << '\n';
  session.console.out << "found        in trial " << trial.number + 1 << " of " << result.trials.size()
                      << '\n';
  return true;
}

bool history_handler(Session& session, const Statement& statement) {
  if (!session.results) return session.wrong_use("history", "nothing was searched yet; `search` first");
  const std::vector<study::Trial>& trials = session.results->runs.back().result.trials;
  std::optional<std::int64_t> last;
  if (!statement.positional.empty() && !assign_integer<std::int64_t>(last, statement.positional[0], 1)) {
    return session.wrong_use("history", "`" + statement.positional[0] + "` is no number of trials");
  }
  const auto count = static_cast<std::size_t>(last.value_or(static_cast<std::int64_t>(trials.size())));
  for (std::size_t i = trials.size() - std::min(count, trials.size()); i < trials.size(); ++i) {
    const auto& value = trials[i].evaluation.value;
    session.console.out << fmt::format("{:>5}  {:<10} {}\n", i + 1, value ? readable(*value) : "failed",
                                       trials[i].term);
  }
  return true;
}

bool set_handler(Session& session, const Statement& statement) {
  if (statement.rest.empty()) {
    for (const Option& option : kOptions) {
      session.console.out << fmt::format("{:<10} {:<30} {}\n", option.name, option.text(session.defaults),
                                         option.help);
    }
    return true;
  }
  std::string name;
  std::string value;
  if (statement.named.size() == 1 && statement.positional.empty()) {
    std::tie(name, value) = statement.named[0];
  } else if (statement.named.empty() && statement.positional.size() == 2) {
    name = statement.positional[0];
    value = statement.positional[1];
  } else {
    return session.wrong_use("set", "give a name and a value");
  }
  if (!assign(session, "set", session.defaults, name, value)) return false;
  if (name == "seed") session.rng = derivation::Rng(*session.defaults.seed);
  return true;
}

}  // namespace nasg::repl
