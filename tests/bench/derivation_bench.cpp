// SPDX-License-Identifier: Apache-2.0
// Checking, drawing, varying, printing and planning derivations of the hierarchical space.
#include <benchmark/benchmark.h>

#include "grammar/parse.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "tests/bench/spaces.h"

namespace nasg::bench {
namespace {

using benchmark::State;
using derivation::Rng;
using derivation::Variation;

constexpr std::size_t kParents = 64;

void check(State& state) {
  for (auto _ : state) {
    diag::SourceMap sources;
    diag::Sink sink;
    const auto source = grammar::read_source(sources, NASG_SOURCE_DIR "/stdlib/std/hnb201.nasg");
    const auto program = sema::Program::load(sources, *source, {NASG_SOURCE_DIR "/stdlib"}, sink);
    program.check(sink);
    benchmark::DoNotOptimize(sink.has_errors());
  }
}
BENCHMARK(check)->Name("Check/hnb201")->Unit(benchmark::kMillisecond);

void sample(State& state, const Variation& variation) {
  Rng rng(7);
  std::size_t rules = 0;
  derivation::Derivation drawn;
  for (auto _ : state) {
    benchmark::DoNotOptimize(variation.sample(rng, drawn));
    rules += drawn.rules.size();
  }
  state.counters["rules"] =
      benchmark::Counter(static_cast<double>(rules), benchmark::Counter::kAvgIterations);
}

void mutate(State& state, const Variation& variation) {
  const auto& parents = derivations(kParents);
  Rng rng(7);
  std::size_t i = 0;
  derivation::Derivation mutant;
  for (auto _ : state) benchmark::DoNotOptimize(variation.mutate(parents[i++ % kParents], rng, mutant));
}

void cross(State& state, const Variation& variation) {
  const auto& parents = derivations(kParents);
  Rng rng(7);
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(variation.cross(parents[i % kParents], parents[(i + 1) % kParents], rng));
    ++i;
  }
}

/// The same work by the interpreter and by compiled code.
template <void (*work)(State&, const Variation&)>
void interpreted(State& state) {
  work(state, interpreter());
}

template <void (*work)(State&, const Variation&)>
void native(State& state) {
  if (compiled() == nullptr) return state.SkipWithError("the code generator is not there");
  work(state, compiled()->variation());
}

BENCHMARK(interpreted<sample>)->Name("Sample/interpreted");
BENCHMARK(native<sample>)->Name("Sample/compiled");
BENCHMARK(interpreted<mutate>)->Name("Mutate/interpreted");
BENCHMARK(native<mutate>)->Name("Mutate/compiled");
BENCHMARK(interpreted<cross>)->Name("Cross/interpreted");
BENCHMARK(native<cross>)->Name("Cross/compiled");

void sample_uniformly(State& state) {
  Rng rng(7);
  for (auto _ : state)
    benchmark::DoNotOptimize(derivation::sample_uniform(hnb201().space, hnb201().automaton, rng));
}
BENCHMARK(sample_uniformly)->Name("Sample/uniform");

void print_term(State& state) {
  const auto& parents = derivations(kParents);
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(derivation::term(hnb201().space, parents[i++ % kParents]));
}
BENCHMARK(print_term)->Name("Term/print");

void parse_term(State& state) {
  std::vector<std::string> terms;
  for (std::size_t i = 0; i < kParents; ++i)
    terms.push_back(derivation::term(hnb201().space, derivations(kParents)[i]));
  std::size_t i = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(
        derivation::parse(hnb201().space, hnb201().automaton, terms[i++ % kParents]).ok());
}
BENCHMARK(parse_term)->Name("Term/parse");

void compile(State& state) {
  const auto compiler = codegen::compiler();
  if (!compiler) return state.SkipWithError("the code generator is not there");
  for (auto _ : state)
    benchmark::DoNotOptimize((*compiler)->compile(hnb201().space, hnb201().automaton, {}).ok());
}
BENCHMARK(compile)->Name("Compile/hnb201")->Unit(benchmark::kMillisecond);

void plan_interpreted(State& state) {
  const auto& parents = derivations(kParents);
  std::size_t i = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(derivation::build_plan(hnb201().space, parents[i++ % kParents]).ok());
}
BENCHMARK(plan_interpreted)->Name("Plan/interpreted");

void plan_compiled(State& state) {
  if (compiled() == nullptr) return state.SkipWithError("the code generator is not there");
  const auto& parents = derivations(kParents);
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(compiled()->build_plan(parents[i++ % kParents]).ok());
}
BENCHMARK(plan_compiled)->Name("Plan/compiled");

}  // namespace
}  // namespace nasg::bench

BENCHMARK_MAIN();
