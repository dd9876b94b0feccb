// SPDX-License-Identifier: Apache-2.0
// nasgc export.
#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "compiler/diag/codes/files.h"
#include "compiler/driver/commands.h"
#include "runtime/derivation/term.h"
#include "runtime/network/backend.h"
#include "runtime/network/cpp_source.h"
#include "runtime/network/exportable.h"
#include "runtime/network/pytorch_source.h"

namespace nasg::driver {

namespace {

using network::Network;
using network::Title;

struct ExportOptions {
  SpaceArguments from;
  std::string term;
  std::string to;
  std::string name;
  std::string weights;
  std::uint64_t seed = 1;
};

/// One row of the table of targets: a source text, or bytes with the weights inside.
struct Target {
  const char* name;
  const char* help;
  std::string (*source)(const derivation::Plan&, const network::Slots&, const Title&);
  diag::Result<std::string> (Network::*archive)(const Title&);

  bool holds_weights() const { return archive != nullptr; }
};

std::string python(const derivation::Plan& plan, const network::Slots& slots, const Title& title) {
  return network::pytorch_source(plan, slots, title, network::WeightsBeside::kNo);
}

constexpr std::array kTargets{
    Target{"pytorch", "a Python file with one nn.Module", python, nullptr},
    Target{"cpp", "a C++ header with one module of LibTorch", network::cpp_source, nullptr},
    Target{"torchscript", "what torch.jit.load reads, with weights", nullptr, &Network::torchscript},
    Target{"onnx", "the graph of inference, opset 17, with weights", nullptr, &Network::onnx},
};

const Target* find_target(const std::string& name) {
  for (const Target& target : kTargets)
    if (name == target.name) return &target;
  return nullptr;
}

diag::Result<std::string> read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  if (file.bad() || !file.is_open()) return diag::make(diag::code::E0901, {}, path, std::strerror(errno));
  return bytes;
}

diag::Result<std::string> archive(const Target& target, const derivation::Plan& plan, const Title& title,
                                  const ExportOptions& options) {
  const auto backend = network::backend();
  if (!backend) return backend.error();
  const auto network = (*backend)->build(plan, options.seed);
  if (!network) return network.error();
  if (!options.weights.empty()) {
    const auto bytes = read_bytes(options.weights);
    if (!bytes) return bytes.error();
    if (auto loaded = (*network)->load_weights(*bytes); !loaded) return loaded.error();
  }
  return ((**network).*target.archive)(title);
}

void export_network(Session& session, const ExportOptions& options) {
  const auto checked = session.load_space(options.from.file, options.from.space);
  if (!checked) return;
  const auto derivation = session.read_term(*checked, options.term);
  if (!derivation) return;
  const auto plan = session.take(derivation::build_plan(checked->space, *derivation));
  if (!plan) return;
  if (const auto known = network::exportable(*plan); !known) return session.report(known.error());
  const Title title{network::class_name(options.name.empty() ? checked->space.name : options.name),
                    checked->space.title(), derivation::term(checked->space, *derivation)};
  const Target& target = *find_target(options.to);
  if (target.holds_weights()) {
    if (const auto bytes = session.take(archive(target, *plan, title, options))) session.output.write(*bytes);
    return;
  }
  const auto slots = session.take(network::assign_slots(*plan));
  if (!slots) return;
  session.output.write(target.source(*plan, *slots, title));
}

}  // namespace

void add_export_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<ExportOptions>();
  auto* command = app.add_subcommand("export", "the network of a term, for use without nasg");
  add_space_arguments(*command, options->from);
  command
      ->add_option("TERM", options->term,
                   "a term, a bracketed derivation, or a notation; `-` reads standard input")
      ->required();
  std::string help = "what to write:";
  std::vector<std::string> names;
  for (const Target& target : kTargets) {
    help += std::string("\n  ") + target.name + ": " + target.help;
    names.emplace_back(target.name);
  }
  command->add_option("--to", options->to, help)->required()->check(CLI::IsMember(names));
  command->add_option("--name", options->name, "of the class, if it is not to be named for the space");
  auto* seed = command
                   ->add_option("--seed", options->seed,
                                "of the weights, which are those that PyTorch draws after manual_seed")
                   ->capture_default_str();
  auto* weights = command
                      ->add_option("--weights", options->weights,
                                   "take them from a file that nasg's export or torch.save wrote")
                      ->type_name("FILE")
                      ->excludes(seed);
  command->callback([&app, &action, options, seed, weights] {
    const bool holds = find_target(options->to)->holds_weights();
    if (holds && app.get_option("--output")->count() == 0)
      throw CLI::ValidationError("--to", options->to + " is no text: say where it goes with `-o FILE`");
    for (const CLI::Option* option : {seed, weights})
      if (!holds && option->count() > 0)
        throw CLI::ValidationError(option->get_name(), options->to + " is a text without weights");
    action = [options](Session& session) { export_network(session, *options); };
  });
}

}  // namespace nasg::driver
