// SPDX-License-Identifier: Apache-2.0
// Loading and sampling once, on first use.
#include "tests/bench/spaces.h"

#include <cstdlib>
#include <iostream>

#include "grammar/parse.h"

namespace nasg::bench {

namespace {

[[noreturn]] void stop(const std::string& why) {
  std::cerr << "nasg_bench: " << why << '\n';
  std::exit(1);
}

sema::CheckedSpace load() {
  diag::SourceMap sources;
  diag::Sink sink;
  const auto source = grammar::read_source(sources, NASG_SOURCE_DIR "/stdlib/std/hnb201.nasg");
  if (!source) stop(source.error().message());
  const auto program = sema::Program::load(sources, *source, {NASG_SOURCE_DIR "/stdlib"}, sink);
  auto space = program.instantiate("HNB201", {}, sink);
  if (!space) stop(sink.all().empty() ? "no HNB201" : sink.all().front().message());
  return *std::move(space);
}

}  // namespace

const sema::CheckedSpace& hnb201() {
  static const sema::CheckedSpace space = load();
  return space;
}

const derivation::Variation& interpreter() {
  static const auto variation = derivation::make_interpreter(hnb201().space, hnb201().automaton);
  return *variation;
}

const codegen::CompiledSpace* compiled(int level) {
  using Compiled = std::unique_ptr<codegen::CompiledSpace>;
  const auto make = [](int at) -> Compiled {
    const auto compiler = codegen::compiler();
    if (!compiler) return nullptr;
    auto made = (*compiler)->compile(hnb201().space, hnb201().automaton, {at, "", true});
    return made ? *std::move(made) : nullptr;
  };
  if (level == 0) {
    static const Compiled plain = make(0);
    return plain.get();
  }
  static const Compiled optimised = make(2);
  return optimised.get();
}

const std::vector<derivation::Derivation>& derivations(std::size_t count) {
  static std::vector<derivation::Derivation> drawn;
  while (drawn.size() < count) {
    derivation::Rng rng = derivation::Rng(1).fork(drawn.size());
    drawn.push_back(interpreter().sample(rng).value());
  }
  return drawn;
}

}  // namespace nasg::bench
