// SPDX-License-Identifier: Apache-2.0
// Checking, drawing, varying, printing and planning derivations of the hierarchical space.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "grammar/parse.h"
#include "runtime/derivation/keep_memory.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "search/kernels/features.h"
#include "search/kernels/interner.h"
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

void check_library(State& state) {
  for (auto _ : state) {
    for (const auto& file : std::filesystem::directory_iterator(NASG_SOURCE_DIR "/stdlib/std")) {
      diag::SourceMap sources;
      diag::Sink sink;
      const auto source = grammar::read_source(sources, file.path().string());
      const auto program = sema::Program::load(sources, *source, {NASG_SOURCE_DIR "/stdlib"}, sink);
      program.check(sink);
      benchmark::DoNotOptimize(sink.has_errors());
    }
  }
}
BENCHMARK(check_library)->Name("Check/library")->Unit(benchmark::kMillisecond);

/// Spaces of ten nonterminals with alternatives of each kind, as many as make a megabyte.
std::string megabyte() {
  std::string text = "import std.vision;\nimport std.topology;\n";
  for (int space = 0; text.size() < (1U << 20); ++space) {
    text += "/// One of many.\nspace S" + std::to_string(space) + " : [3, 8, 8] -> [10] {\n" +
            "  frame = stem(8) >> N0 >> classifier(10);\n";
    for (int i = 0; i < 10; ++i) {
      const std::string next = i < 9 ? "N" + std::to_string(i + 1) : "conv1x1";
      text += "  N" + std::to_string(i) + " = Linear2(" + next + ", relu) | Residual2(" + next +
              ", id, conv3x3) @ 0.5 | " + next + "^2 | " + next + " >> sep_conv({3, 5}) + avg_pool;\n";
    }
    text += "}\n";
  }
  return text;
}

void parse_megabyte(State& state) {
  const std::string text = megabyte();
  for (auto _ : state) {
    diag::SourceMap sources;
    diag::Sink sink;
    const auto source = grammar::add_source(sources, "megabyte.nasg", text);
    benchmark::DoNotOptimize(grammar::parse(sources, *source, sink).spaces.size());
  }
}
BENCHMARK(parse_megabyte)->Name("Parse/megabyte")->Unit(benchmark::kMillisecond);

void check_megabyte(State& state) {
  const std::string text = megabyte();
  for (auto _ : state) {
    diag::SourceMap sources;
    diag::Sink sink;
    const auto source = grammar::add_source(sources, "megabyte.nasg", text);
    const auto program = sema::Program::load(sources, *source, {NASG_SOURCE_DIR "/stdlib"}, sink);
    program.check(sink);
    if (sink.has_errors()) state.SkipWithError(sink.all().front().message().c_str());
  }
}
BENCHMARK(check_megabyte)->Name("Check/megabyte")->Unit(benchmark::kMillisecond);

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

template <void (*work)(State&, const Variation&), int level = 0>
void native(State& state) {
  if (compiled(level) == nullptr) return state.SkipWithError("the code generator is not there");
  work(state, compiled(level)->variation());
}

BENCHMARK(interpreted<sample>)->Name("Sample/interpreted");
BENCHMARK(native<sample>)->Name("Sample/compiled");
BENCHMARK(native<sample, 2>)->Name("Sample/optimised");
BENCHMARK(interpreted<mutate>)->Name("Mutate/interpreted");
BENCHMARK(native<mutate>)->Name("Mutate/compiled");
BENCHMARK(native<mutate, 2>)->Name("Mutate/optimised");
BENCHMARK(interpreted<cross>)->Name("Cross/interpreted");
BENCHMARK(native<cross>)->Name("Cross/compiled");

void sample_uniformly(State& state) {
  Rng rng(7);
  for (auto _ : state)
    benchmark::DoNotOptimize(derivation::sample_uniform(hnb201().space, hnb201().automaton, rng));
}
BENCHMARK(sample_uniformly)->Name("Uniform/interpreted");

