// SPDX-License-Identifier: Apache-2.0
// Local search with first improvement and restarts.
//
// 1. The first trials are random; the best of them is where the search stands.
// 2. A neighbour that was not evaluated yet is, drawn at random. If it is better, the search stands there.
// 3. Where all neighbours were evaluated and none was better, a random derivation is where it goes on.
//
// Where the search stands follows from the history alone: a trial that is no neighbour was a restart.
#include <algorithm>
#include <limits>
#include <optional>

#include "runtime/derivation/neighbours.h"
#include "search/strategies/fresh.h"
#include "search/strategies/makers.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

double score_of(const Observation& trial) {
  return trial.score.value_or(-std::numeric_limits<double>::infinity());
}

class Local final : public Strategy {
 public:
  Local(const SearchContext& context, std::size_t starts)
      : context_(context), starts_(starts), neighbourhood_(context.space, context.automaton) {}

  diag::Result<Derivation> propose(std::span<const Observation> history, derivation::Rng rng) override {
    const DerivationSet evaluated = evaluated_in(history);
    if (history.size() < starts_) return draw_fresh(context_, evaluated, rng);
    follow(history);
    std::vector<const Derivation*> open;
    for (const Derivation& neighbour : neighbours_)
      if (!evaluated.contains(neighbour)) open.push_back(&neighbour);
    if (open.empty()) return draw_fresh(context_, evaluated, rng);
    return *open[rng.below(open.size())];
  }

 private:
  /// Goes on from where it stood if the history has grown at its end, else from the start.
  void follow(std::span<const Observation> history);
  void stand_on(const Observation& trial) {
    stand_ = trial;
    neighbours_ = neighbourhood_.all(trial.derivation);
  }

  SearchContext context_;
  std::size_t starts_;
  derivation::Neighbourhood neighbourhood_;
  std::vector<Observation> followed_;
  std::optional<Observation> stand_;
  std::vector<Derivation> neighbours_;  ///< of where it stands
};

void Local::follow(std::span<const Observation> history) {
  const auto alike = [](const Observation& a, const Observation& b) {
    return a.derivation == b.derivation && a.score == b.score;
  };
  const bool grown = followed_.size() >= starts_ && followed_.size() <= history.size() &&
                     std::equal(followed_.begin(), followed_.end(), history.begin(), alike);
  if (!grown) {
    const auto starts = history.first(starts_);
    stand_on(*std::ranges::max_element(starts, {}, score_of));
    followed_.assign(starts.begin(), starts.end());
  }
  for (const Observation& trial : history.subspan(followed_.size())) {
    const bool restart = std::ranges::find(neighbours_, trial.derivation) == neighbours_.end();
    if (restart || score_of(trial) > score_of(*stand_)) stand_on(trial);
    followed_.push_back(trial);
  }
}

}  // namespace

StrategyResult make_local(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  const std::int64_t starts = reader.integer("starts", 10);
  if (starts < 1) reader.refuse("starts", "must be 1 or more");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return StrategyResult(std::make_unique<Local>(context, static_cast<std::size_t>(starts)));
}

}  // namespace nasg::search
