// SPDX-License-Identifier: Apache-2.0
// Asynchronous successive halving.
#include <algorithm>

#include "search/strategies/makers.h"
#include "search/strategies/multi_fidelity.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

class Asha final : public Strategy {
 public:
  Asha(const SearchContext& context, FidelityOptions options)
      : context_(context), options_(std::move(options)), source_(random_source(context)) {}

  diag::Result<Derivation> propose(std::span<const Observation> history, derivation::Rng rng) override {
    if (auto promoted = promote(history, options_.eta)) return *std::move(promoted);
    auto drawn = source_->draw(history, rng);
    fidelity_ = options_.rungs.front();
    if (drawn) return drawn;
    // Nothing is new in this space: what is left is to promote all there is.
    if (auto promoted = promote(history, 1)) return *std::move(promoted);
    return drawn;
  }
  std::int64_t fidelity() const override { return fidelity_; }
  std::string status() const override { return "fidelity " + std::to_string(fidelity_); }

 private:
  /// The best of the highest rung that has one among its best 1 / eta which is in no rung above.
  std::optional<Derivation> promote(std::span<const Observation> history, double eta) {
    DerivationSet above;
    for (std::size_t rung = options_.rungs.size(); rung-- > 0;) {
      std::vector<Observation> members;
      for (const Observation& trial : history)
        if (level(trial, context_.fidelities) == options_.rungs[rung]) members.push_back(trial);
      const auto most = static_cast<std::size_t>(static_cast<double>(members.size()) / eta + 1e-9);
      if (rung + 1 < options_.rungs.size()) {
        for (const std::size_t i : best_of(members, most)) {
          if (above.contains(members[i].derivation)) continue;
          fidelity_ = options_.rungs[rung + 1];
          return members[i].derivation;
        }
      }
      for (const Observation& trial : members) above.insert(trial.derivation);
    }
    return std::nullopt;
  }

  SearchContext context_;
  FidelityOptions options_;
  std::unique_ptr<Source> source_;
  std::int64_t fidelity_ = 0;
};

}  // namespace

StrategyResult make_asha(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  auto options = read_fidelities(setting, reader, context);
  if (!options) return options.error();
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return StrategyResult(std::make_unique<Asha>(context, *std::move(options)));
}

}  // namespace nasg::search
