// SPDX-License-Identifier: Apache-2.0
// What the plugin offers: building and training.
#include <ATen/Parallel.h>

#include <cstdlib>

#include "runtime/derivation/keep_memory.h"
#include "runtime/network/device.h"
#include "runtime/network/guard.h"
#include "runtime/network/plugin_entry.h"
#include "runtime/network/torch_network.h"
#include "runtime/network/torch_proxies.h"
#include "runtime/network/torch_train.h"

namespace nasg::network {

namespace {

/// What the environment says, else the same on every machine: sums come out differently with other numbers.
int threads() {
  constexpr int kUsual = 2;
  const char* asked = std::getenv("OMP_NUM_THREADS");
  const int number = asked == nullptr ? 0 : std::atoi(asked);
  return number > 0 ? number : kUsual;
}

class TorchBackend final : public Backend {
 public:
  diag::Result<std::unique_ptr<Network>> build(const derivation::Plan& plan, std::uint64_t seed,
                                               bool improved) const override {
    return TorchNetwork::build(plan, seed, improved);
  }
  diag::Result<TrainingResult> train(Network& network, const training::Split& data, const Protocol& protocol,
                                     const training::EvaluationContext& context) const override {
    return train_network(static_cast<TorchNetwork&>(network), data, protocol, context);
  }
  diag::Status check_device(const std::string& device) const override {
    const auto found = find_device(device);
    return found ? diag::success() : diag::Status(found.error());
  }
  diag::Result<double> measure(const derivation::Plan& plan, Proxy proxy, const training::Images& examples,
                               std::uint64_t seed) const override {
    return measure_proxy(plan, proxy, examples, seed);
  }
};

}  // namespace

}  // namespace nasg::network

extern "C" __attribute__((visibility("default"))) const nasg::network::Backend* nasg_torch_backend() {
  static const nasg::network::TorchBackend backend;
  static const bool ready = [] {
    nasg::derivation::keep_memory();
    at::set_num_threads(nasg::network::threads());
    return true;
  }();
  return ready ? &backend : nullptr;
}
