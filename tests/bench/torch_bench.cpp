// SPDX-License-Identifier: Apache-2.0
// Networks built from plans against the same network written by hand: construction, and a training step.
#include <benchmark/benchmark.h>
#include <torch/torch.h>

#include "grammar/parse.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "runtime/network/backend.h"
#include "runtime/network/training.h"
#include "runtime/training/loader.h"
#include "tests/bench/hand_network.h"
#include "tests/bench/memory_gauge.h"
#include "tests/bench/spaces.h"

namespace nasg::bench {
namespace {

using benchmark::State;

constexpr std::int64_t kWidth = 16;
constexpr int kCells = 1;
constexpr std::int64_t kClasses = 10;
constexpr std::int64_t kBatch = 64;
constexpr std::int64_t kSteps = 16;

/// Three networks of std.nb201. In the cells of one the passes find a ReLU that is computed twice; in those
/// of the next three of one value, two of another and a `zero`; in those of the last, as in 27 % of all that
/// there are, convolutions that `zero` cuts off: two of four.
enum Which { kPlain, kEdges, kCut };
using enum EdgeOp;
constexpr EdgeOps kOps[] = {{kConv3x3, kId, kConv1x1, kAvgPool, kConv3x3, kConv3x3},
                            {kConv3x3, kConv1x1, kZero, kConv1x1, kConv1x1, kConv3x3},
                            {kConv3x3, kConv1x1, kConv3x3, kId, kConv3x3, kZero}};

/// Cells drawn uniformly, as a search begins with.
std::vector<EdgeOps> drawn() {
  constexpr std::size_t kDrawn = 12;
  derivation::Rng rng(1);
  std::vector<EdgeOps> cells(kDrawn);
  for (EdgeOps& ops : cells)
    for (EdgeOp& op : ops) op = static_cast<EdgeOp>(rng.below(5));
  return cells;
}

std::string term(const EdgeOps& ops) {
  static constexpr const char* kNames[] = {"zero", "id", "conv1x1", "conv3x3", "avg_pool"};
  std::string text = "Cell(";
  for (const EdgeOp op : ops)
    text += std::string(text.back() == '(' ? "" : ", ") + kNames[static_cast<int>(op)];
  return text + ")";
}

derivation::Plan plan_of(const EdgeOps& ops) {
  diag::SourceMap sources;
  diag::Sink sink;
  const auto source = grammar::read_source(sources, NASG_SOURCE_DIR "/stdlib/std/nb201.nasg");
  const auto program = sema::Program::load(sources, *source, {NASG_SOURCE_DIR "/stdlib"}, sink);
  const auto checked = sema::select_space(program, sources, "NB201(width = 16, n = 1)", sink).value();
  return *derivation::build_plan(checked.space,
                                 *derivation::parse(checked.space, checked.automaton, term(ops)));
}

const derivation::Plan& plan(Which which = kPlain) {
  static const derivation::Plan made[] = {plan_of(kOps[kPlain]), plan_of(kOps[kEdges]), plan_of(kOps[kCut])};
  return made[which];
}

const network::Backend& backend() {
  static const network::Backend* const loaded = *network::backend();
  torch::set_num_threads(1);
  return *loaded;
}

/// Images and labels that mean nothing.
training::Images noise(std::int64_t count) {
  training::Images images;
  images.shape = {3, 32, 32};
  derivation::Rng rng(3);
  for (std::int64_t i = 0; i < count * 3 * 32 * 32; ++i)
    images.pixels.push_back(static_cast<float>(rng.uniform()) - 0.5F);
  for (std::int64_t i = 0; i < count; ++i)
    images.labels.push_back(static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(kClasses))));
  return images;
}

std::int64_t parameters(const torch::nn::Module& module) {
  std::int64_t total = 0;
  for (const torch::Tensor& parameter : module.parameters()) total += parameter.numel();
  return total;
}

void construct_ours(State& state) {
  const auto built = backend().build(plan(), 1);
  if (!built ||
      (*built)->trainable_parameters() != parameters(*HandNetwork(kWidth, kCells, kClasses, kOps[kPlain])))
    return state.SkipWithError("the two networks are not the same");
  for (auto _ : state) benchmark::DoNotOptimize(backend().build(plan(), 1).ok());
}
BENCHMARK(construct_ours)->Name("Construct/ours");

void construct_by_hand(State& state) {
  backend();
  for (auto _ : state) {
    torch::manual_seed(1);
    benchmark::DoNotOptimize(HandNetwork(kWidth, kCells, kClasses, kOps[kPlain]));
  }
}
BENCHMARK(construct_by_hand)->Name("Construct/hand");

