// SPDX-License-Identifier: Apache-2.0
// The objective `command(…)`: a program of the user's evaluates.
#include "runtime/workers/command_objective.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "compiler/diag/codes/files.h"
#include "runtime/derivation/term.h"
#include "runtime/network/save.h"
#include "runtime/workers/result.h"
#include "runtime/workers/temporary_folder.h"
#include "runtime/workers/words.h"

namespace nasg::workers {
namespace {

using training::Evaluation;

/// What `model =` takes, and how the file of the model ends; `.txt` is the term alone.
struct ModelForm {
  const char* name;
  const char* ending;
};
constexpr ModelForm kForms[] = {
    {"torchscript", ".pt"}, {"pytorch", ".py"}, {"onnx", ".onnx"}, {"term", ".txt"}};

struct CommandSettings {
  std::vector<std::string> words;
  double timeout = 0;
  std::int64_t memory = 0;
  std::string ending;  ///< of the model's file
  bool wants_model = false;
  bool minimise = false;
  bool continues = false;
  std::string device;
  std::int64_t fidelity = 0;  ///< of a full evaluation; 0: the program is not told one
};

Evaluation failed(std::string message) {
  Evaluation evaluation;
  evaluation.message = std::move(message);
  return evaluation;
}

bool write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return !file.fail();
}

class CommandObjective final : public training::Objective {
 public:
  CommandObjective(CommandSettings settings, const ir::Space& space, training::PlanFunction build_plan)
      : settings_(std::move(settings)), space_(space), build_plan_(std::move(build_plan)) {}

  bool maximises() const override { return !settings_.minimise; }
  training::Fidelities fidelities() const override { return {settings_.fidelity, {}, settings_.continues}; }

  Evaluation evaluate(const derivation::Derivation& derivation,
                      const training::EvaluationContext& context) override {
    const TemporaryFolder folder;
    if (folder.path().empty()) return failed("no folder for temporary files can be made");
    const std::string term = derivation::term(space_, derivation);
    // Numpy and others take no larger seeds.
    const std::uint64_t seed = context.seed >> 33;
    std::string model;
    if (settings_.wants_model) {
      const auto path = export_model(derivation, term, context.seed, folder.path());
      if (!path) return failed("the model cannot be exported: " + path.error().message());
      model = *path;
    }
    nlohmann::json trial{
        {"term", term}, {"seed", seed}, {"space", space_.title()}, {"device", settings_.device}};
    if (!model.empty()) trial["model"] = model;
    const std::int64_t fidelity = context.fidelity == 0 ? settings_.fidelity : context.fidelity;
    if (fidelity > 0) trial["fidelity"] = fidelity;
    if (context.reached > 0) trial["reached"] = context.reached;
    const std::filesystem::path input = folder.path() / "trial.json";
    if (!write_file(input, trial.dump() + "\n"))
      return failed("the folder for temporary files cannot be written");

    ProcessRequest request;
    for (const std::string& word : settings_.words) {
      request.words.push_back(substitute(word, {{"term", term},
                                                {"seed", std::to_string(seed)},
                                                {"model", model},
                                                {"fidelity", fidelity > 0 ? std::to_string(fidelity) : ""}}));
    }
    request.input_path = input.string();
    request.seconds = settings_.timeout;
    request.memory = settings_.memory;
    request.cancelled = context.cancelled;
    return read_outcome(run_process(request), settings_.timeout);
  }

 private:
  diag::Result<std::string> export_model(const derivation::Derivation& derivation, const std::string& term,
                                         std::uint64_t seed, const std::filesystem::path& folder) const {
    const std::string path = (folder / "model").string() + settings_.ending;
    if (!network::can_save(path)) {
      if (!write_file(path, term + "\n"))
        return diag::make(diag::code::E0903, {}, path, "the disk may be full");
      return path;
    }
    const auto plan = build_plan_(derivation);
    if (!plan) return plan.error();
    const auto backend = network::backend();
    if (!backend) return backend.error();
    const auto network = (*backend)->build(*plan, seed);
    if (!network) return network.error();
    const diag::Status saved = network::save(**network, path, {"Network", space_.title(), term});
    if (!saved) return saved.error();
    return path;
  }

  CommandSettings settings_;
  const ir::Space& space_;
  training::PlanFunction build_plan_;
};

/// What is wrong with `{name}` in a command, if anything.
std::optional<std::string> unknown_placeholder(const std::string& name) {
  static const std::vector<std::string> known{"term", "seed", "model", "fidelity"};
  if (std::ranges::find(known, name) != known.end()) return std::nullopt;
  std::string list;
  for (const std::string& each : known) list += (list.empty() ? "there are `{" : "`, `{") + each + "}";
  const auto near = diag::nearest(name, known);
  return "has the unknown placeholder `{" + name +
         "}`: " + (near ? "did you mean `{" + *near + "}`?" : list + "`;") + " `{{" + name +
         "}}` is the text itself";
}

std::string read_ending(ir::SettingReader& reader) {
  const std::string asked = reader.text("model", kForms[0].name);
  std::string known;
  for (const ModelForm& form : kForms) {
    if (asked == form.name) return form.ending;
    known += (known.empty()                   ? ""
              : &form == std::end(kForms) - 1 ? " or "
                                              : ", ") +
             ("`" + std::string(form.name) + "`");
  }
  reader.refuse("model", "must be " + known);
  return "";
}

}  // namespace

diag::Result<std::unique_ptr<training::Objective>> make_command_objective(const ir::Setting& setting,
                                                                          const ir::Space& space,
                                                                          training::PlanFunction build_plan,
                                                                          const std::string& device) {
  ir::SettingReader reader(setting);
  CommandSettings settings;
  settings.device = device;
  const std::string text = reader.required_text("command");
  if (auto words = split_words(text)) {
    settings.words = std::move(*words);
    if (settings.words.empty()) reader.refuse("command", "must name a program");
  } else {
    reader.refuse("command", "has a quote that is not closed");
  }
  settings.timeout = reader.number("timeout", 3600);
  if (settings.timeout < 0) reader.refuse("timeout", "must be a number of seconds, or 0 for no limit");
  settings.memory = reader.integer("memory", 0);
  if (settings.memory < 0) reader.refuse("memory", "must be a number of bytes, or 0 for no limit");
  settings.ending = read_ending(reader);
  for (const std::string& name : placeholders(text)) {
    settings.wants_model = settings.wants_model || name == "model";
    if (const auto wrong = unknown_placeholder(name)) reader.refuse("command", *wrong);
  }
  settings.minimise = reader.boolean("minimise", false);
  settings.fidelity = reader.integer("fidelity", 0);
  if (settings.fidelity < 0) reader.refuse("fidelity", "must be that of a full evaluation, 1 or more");
  settings.continues = reader.boolean("continues", false);
  if (diag::Status status = reader.finish(); !status) return status.error();
  return std::unique_ptr<training::Objective>(
      std::make_unique<CommandObjective>(std::move(settings), space, std::move(build_plan)));
}

}  // namespace nasg::workers