void sample_uniformly_compiled(State& state) {
  if (compiled() == nullptr) return state.SkipWithError("the code generator is not there");
  Rng rng(7);
  for (auto _ : state) benchmark::DoNotOptimize(compiled()->sample_uniform(rng));
}
BENCHMARK(sample_uniformly_compiled)->Name("Uniform/compiled");

void rank(State& state) {
  const auto& parents = derivations(kParents);
  std::size_t i = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(derivation::rank(hnb201().space, hnb201().automaton, parents[i++ % kParents]));
}
BENCHMARK(rank)->Name("Rank/interpreted");

void rank_compiled(State& state) {
  if (compiled() == nullptr) return state.SkipWithError("the code generator is not there");
  const auto& parents = derivations(kParents);
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(compiled()->rank(parents[i++ % kParents]));
}
BENCHMARK(rank_compiled)->Name("Rank/compiled");

const std::vector<std::uint32_t> kDepths{2, 1, 2, 2, 2, 2};

void extract(State& state) {
  const search::FeatureExtractor extractor(hnb201().space, {kDepths, false});
  const auto& parents = derivations(kParents);
  for (auto _ : state) benchmark::DoNotOptimize(extractor(parents, UINT32_MAX, 1));
  state.counters["per_iteration"] = kParents;
}
BENCHMARK(extract)->Name("Features/interpreted");

/// Labels by compiled code, counted as the extractor counts them.
template <int level>
void extract_compiled(State& state) {
  if (compiled(level) == nullptr) return state.SkipWithError("the code generator is not there");
  const auto& parents = derivations(kParents);
  codegen::GraphLabels graphs;
  search::Interner number;
  std::vector<search::Features::Count> counts;
  for (auto _ : state) {
    for (const derivation::Derivation& parent : parents) {
      compiled(level)->label_graphs(parent, kDepths, graphs);
      counts.clear();
      std::span<const std::uint64_t> rest(graphs.labels);
      for (std::size_t graph = 0; graph < kDepths.size(); ++graph) {
        const auto labels = rest.first(graphs.nodes[graph] * (kDepths[graph] + 1));
        rest = rest.subspan(labels.size());
        number.reset(labels.size());
        const std::size_t begin = counts.size();
        for (const std::uint64_t label : labels) {
          const std::size_t at = begin + number(label);
          if (at == counts.size()) counts.push_back({label, 0});
          ++counts[at].count;
        }
      }
      benchmark::DoNotOptimize(counts.data());
    }
  }
  state.counters["per_iteration"] = kParents;
}
BENCHMARK(extract_compiled<0>)->Name("Features/compiled");
BENCHMARK(extract_compiled<2>)->Name("Features/optimised");

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

void compile_with(State& state, const codegen::Options& options) {
  const auto compiler = codegen::compiler();
  if (!compiler) return state.SkipWithError("the code generator is not there");
  for (auto _ : state)
    benchmark::DoNotOptimize((*compiler)->compile(hnb201().space, hnb201().automaton, options).ok());
}

void compile(State& state) {
  compile_with(state, {static_cast<int>(state.range(0)), ""});
}
BENCHMARK(compile)->Name("Compile")->Arg(0)->Arg(2)->Unit(benchmark::kMillisecond);

void compile_cached(State& state) {
  std::string folder = (std::filesystem::temp_directory_path() / "nasg_bench.XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return state.SkipWithError("no folder for the cache");
  const codegen::Options options{static_cast<int>(state.range(0)), folder};
  if (const auto compiler = codegen::compiler()) {
    const bool stored = (*compiler)->compile(hnb201().space, hnb201().automaton, options).ok();
    if (!stored) state.SkipWithError("the space does not compile");
  }
  compile_with(state, options);
  std::filesystem::remove_all(folder);
}
BENCHMARK(compile_cached)->Name("Compile/cached")->Arg(0)->Arg(2)->Unit(benchmark::kMillisecond);

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

int main(int argc, char** argv) {
  nasg::derivation::keep_memory();  // as nasg does
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
