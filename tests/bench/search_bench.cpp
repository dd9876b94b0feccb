// SPDX-License-Identifier: Apache-2.0
// Kernels, the surrogate and one step of a search, on the hierarchical space.
#include <benchmark/benchmark.h>

#include <cmath>

#include "search/kernels/encoding.h"
#include "search/kernels/features.h"
#include "search/kernels/kernel.h"
#include "search/strategies/strategy.h"
#include "search/surrogates/gp_surrogate.h"
#include "tests/bench/spaces.h"

namespace nasg::bench {
namespace {

using benchmark::State;
using derivation::Rng;

ir::Setting call(std::string name, std::vector<ir::Setting::Named> named = {}) {
  return {ir::Setting::Call{std::move(name), {}, std::move(named)}, {}};
}

/// What runs on several threads is measured by what it costs all of them.
void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(100)->Arg(400)->Arg(1000)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
}

/// The features that hWL compares, of so many.
void extract_all(State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const search::FeatureExtractor extractor(hnb201().space, {{2, 1, 2, 2, 2, 2}, false});
  const std::span drawn(derivations(n).data(), n);
  for (auto _ : state) benchmark::DoNotOptimize(extractor(drawn).size());
}
BENCHMARK(extract_all)->Name("Extract")->Apply(sizes)->Arg(5000);

/// From derivations to the matrix: graphs, features and products, nothing kept from before.
void gram(State& state, const ir::Setting& kernel) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const std::span drawn(derivations(n).data(), n);
  for (auto _ : state) benchmark::DoNotOptimize(search::gram(hnb201().space, drawn, kernel).ok());
}
void gram_hwl(State& state) {
  gram(state, call("hwl"));
}
BENCHMARK(gram_hwl)->Name("Gram")->Apply(sizes)->Arg(5000);
void gram_tw(State& state) {
  gram(state, call("tw", {{"grams", {2.0, {}}}}));
}
BENCHMARK(gram_tw)->Name("GramTw")->Apply(sizes);
void gram_path(State& state) {
  gram(state, call("path"));
}
BENCHMARK(gram_path)->Name("GramPath")->Apply(sizes);
void gram_string(State& state) {
  gram(state, call("string"));
}
BENCHMARK(gram_string)->Name("GramString")->Apply(sizes);

/// Path encodings alone.
void encode(State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto encoding = search::make_encoding(call("path"), hnb201().space);
  if (!encoding) return state.SkipWithError(encoding.error().message().c_str());
  for (auto _ : state)
    for (std::size_t i = 0; i < n; ++i) benchmark::DoNotOptimize((**encoding)(derivations(n)[i]).size());
}
BENCHMARK(encode)->Name("EncodePath")->Apply(sizes);

/// A history with a smooth score and some noise.
std::vector<search::Observation> history(std::size_t n) {
  std::vector<search::Observation> observations;
  Rng noise(5);
  for (std::size_t i = 0; i < n; ++i) {
    const auto& derivation = derivations(n)[i];
    const double score = std::log(static_cast<double>(derivation.rules.size())) + 0.1 * noise.uniform();
    observations.push_back({derivation, score});
  }
  return observations;
}

/// What a surrogate is fitted to.
struct Told {
  explicit Told(const std::vector<search::Observation>& observations) {
    for (const search::Observation& observation : observations) {
      architectures.push_back(observation.derivation);
      scores.push_back(observation.score);
    }
  }
  search::Trials first(std::size_t count) const {
    return {std::span(architectures).first(count), std::span(scores).first(count)};
  }
  std::vector<derivation::Derivation> architectures;
  std::vector<std::optional<double>> scores;
};

std::unique_ptr<search::Surrogate> surrogate() {
  return *search::make_surrogate(call("gp", {{"target", call("plain")}}), hnb201().space);
}

/// From derivations to a fitted surrogate: depth, level weights and noise by likelihood.
void fit(State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Told told(history(n));
  for (auto _ : state) benchmark::DoNotOptimize(surrogate()->fit(told.first(n), Rng(1)).ok());
}
BENCHMARK(fit)->Name("Fit")->Apply(sizes);

