// SPDX-License-Identifier: Apache-2.0
// Goes through brackets.
//
// Where the search stands follows from the history: trial by trial it is seen which rung each belongs to. A
// trial at another fidelity than the rung's tells that the rung ended early.
#include <algorithm>
#include <numeric>

#include "search/strategies/multi_fidelity.h"

namespace nasg::search {
namespace {

using derivation::Derivation;

class BracketStrategy final : public Strategy {
 public:
  BracketStrategy(const SearchContext& context, std::vector<Bracket> brackets, std::unique_ptr<Source> source)
      : context_(context), brackets_(std::move(brackets)), source_(std::move(source)) {}

  diag::Result<Derivation> propose(std::span<const Observation> history, derivation::Rng rng) override;
  std::int64_t fidelity() const override { return fidelity_; }
  std::string status() const override { return status_; }

 private:
  /// A rung under way.
  struct Place {
    std::size_t bracket = 0;
    std::size_t rung = 0;
    std::size_t begin = 0;                ///< the rung's first trial
    std::vector<std::size_t> promoted{};  ///< its members as trials of the rung below; none in the lowest
  };

  Place place(std::span<const Observation> history) const;
  Place after(std::span<const Observation> history, const Place& rung, std::size_t end) const;
  const Rung& rung(const Place& at) const { return brackets_[at.bracket][at.rung]; }
  std::size_t size(const Place& at) const {
    return at.rung == 0 ? static_cast<std::size_t>(rung(at).size) : at.promoted.size();
  }

  SearchContext context_;
  std::vector<Bracket> brackets_;
  std::unique_ptr<Source> source_;
  std::int64_t fidelity_ = 0;
  std::string status_;
};

/// The next rung of the bracket, or where no trial of this one has a score, the next bracket.
BracketStrategy::Place BracketStrategy::after(std::span<const Observation> history, const Place& at,
                                              std::size_t end) const {
  const Bracket& bracket = brackets_[at.bracket];
  if (at.rung + 1 < bracket.size()) {
    auto promoted = best_of(history.subspan(at.begin, end - at.begin),
                            static_cast<std::size_t>(bracket[at.rung + 1].size));
    for (std::size_t& trial : promoted) trial += at.begin;
    if (!promoted.empty()) return {at.bracket, at.rung + 1, end, std::move(promoted)};
  }
  return {(at.bracket + 1) % brackets_.size(), 0, end};
}

BracketStrategy::Place BracketStrategy::place(std::span<const Observation> history) const {
  Place at;
  while (true) {
    std::size_t end = at.begin;
    const std::size_t full = at.begin + size(at);
    while (end < std::min(full, history.size()) &&
           (end == at.begin || level(history[end], context_.fidelities) == rung(at).fidelity))
      ++end;
    if (end == history.size() && end < full) return at;
    at = after(history, at, end);
  }
}

diag::Result<Derivation> BracketStrategy::propose(std::span<const Observation> history, derivation::Rng rng) {
  Place at = place(history);
  std::optional<Derivation> chosen;
  while (!chosen) {
    if (at.rung > 0) {
      chosen = history[at.promoted[history.size() - at.begin]].derivation;
    } else {
      auto drawn = source_->draw(history, rng);
      if (!drawn && history.size() == at.begin) return drawn;
      if (drawn)
        chosen = *std::move(drawn);
      else
        at = after(history, at, history.size());
    }
  }
  fidelity_ = rung(at).fidelity;
  status_ = "bracket of " + std::to_string(brackets_[at.bracket].front().size) + ", member " +
            std::to_string(history.size() - at.begin + 1) + " of " + std::to_string(size(at)) +
            (at.rung == 0 && !source_->status().empty() ? ", " + source_->status() : "");
  return *std::move(chosen);
}

class RandomSource final : public Source {
 public:
  explicit RandomSource(const SearchContext& context) : context_(context) {}
  diag::Result<Derivation> draw(std::span<const Observation> history, derivation::Rng& rng) override {
    return draw_fresh(context_, evaluated_in(history), rng);
  }

 private:
  SearchContext context_;
};

}  // namespace

std::vector<std::size_t> best_of(std::span<const Observation> trials, std::size_t count) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < trials.size(); ++i)
    if (trials[i].score) order.push_back(i);
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return *trials[i].score; });
  order.resize(std::min(order.size(), count));
  return order;
}

std::unique_ptr<Source> random_source(const SearchContext& context) {
  return std::make_unique<RandomSource>(context);
}

std::unique_ptr<Strategy> bracket_strategy(const SearchContext& context, std::vector<Bracket> brackets,
                                           std::unique_ptr<Source> source) {
  return std::make_unique<BracketStrategy>(context, std::move(brackets), std::move(source));
}

}  // namespace nasg::search
