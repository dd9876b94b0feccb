// SPDX-License-Identifier: Apache-2.0
// The objective `proxy`.
#include "runtime/training/proxy_objective.h"

#include <algorithm>

#include "compiler/diag/codes/network.h"
#include "runtime/derivation/rng.h"
#include "runtime/network/backend.h"
#include "runtime/training/image_set.h"
#include "runtime/training/network_objective.h"

namespace nasg::training {

namespace {

class ProxyObjective final : public NetworkObjective {
 public:
  ProxyObjective(network::Proxy proxy, Images examples, int repeats, PlanFunction build_plan)
      : NetworkObjective(std::move(build_plan)),
        proxy_(proxy),
        examples_(std::move(examples)),
        repeats_(repeats) {}

  bool maximises() const override { return network::info(proxy_).maximised; }

 private:
  diag::Status measure(const derivation::Plan& plan, const network::Backend& backend,
                       const EvaluationContext& context, Evaluation& evaluation) const override {
    double sum = 0;
    for (int i = 0; i < repeats_; ++i) {
      if (context.cancelled && context.cancelled->load(std::memory_order_relaxed)) {
        evaluation.message = "interrupted";
        return diag::success();
      }
      const std::uint64_t seed = derivation::Rng(context.seed).fork(static_cast<std::uint64_t>(i)).next();
      const auto value = backend.measure(plan, proxy_, examples_, seed);
      if (!value) return value.error();
      sum += *value;
    }
    evaluation.value = sum / repeats_;
    return diag::success();
  }

  network::Proxy proxy_;
  Images examples_;
  int repeats_;
};

std::string known_proxies() {
  std::string list;
  for (const network::ProxyInfo& row : network::proxies())
    list += (list.empty() ? "" : ", ") + std::string(row.name);
  return list;
}

}  // namespace

diag::Result<std::unique_ptr<Objective>> make_proxy_objective(const ir::Setting& setting,
                                                              const ir::Space& space, PlanFunction build_plan,
                                                              const Surroundings& surroundings) {
  ir::SettingReader reader(setting);
  const ir::Setting* named = reader.find("data");
  const auto proxy = network::find_proxy(reader.required_text("metric"));
  if (!proxy) reader.refuse("metric", "must be one of " + known_proxies());
  const std::int64_t batch = reader.integer("batch", proxy ? network::info(*proxy).batch : 1);
  if (batch < 1) reader.refuse("batch", "must be at least 1");
  const std::int64_t repeats = reader.integer("repeats", 1);
  if (repeats < 1 || repeats > 1000) reader.refuse("repeats", "must be from 1 to 1000");
  if (auto read = reader.finish(); !read) return read.error();
  if (space.output.size() != 1)
    return diag::make(diag::code::E0603, setting.place,
                      "a proxy needs one output a class, and the space yields " + ir::text(space.output));
  const ir::Setting digits{ir::Setting::Call{"digits", {}, {}}, setting.place};
  const auto data = load_data(named ? *named : digits, space.input, space.output[0], surroundings.folders);
  if (!data) return data.error();
  if (static_cast<std::size_t>(batch) > data->train.count())
    return diag::make(diag::code::E0603, setting.place,
                      "a batch of " + std::to_string(batch) + " is asked for, and the training part has " +
                          std::to_string(data->train.count()) + " examples");
  return std::unique_ptr<Objective>(
      std::make_unique<ProxyObjective>(*proxy, first(data->train, static_cast<std::size_t>(batch)),
                                       static_cast<int>(repeats), std::move(build_plan)));
}

}  // namespace nasg::training