void construct_derivation(State& state) {
  const auto& drawn = derivations(20);
  backend();
  std::size_t i = 0;
  for (auto _ : state) {
    const auto network_plan = derivation::build_plan(hnb201().space, drawn[i++ % drawn.size()]);
    benchmark::DoNotOptimize(backend().build(*network_plan, 1).ok());
  }
}
BENCHMARK(construct_derivation)->Name("Construct/derivation")->Unit(benchmark::kMillisecond);

/// Both sides run epochs of kSteps batches, network after network; ours ends each with a validation of one
/// image twice.
void step_ours(State& state, const std::vector<EdgeOps>& cells) {
  const training::Split data{noise(kSteps * kBatch), noise(1), noise(1), kClasses};
  std::vector<std::unique_ptr<network::Network>> built;
  for (const EdgeOps& ops : cells) built.push_back(*backend().build(plan_of(ops), 1));
  network::Protocol protocol;
  protocol.epochs = 1;
  protocol.batch = static_cast<int>(kBatch);
  for (auto _ : state)
    for (const auto& network : built)
      benchmark::DoNotOptimize(backend().train(*network, data, protocol, {}).ok());
  state.counters["per_iteration"] = static_cast<double>(kSteps) * static_cast<double>(cells.size());
}
BENCHMARK_CAPTURE(step_ours, , {kOps[kPlain]})->Name("Step/ours")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(step_ours, , {kOps[kEdges]})->Name("Step/edges/ours")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(step_ours, , {kOps[kCut]})->Name("Step/cut/ours")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(step_ours, , drawn())->Name("Step/drawn/ours")->Unit(benchmark::kMillisecond);

/// The hand-written network as its author would run it: channels last.
HandNetwork by_hand(const EdgeOps& ops) {
  torch::manual_seed(1);
  HandNetwork network(kWidth, kCells, kClasses, ops);
  for (torch::Tensor& parameter : network->parameters())
    if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
  return network;
}

void step_by_hand(State& state, const std::vector<EdgeOps>& cells) {
  backend();
  training::Images images = noise(kSteps * kBatch);
  const torch::Tensor pixels = torch::from_blob(images.pixels.data(), {kSteps * kBatch, 3, 32, 32})
                                   .clone(torch::MemoryFormat::ChannelsLast);
  const torch::Tensor labels =
      torch::from_blob(images.labels.data(), {kSteps * kBatch}, torch::kLong).clone();
  std::vector<HandNetwork> networks;
  for (const EdgeOps& ops : cells) networks.push_back(by_hand(ops));
  const network::Protocol protocol;
  double sum = 0;
  for (auto _ : state)
    for (HandNetwork& network : networks) {
      torch::optim::SGD optimizer(network->parameters(), torch::optim::SGDOptions(protocol.learning_rate)
                                                             .momentum(protocol.momentum)
                                                             .weight_decay(protocol.weight_decay)
                                                             .nesterov(true));
      const torch::Tensor order = torch::randperm(kSteps * kBatch);
      for (std::int64_t i = 0; i < kSteps; ++i) {
        const torch::Tensor chosen = order.slice(0, i * kBatch, (i + 1) * kBatch);
        optimizer.zero_grad();
        const torch::Tensor loss = torch::cross_entropy_loss(network(pixels.index_select(0, chosen)),
                                                             labels.index_select(0, chosen));
        loss.backward();
        optimizer.step();
        sum += loss.item<double>();
      }
    }
  benchmark::DoNotOptimize(sum);
  state.counters["per_iteration"] = static_cast<double>(kSteps) * static_cast<double>(cells.size());
}
BENCHMARK_CAPTURE(step_by_hand, , {kOps[kPlain]})->Name("Step/hand")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(step_by_hand, , {kOps[kEdges]})->Name("Step/edges/hand")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(step_by_hand, , {kOps[kCut]})->Name("Step/cut/hand")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(step_by_hand, , drawn())->Name("Step/drawn/hand")->Unit(benchmark::kMillisecond);

void infer_ours(State& state, Which which) {
  const auto built = backend().build(plan(which), 1);
  const training::Images images = noise(kBatch);
  for (auto _ : state)
    benchmark::DoNotOptimize((*built)->forward(images.pixels, static_cast<std::size_t>(kBatch)).ok());
}
BENCHMARK_CAPTURE(infer_ours, , kPlain)->Name("Infer/ours")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(infer_ours, , kEdges)->Name("Infer/edges/ours")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(infer_ours, , kCut)->Name("Infer/cut/ours")->Unit(benchmark::kMillisecond);

