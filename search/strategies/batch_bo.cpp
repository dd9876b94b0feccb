// SPDX-License-Identifier: Apache-2.0
// Bayesian optimisation in batches: several trials from one fit.
#include <algorithm>
#include <numeric>

#include "compiler/diag/codes/search.h"
#include "search/acquisition/batch.h"
#include "search/strategies/bo_setting.h"
#include "search/strategies/fresh.h"
#include "search/strategies/makers.h"
#include "search/strategies/networks.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

/// What batches depend on, whichever trial of them asks: the trials before them.
derivation::Rng rng_of(std::span<const Derivation> tried) {
  std::uint64_t state = tried.size();
  for (const Derivation& derivation : tried)
    for (const ir::RuleId rule : derivation.rules) state = derivation::Rng(state ^ rule.value).next();
  return derivation::Rng(state);
}

struct Sizes {
  std::size_t batch = 5;
  std::size_t pool = 100;
  std::size_t elite = 10;  ///< whose mutants are in the pool
  double random = 0.5;     ///< share of random draws in it
};

class BatchBo final : public Strategy {
 public:
  BatchBo(const SearchContext& context, BoOptions options, BatchOptions batch, const Sizes& sizes)
      : context_(context),
        options_(std::move(options)),
        batch_(batch),
        sizes_(sizes),
        networks_(context.space) {}

  diag::Result<Derivation> propose(std::span<const Observation> history, derivation::Rng rng) override;
  std::string status() const override { return status_; }

 private:
  diag::Status choose(std::span<const Derivation> tried, std::span<const std::optional<double>> scores);
  std::vector<std::size_t> most_promising(std::span<const Derivation> candidates, derivation::Rng rng) const;
  std::vector<Derivation> pool(std::span<const Derivation> tried, const Eigen::VectorXd& targets,
                               derivation::Rng& rng);

  SearchContext context_;
  BoOptions options_;
  BatchOptions batch_;
  Sizes sizes_;
  Networks networks_;
  std::vector<Derivation> tried_;  ///< that the batch was chosen after
  std::vector<std::optional<double>> scores_;
  std::vector<Derivation> chosen_;
  std::string status_;
};

/// Mutants of the elite in turn, and random draws, evenly mixed, whose networks are all different and new.
std::vector<Derivation> BatchBo::pool(std::span<const Derivation> tried, const Eigen::VectorXd& targets,
                                      derivation::Rng& rng) {
  std::vector<std::size_t> order(tried.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return targets[static_cast<Eigen::Index>(a)] > targets[static_cast<Eigen::Index>(b)];
  });
  order.resize(std::min(order.size(), sizes_.elite));
  DerivationSet seen(tried.begin(), tried.end());
  NetworkSet networks;
  for (const Derivation& derivation : tried) networks.insert(networks_.kept(derivation));
  std::vector<Derivation> pool;
  double random = 0;  // draws that are due
  std::size_t mutants = 0;
  for (std::size_t tries = 0; pool.size() < sizes_.pool && tries < 10 * sizes_.pool; ++tries) {
    random += sizes_.random;
    const bool draw = random >= 1;
    if (draw) random -= 1;
    auto next = draw ? context_.variation.sample(rng)
                     : context_.variation.mutate(tried[order[mutants++ % order.size()]], rng);
    if (next && seen.insert(*next).second && networks.insert(networks_.of(*next)))
      pool.push_back(*std::move(next));
  }
  return pool;
}

diag::Status BatchBo::choose(std::span<const Derivation> tried,
                             std::span<const std::optional<double>> scores) {
  if (std::ranges::equal(tried, tried_) && std::ranges::equal(scores, scores_)) return diag::success();
  tried_.assign(tried.begin(), tried.end());
  scores_.assign(scores.begin(), scores.end());
  chosen_.clear();
  derivation::Rng rng = rng_of(tried);
  Surrogate& surrogate = *options_.surrogates.front();
  if (diag::Status status = surrogate.fit({tried, scores}, rng.fork(1)); !status) return status;
  const std::vector<Derivation> candidates = pool(tried, surrogate.targets(), rng);
  if (candidates.empty()) return diag::success();
  const std::vector<std::size_t> batch =
      batch_.rule == BatchRule::kTop ? most_promising(candidates, rng.fork(2))
                                     : choose_batch(surrogate.joint(candidates), surrogate.targets(),
                                                    options_.acquisition, batch_, sizes_.batch, rng.fork(2));
  if (const auto failure = surrogate.failure()) return *failure;
  for (const std::size_t i : batch) chosen_.push_back(candidates[i]);
  return diag::success();
}

