// SPDX-License-Identifier: Apache-2.0
// `nasg gram`, `nasg encode`, `nasg params` and `nasg evaluate`: commands over given terms.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "search/benchmarks/csv.h"
#include "search/kernels/encoding.h"
#include "search/kernels/kernel.h"
#include "search/repl/cli.h"
#include "search/repl/files.h"
#include "search/repl/interrupt.h"
#include "search/repl/models.h"
#include "search/repl/progress.h"
#include "search/repl/terms.h"
#include "search/strategies/objectives.h"

namespace nasg::repl {
namespace {

bool open(const Console& console, Workspace& workspace, const std::string& file, const std::string& space) {
  diag::Sink sink;
  const bool opened = workspace.load(file, sink) && workspace.select(space, sink);
  report(console, workspace.sources, sink);
  return opened;
}

int write(const Console& console, const Workspace& workspace, const std::string& path,
          const std::string& text) {
  if (path.empty() || path == "-") {
    console.out << text << std::flush;
    return kSuccess;
  }
  const diag::Status status = write_file(path, text);
  if (status) return kSuccess;
  report(console, workspace.sources, status.error());
  return kErrors;
}

template <class T>
int refuse(const Console& console, const Workspace& workspace, const diag::Result<T>& result) {
  report(console, workspace.sources, result.error());
  return kErrors;
}

std::string evaluation_text(const training::Evaluation& evaluation) {
  std::string text = "value        " + readable(*evaluation.value) + "\n";
  if (evaluation.test) text += "test         " + readable(*evaluation.test) + "\n";
  for (const auto& [name, value] : evaluation.metrics)
    text += fmt::format("{:<12} {}\n", name, readable(value));
  return text + fmt::format("{:<12} {:.3g}\n", "seconds", evaluation.seconds);
}

std::string evaluation_json(const std::string& term, const training::Evaluation& evaluation) {
  nlohmann::ordered_json json{{"term", term}, {"value", nullptr}, {"test", nullptr}};
  if (evaluation.value) json["value"] = *evaluation.value;
  if (evaluation.test) json["test"] = *evaluation.test;
  json["metrics"] = evaluation.metrics;
  json["seconds"] = evaluation.seconds;
  if (!evaluation.message.empty()) json["message"] = evaluation.message;
  return json.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

int gram_command(const Console& console, const TermsArguments& arguments) {
  Workspace workspace;
  if (!open(console, workspace, arguments.file, arguments.space)) return kErrors;
  const auto kernel = workspace.setting(arguments.kernel, "--kernel");
  if (!kernel) return refuse(console, workspace, kernel);
  const auto terms = read_terms(console, workspace, arguments.terms);
  if (!terms) return kErrors;
  const auto gram = search::gram(model_context(workspace), terms->derivations, *kernel);
  if (!gram) return refuse(console, workspace, gram);
  std::string text;
  for (Eigen::Index row = 0; row < gram->rows(); ++row) {
    for (Eigen::Index column = 0; column < gram->cols(); ++column) {
      if (column > 0) text += ',';
      text += fmt::format("{:.17g}", (*gram)(row, column));
    }
    text += '\n';
  }
  return write(console, workspace, arguments.output, text);
}

int encode_command(const Console& console, const TermsArguments& arguments) {
  Workspace workspace;
  if (!open(console, workspace, arguments.file, arguments.space)) return kErrors;
  const auto setting = workspace.setting(arguments.encoding, "--as");
  if (!setting) return refuse(console, workspace, setting);
  const auto encoding = search::make_encoding(*setting, model_context(workspace));
  if (!encoding) return refuse(console, workspace, encoding);
  const auto terms = read_terms(console, workspace, arguments.terms);
  if (!terms) return kErrors;
  std::string text;
  const std::uint32_t width = (*encoding)->width();
  for (std::uint32_t column = 0; arguments.heading && column < width; ++column)
    text += (column > 0 ? "," : "") + benchmarks::csv_field((*encoding)->heading(column));
  if (arguments.heading) text += '\n';
  for (const derivation::Derivation& derivation : terms->derivations) {
    std::uint32_t column = 0;
    const auto add = [&](double value) { text += fmt::format("{}{:.17g}", column++ > 0 ? "," : "", value); };
    for (const search::Entry& entry : (**encoding)(derivation)) {
      while (column < entry.column) add(0);
      add(entry.value);
    }
    while (column < width) add(0);
    text += '\n';
  }
  return write(console, workspace, arguments.output, text);
}

int params_command(const Console& console, const TermsArguments& arguments) {
  Workspace workspace;
  if (!open(console, workspace, arguments.file, arguments.space)) return kErrors;
  const auto terms = read_terms(console, workspace, arguments.terms);
  if (!terms) return kErrors;
  std::string text;
  for (std::size_t i = 0; i < terms->lines.size(); ++i) {
    const auto plan = derivation::build_plan(workspace.space()->space, terms->derivations[i]);
    if (!plan) return refuse(console, workspace, plan);
    text += fmt::format("{}\t{}\n", terms->lines[i].text, derivation::cost(*plan).parameters);
  }
  return write(console, workspace, arguments.output, text);
}

int evaluate_command(const Console& console, const EvaluateArguments& arguments) {
  Workspace workspace;
  if (!open(console, workspace, arguments.file, arguments.space)) return kErrors;
  const auto setting = workspace.setting(arguments.objective, "--objective");
  if (!setting) return refuse(console, workspace, setting);
  const auto derivation = workspace.term(arguments.term, "TERM");
  if (!derivation) return refuse(console, workspace, derivation);
  const sema::CheckedSpace& checked = *workspace.space();
  const auto build_plan = [&](const derivation::Derivation& given) {
    return derivation::build_plan(checked.space, given);
  };
  const auto objective = search::make_objective(
      *setting, {checked.space, checked.automaton, build_plan, workspace.folders(), arguments.device});
  if (!objective) return refuse(console, workspace, objective);

  ProgressLine line(console);
  training::EvaluationContext context;
  context.seed = arguments.seed;
  context.cancelled = &interrupted();
  context.progress = [&](double share, const std::string& what) {
    line.draw(fmt::format("{} {:.0f} %", what, 100 * share));
  };
  const training::Evaluation evaluation = (*objective)->evaluate(*derivation, context);
  line.clear();
  if (interrupted()) return interrupt_status();
  if (arguments.json) {
    console.out << evaluation_json(derivation::term(checked.space, *derivation), evaluation) << std::flush;
  } else if (evaluation.value) {
    console.out << evaluation_text(evaluation) << std::flush;
  }
  if (evaluation.value) return kSuccess;
  console.err << "the evaluation failed: " << evaluation.message << '\n';
  return kErrors;
}

}  // namespace nasg::repl