void infer_by_hand(State& state, Which which) {
  backend();
  training::Images images = noise(kBatch);
  HandNetwork network = by_hand(kOps[which]);
  network->eval();
  const torch::NoGradGuard no_gradients;
  for (auto _ : state) {
    // As ours does: from numbers in rows to numbers.
    const torch::Tensor input = torch::from_blob(images.pixels.data(), {kBatch, 3, 32, 32}).clone();
    benchmark::DoNotOptimize(network(input.contiguous(torch::MemoryFormat::ChannelsLast)).contiguous());
  }
}
BENCHMARK_CAPTURE(infer_by_hand, , kPlain)->Name("Infer/hand")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(infer_by_hand, , kEdges)->Name("Infer/edges/hand")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(infer_by_hand, , kCut)->Name("Infer/cut/hand")->Unit(benchmark::kMillisecond);

void memory_ours(State& state, Which which) {
  const training::Split data{noise(2 * kBatch), noise(2), noise(2), kClasses};
  const auto built = backend().build(plan(which), 1);
  network::Protocol protocol;
  protocol.epochs = 1;
  protocol.batch = static_cast<int>(kBatch);
  const MemoryGauge gauge;
  for (auto _ : state) benchmark::DoNotOptimize(backend().train(**built, data, protocol, {}).ok());
  state.counters["bytes"] = static_cast<double>(gauge.peak());
}
BENCHMARK_CAPTURE(memory_ours, , kPlain)->Name("Memory/ours")->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(memory_ours, , kEdges)
    ->Name("Memory/edges/ours")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(memory_ours, , kCut)->Name("Memory/cut/ours")->Iterations(1)->Unit(benchmark::kMillisecond);

void memory_by_hand(State& state, Which which) {
  backend();
  training::Images images = noise(kBatch);
  HandNetwork network = by_hand(kOps[which]);
  torch::optim::SGD optimizer(network->parameters(),
                              torch::optim::SGDOptions(0.05).momentum(0.9).nesterov(true));
  const MemoryGauge gauge;
  for (auto _ : state)
    for (int step = 0; step < 2; ++step) {
      optimizer.zero_grad();
      const torch::Tensor input = torch::from_blob(images.pixels.data(), {kBatch, 3, 32, 32})
                                      .clone(torch::MemoryFormat::ChannelsLast);
      const torch::Tensor labels = torch::from_blob(images.labels.data(), {kBatch}, torch::kLong);
      torch::cross_entropy_loss(network(input), labels).backward();
      optimizer.step();
    }
  state.counters["bytes"] = static_cast<double>(gauge.peak());
}
BENCHMARK_CAPTURE(memory_by_hand, , kPlain)
    ->Name("Memory/hand")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(memory_by_hand, , kEdges)
    ->Name("Memory/edges/hand")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(memory_by_hand, , kCut)
    ->Name("Memory/cut/hand")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

/// An epoch without its training: batches as fast as they come.
void load(State& state, training::Augmentation augmentation) {
  const training::Images images = noise(kSteps * kBatch);
  training::Loader loader(images, augmentation, {0, 0, 0}, kBatch, true, 1);
  int epoch = 0;
  for (auto _ : state) {
    loader.start(epoch++);
    for (std::int64_t i = 0; i < loader.batches(); ++i) benchmark::DoNotOptimize(loader.next().pixels.data());
  }
  state.counters["per_iteration"] = static_cast<double>(kSteps);
}
BENCHMARK_CAPTURE(load, , {})->Name("Load/plain")->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(load, , {4, true, 16, 0})
    ->Name("Load/augmented")
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

/// A network from its plan, and a proxy of it on noise.
void measure_proxy(State& state, const network::ProxyInfo& row) {
  const training::Images images = noise(row.batch);
  for (auto _ : state) benchmark::DoNotOptimize(backend().measure(plan(), row.proxy, images, 1).ok());
}

const bool proxies_stand = [] {
  for (const network::ProxyInfo& row : network::proxies())
    if (row.proxy != network::Proxy::latency)
      benchmark::RegisterBenchmark((std::string("Proxy/") + row.name).c_str(), [&row](State& state) {
        measure_proxy(state, row);
      })->Unit(benchmark::kMillisecond);
  return true;
}();

}  // namespace
}  // namespace nasg::bench

BENCHMARK_MAIN();