std::vector<std::size_t> BatchBo::most_promising(std::span<const Derivation> candidates,
                                                 derivation::Rng rng) const {
  Appraiser appraise(context_.space, *options_.surrogates.front(), options_.acquisition, rng);
  const std::vector<double> promises = appraise(candidates);
  std::vector<std::size_t> order(candidates.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return promises[i]; });
  order.resize(std::min(order.size(), sizes_.batch));
  return order;
}

diag::Result<Derivation> BatchBo::propose(std::span<const Observation> history, derivation::Rng rng) {
  const DerivationSet evaluated = evaluated_in(history);
  status_.clear();
  if (history.size() < options_.initial) return draw_fresh(context_, evaluated, rng);
  const std::size_t place = (history.size() - options_.initial) % sizes_.batch;
  std::vector<std::optional<double>> scores;
  std::vector<Derivation> tried;
  for (const Observation& trial : history.first(history.size() - place)) {
    scores.push_back(trial.score);
    tried.push_back(trial.derivation);
  }
  if (const diag::Status status = choose(tried, scores); !status) {
    status_ = "drawn at random: " + status.error().message();  // a search goes on rather than end
    return draw_fresh(context_, evaluated, rng);
  }
  status_ = "trial " + std::to_string(place + 1) + " of " + std::to_string(sizes_.batch) +
            ", fit: " + options_.surrogates.front()->text();
  if (place < chosen_.size() && !evaluated.contains(chosen_[place])) return chosen_[place];
  return draw_fresh(context_, evaluated, rng);
}

BatchOptions read_selection(ir::SettingReader& reader) {
  BatchOptions options;
  const ir::Setting kdpp{ir::Setting::Call{"kdpp", {}, {}}, {}};
  const ir::Setting* const given = reader.find("selection");
  ir::SettingReader selection(given == nullptr ? kdpp : *given);
  const std::string& name = selection.name();
  if (name == "kdpp") {
    options.quality = selection.number("quality", options.quality);
    if (!(options.quality >= 0 && options.quality <= 100))
      selection.refuse("quality", "must be from 0 to 100");
  } else if (name == "liar") {
    options.rule = BatchRule::kLiar;
    const std::string lie = selection.text("lie", "least");
    if (lie != "least" && lie != "mean" && lie != "most")
      selection.refuse("lie", "must be `least`, `mean` or `most`");
    if (lie == "mean") options.lie = Lie::kMean;
    if (lie == "most") options.lie = Lie::kMost;
  } else if (name == "believer") {
    options.rule = BatchRule::kBeliever;
  } else if (name == "penalised") {
    options.rule = BatchRule::kPenalised;
  } else if (name == "top") {
    options.rule = BatchRule::kTop;
  } else {
    reader.refuse("selection", "must be `kdpp`, `penalised`, `believer`, `liar` or `top`");
    return options;
  }
  if (const diag::Status status = selection.finish(); !status)
    reader.refuse("selection", "is wrong: " + status.error().message());
  return options;
}

}  // namespace

StrategyResult make_batch_bo(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  const BatchOptions batch = read_selection(reader);
  const std::int64_t size = reader.integer("batch", 5), pool = reader.integer("pool", 100);
  if (size < 1 || size > 1000) reader.refuse("batch", "must be from 1 to 1000");
  if (pool < size || pool > 100000) reader.refuse("pool", "must be from the batch to 100000");
  const std::int64_t elite = reader.integer("elite", 10);
  if (elite < 1 || elite > 100000) reader.refuse("elite", "must be from 1 to 100000");
  const double random = reader.number("random", 0.5);
  if (!(random >= 0 && random <= 1)) reader.refuse("random", "must be from 0 to 1");
  diag::Result<BoOptions> options = read_bo_common(setting, reader, context);
  if (!options) return options.error();
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return StrategyResult(
      std::make_unique<BatchBo>(context, *std::move(options), batch,
                                Sizes{static_cast<std::size_t>(size), static_cast<std::size_t>(pool),
                                      static_cast<std::size_t>(elite), random}));
}

}  // namespace nasg::search
