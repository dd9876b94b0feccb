// SPDX-License-Identifier: Apache-2.0
// Commands about networks: build, train, evaluate, export.
#include <fmt/format.h>

#include <charconv>

#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "runtime/network/save.h"
#include "runtime/training/protocols.h"
#include "runtime/training/train_objective.h"
#include "search/repl/handlers.h"
#include "search/repl/interrupt.h"
#include "search/repl/progress.h"
#include "search/strategies/objectives.h"

namespace nasg::repl {
namespace {

std::optional<derivation::Derivation> term_of(Session& session, const Statement& statement) {
  if (!session.needs_space(statement.command)) return std::nullopt;
  if (statement.positional.size() > 1) {
    session.wrong_use(statement.command, "give one term; put it in parentheses");
    return std::nullopt;
  }
  return session.term(statement.positional.empty() ? "" : statement.positional[0]);
}

std::optional<std::uint64_t> seed_of(Session& session, const Statement& statement) {
  const auto text = statement.find("seed");
  if (!text) return session.defaults.seed.value_or(1);
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seed);
  if (error == std::errc{} && end == text->data() + text->size()) return seed;
  session.wrong_use(statement.command, "`" + *text + "` is no seed");
  return std::nullopt;
}

diag::Result<std::unique_ptr<network::Network>> build(const Session& session,
                                                      const derivation::Derivation& derivation,
                                                      std::uint64_t seed) {
  const auto plan = derivation::build_plan(session.workspace.space()->space, derivation);
  if (!plan) return plan.error();
  const auto backend = network::backend();
  if (!backend) return backend.error();
  return (*backend)->build(*plan, seed);
}

/// The named arguments of a statement as a setting of that name, `seed` left out.
diag::Result<ir::Setting> setting_of(Session& session, const Statement& statement, const std::string& name) {
  std::string text;
  for (const auto& [key, value] : statement.named) {
    if (key != "seed") text += (text.empty() ? "" : ", ") + key + " = " + value;
  }
  return session.workspace.setting(name + "(" + text + ")", statement.command);
}

training::EvaluationContext context_of(ProgressLine& line, std::uint64_t seed) {
  training::EvaluationContext context;
  context.seed = seed;
  context.cancelled = &interrupted();
  context.progress = [&line](double share, const std::string& what) {
    line.draw(fmt::format("{} {:.0f} %", what, 100 * share));
  };
  return context;
}

diag::Result<network::TrainingResult> train(Session& session, const ir::Setting& setting,
                                            const derivation::Derivation& derivation, std::uint64_t seed) {
  ir::SettingReader reader(setting);
  const ir::Setting* data = reader.find("data");
  const network::Protocol protocol = training::read_protocol(reader);
  if (const diag::Status status = reader.finish(); !status) return status.error();
  const ir::Space& space = session.workspace.space()->space;
  const ir::Setting digits{ir::Setting::Call{"digits", {}, {}}, {}};
  const std::int64_t classes = space.output.empty() ? 0 : space.output[0];
  const auto split = training::load_data(data != nullptr ? *data : digits, space.input, classes,
                                         session.workspace.folders());
  if (!split) return split.error();
  auto network = build(session, derivation, seed);
  if (!network) return network.error();
  ProgressLine line(session.console);
  const auto backend = network::backend();
  if (!backend) return backend.error();
  auto result = (*backend)->train(**network, *split, protocol, context_of(line, seed));
  if (result && !result->cancelled) session.built = BuiltNetwork{derivation, std::move(*network), true};
  return result;
}

}  // namespace

bool build_handler(Session& session, const Statement& statement) {
  const auto derivation = term_of(session, statement);
  if (!derivation) return false;
  const auto seed = seed_of(session, statement);
  if (!seed) return false;
  auto network = build(session, *derivation, *seed);
  if (!network) return session.fail(network.error());
  session.console.out << "a network of " << grouped((*network)->trainable_parameters())
                      << " trainable parameters\n";
  session.built = BuiltNetwork{*derivation, std::move(*network), false};
  session.it = derivation;
  return true;
}

bool train_handler(Session& session, const Statement& statement) {
  const auto derivation = term_of(session, statement);
  if (!derivation) return false;
  const auto seed = seed_of(session, statement);
  if (!seed) return false;
  const auto setting = setting_of(session, statement, "train");
  if (!setting) return session.fail(setting.error());
  const auto result = train(session, *setting, *derivation, *seed);
  if (!result) return session.fail(result.error());
  if (result->cancelled) return session.wrong_use("train", "interrupted");
  session.it = derivation;
  session.console.out << "validation   " << readable(result->valid_accuracy) << " %\n"
                      << "test         " << readable(result->test_accuracy) << " %\n"
                      << "train loss   " << readable(result->train_loss) << '\n';
  return true;
}

bool evaluate_handler(Session& session, const Statement& statement) {
  const auto derivation = term_of(session, statement);
  if (!derivation) return false;
  const auto seed = seed_of(session, statement);
  if (!seed) return false;
  const std::string text = statement.find("objective").value_or(session.defaults.objective);
  if (text.empty())
    return session.wrong_use("evaluate", "by which objective? give `objective=…`, or `set objective …`");
  const auto setting = session.workspace.setting(text, "objective");
  if (!setting) return session.fail(setting.error());
  const sema::CheckedSpace& checked = *session.workspace.space();
  const auto build_plan = [&](const derivation::Derivation& given) {
    return derivation::build_plan(checked.space, given);
  };
  const auto objective = search::make_objective(
      *setting, {checked.space, checked.automaton, build_plan, session.workspace.folders()});
  if (!objective) return session.fail(objective.error());
  ProgressLine line(session.console);
  const training::Evaluation evaluation = (*objective)->evaluate(*derivation, context_of(line, *seed));
  line.clear();
  session.it = derivation;
  if (!evaluation.value) return session.wrong_use("evaluate", evaluation.message);
  session.console.out << "value        " << readable(*evaluation.value) << '\n';
  if (evaluation.test) session.console.out << "test         " << readable(*evaluation.test) << '\n';
  for (const auto& [name, value] : evaluation.metrics) {
    session.console.out << fmt::format("{:<12} {}\n", name, readable(value));
  }
  return true;
}

bool export_handler(Session& session, const Statement& statement) {
  if (!session.needs_space("export")) return false;
  if (statement.positional.empty() || statement.positional.size() > 2) {
    return session.wrong_use("export", "give a file, and perhaps a term");
  }
  const std::string& path = statement.positional[0];
  if (!network::can_save(path)) {
    return session.wrong_use(
        "export", "`" + path + "` must end in `.pt` (TorchScript), `.py` (PyTorch source) or `.onnx`");
  }
  const auto derivation = session.term(statement.positional.size() == 2 ? statement.positional[1] : "");
  if (!derivation) return false;
  if (!session.built || session.built->derivation != *derivation) {
    const auto seed = seed_of(session, statement);
    if (!seed) return false;
    auto network = build(session, *derivation, *seed);
    if (!network) return session.fail(network.error());
    session.built = BuiltNetwork{*derivation, std::move(*network), false};
  }
  const ir::Space& space = session.workspace.space()->space;
  const network::Title title{network::class_name(space.name), space.title(),
                             derivation::term(space, *derivation)};
  const diag::Status saved = network::save(*session.built->network, path, title);
  if (!saved) return session.fail(saved.error());
  session.console.out << path
                      << (session.built->trained ? " (trained)\n"
                                                 : " (not trained: freshly drawn weights)\n");
  return true;
}

}  // namespace nasg::repl