/// One more observation, the parameters as they are.
void append(State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Told told(history(n));
  const auto fitted = surrogate();
  if (search::GpSurrogate::fitted_after(n) == n) return state.SkipWithError("this one is fitted anew");
  for (auto _ : state) {
    state.PauseTiming();
    const bool ready = fitted->fit(told.first(n - 1), Rng(1)).ok();
    state.ResumeTiming();
    benchmark::DoNotOptimize(ready && fitted->fit(told.first(n), Rng(1)).ok());
  }
}
BENCHMARK(append)->Name("Append")->Apply(sizes);

/// 200 candidates that the surrogate has not seen.
void predict(State& state) {
  constexpr std::size_t kCandidates = 200;
  const auto n = static_cast<std::size_t>(state.range(0));
  const Told told(history(n));
  const auto fitted = surrogate();
  if (const diag::Status status = fitted->fit(told.first(n), Rng(1)); !status)
    return state.SkipWithError(status.error().message().c_str());
  const auto& drawn = derivations(n + kCandidates);
  const std::span candidates(drawn.data() + n, kCandidates);
  for (auto _ : state) benchmark::DoNotOptimize(fitted->predict(candidates).mean);
}
BENCHMARK(predict)->Name("Predict")->Apply(sizes);

/// Fit and acquisition by a strategy that has seen nothing before.
void propose(State& state, const ir::Setting& strategy) {
  const auto observations = history(static_cast<std::size_t>(state.range(0)));
  const auto& variation = compiled() != nullptr ? compiled()->variation() : interpreter();
  const search::SearchContext context{hnb201().space, hnb201().automaton, variation};
  for (auto _ : state) {
    const auto made = search::make_strategy(strategy, context);
    if (!made) return state.SkipWithError(made.error().message().c_str());
    benchmark::DoNotOptimize((*made)->propose(observations, Rng(3)).ok());
  }
}

/// With the evolutionary pool, of 10 to 50 generations.
void acquire(State& state) {
  propose(state, call("bo", {{"kernel", call("hwl")}}));
}
BENCHMARK(acquire)->Name("Acquire")->Apply(sizes);

/// With one pool of 200 candidates.
void step(State& state) {
  const ir::Setting pool = {ir::Setting::Call{"local", {{200.0, {}}}, {}}, {}};
  propose(state, call("bo", {{"kernel", call("hwl")}, {"pool", pool}}));
}
BENCHMARK(step)->Name("Propose")->Apply(sizes);

/// In a run: the strategy has seen all but the last trial before.
void propose_next(State& state, const ir::Setting& strategy) {
  const auto observations = history(static_cast<std::size_t>(state.range(0)));
  const auto& variation = compiled() != nullptr ? compiled()->variation() : interpreter();
  const search::SearchContext context{hnb201().space, hnb201().automaton, variation};
  const auto made = search::make_strategy(strategy, context);
  if (!made) return state.SkipWithError(made.error().message().c_str());
  for (auto _ : state) {
    state.PauseTiming();
    benchmark::DoNotOptimize(
        (*made)->propose(std::span(observations).first(observations.size() - 1), Rng(3)).ok());
    state.ResumeTiming();
    benchmark::DoNotOptimize((*made)->propose(observations, Rng(3)).ok());
  }
}

/// The same step as above.
void next(State& state) {
  const ir::Setting pool = {ir::Setting::Call{"local", {{200.0, {}}}, {}}, {}};
  propose_next(state, call("bo", {{"kernel", call("hwl")}, {"pool", pool}}));
}
BENCHMARK(next)->Name("ProposeNext")->Apply(sizes);

void next_by_default(State& state) {
  propose_next(state, call("auto"));
}
BENCHMARK(next_by_default)->Name("ProposeAuto")->Apply(sizes);

}  // namespace
}  // namespace nasg::bench
