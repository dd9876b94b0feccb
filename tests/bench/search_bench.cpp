// SPDX-License-Identifier: Apache-2.0
// Kernels, the surrogate and one step of a search, on the hierarchical space.
#include <benchmark/benchmark.h>

#include <cmath>

#include "search/kernels/kernel.h"
#include "search/strategies/strategy.h"
#include "search/surrogates/kernel_gp.h"
#include "search/surrogates/targets.h"
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

/// From derivations to the matrix: graphs, features and products, nothing kept from before.
void gram(State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const std::span drawn(derivations(n).data(), n);
  for (auto _ : state) benchmark::DoNotOptimize(search::gram(hnb201().space, drawn, call("hwl")).ok());
}
BENCHMARK(gram)->Name("Gram")->Apply(sizes);

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

const search::KernelSpec& kernel() {
  static const search::KernelSpec spec = *search::read_kernel(call("hwl"), hnb201().space);
  return spec;
}

const search::FeatureExtractor& extractor() {
  static const search::FeatureExtractor extract(hnb201().space, kernel().shape);
  return extract;
}

diag::Result<search::KernelGp> fit_surrogate(const std::vector<search::Observation>& observations) {
  std::vector<derivation::Derivation> architectures;
  std::vector<std::optional<double>> scores;
  for (const search::Observation& observation : observations) {
    architectures.push_back(observation.derivation);
    scores.push_back(observation.score);
  }
  const Eigen::VectorXd targets = search::make_targets(scores, search::Warp::kPlain);
  return search::KernelGp::fit(kernel(), extractor(), extractor()(architectures), targets, {});
}

/// From derivations to a fitted surrogate: depth, level weights and noise by likelihood.
void fit(State& state) {
  const auto observations = history(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(fit_surrogate(observations).ok());
}
BENCHMARK(fit)->Name("Fit")->Apply(sizes);

/// 200 candidates that the surrogate has not seen.
void predict(State& state) {
  constexpr std::size_t kCandidates = 200;
  const auto n = static_cast<std::size_t>(state.range(0));
  auto surrogate = fit_surrogate(history(n));
  if (!surrogate) return state.SkipWithError(surrogate.error().message().c_str());
  const auto& drawn = derivations(n + kCandidates);
  const std::span candidates(drawn.data() + n, kCandidates);
  for (auto _ : state) benchmark::DoNotOptimize(surrogate->predict(candidates).mean);
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

}  // namespace
}  // namespace nasg::bench
