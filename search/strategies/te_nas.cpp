// SPDX-License-Identifier: Apache-2.0
// TE-NAS's search: everything at once, and choice by choice what matters least goes.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "runtime/derivation/mixture.h"
#include "runtime/training/objective.h"
#include "search/strategies/fresh.h"
#include "search/strategies/makers.h"

namespace nasg::search {
namespace {

using derivation::Derivation;
using derivation::Mixture;

constexpr std::size_t kMostWays = 5000;
constexpr double kDigits = 1000;  ///< changes are compared to so many parts

/// A way that may go: the number of its choice among the open ones, and its own there.
struct Candidate {
  std::size_t choice;
  std::size_t way;
  std::size_t rank = 0;  ///< summed over the measures; the least goes first
};

/// How much better or worse a measure becomes, in its own direction, relative to what it was.
double gain(double before, double after, bool maximises) {
  const double change = (after - before) / std::abs(before);
  return std::round(kDigits * (maximises ? change : -change)) / kDigits;
}

class TeNas final : public Strategy {
 public:
  TeNas(const SearchContext& context, std::vector<Mixture> whole,
        std::shared_ptr<std::vector<Mixture>> measured,
        std::vector<std::unique_ptr<training::Objective>> measures, int repeats, std::size_t pruned)
      : context_(context),
        whole_(std::move(whole)),
        measured_(std::move(measured)),
        measures_(std::move(measures)),
        repeats_(repeats),
        pruned_(pruned) {}

  diag::Result<Derivation> propose(std::span<const Observation> history, derivation::Rng rng) override {
    const DerivationSet evaluated = evaluated_in(history);
    status_.clear();
    std::vector<Mixture> mixture = whole_;
    for (std::uint64_t round = 0; prune(mixture, rng.fork(round + 1)); ++round) {
    }
    Derivation found = derivation::derivation_of(mixture);
    const bool valid = derivation::is_valid(context_.space, context_.automaton, found.rules);
    if (valid && !evaluated.contains(found)) return found;
    status_ = valid ? "drawn at random: pruning leads to what was evaluated"
                    : "drawn at random: pruning leads out of the space's limits";
    return draw_fresh(context_, evaluated, rng);
  }
  std::string status() const override { return status_; }

 private:
  // 1. What is there is measured, and so is all of it but one way, for each way of each open choice.
  // 2. For each measure, ways are ranked by what their going gains, the greatest gain first; equal ones
  // share.
  // 3. In each choice the ways of the least sums of ranks go; one stays.
  bool prune(std::vector<Mixture>& mixture, const derivation::Rng& rng) const {
    std::vector<Mixture*> choices;
    for (Mixture& root : mixture) root.open_choices(choices);
    if (choices.empty()) return false;
    std::vector<Candidate> candidates;
    for (std::size_t c = 0; c < choices.size(); ++c)
      for (std::size_t w = 0; w < choices[c]->ways.size(); ++w) candidates.push_back({c, w});
    for (const auto& measure : measures_) {
      std::vector<double> gains(candidates.size(), 0);
      for (int i = 0; i < repeats_; ++i) {
        const std::uint64_t seed = rng.fork(static_cast<std::uint64_t>(i)).next();
        const double before = value(*measure, mixture, seed);
        for (std::size_t k = 0; k < candidates.size(); ++k)
          gains[k] +=
              gain(before, without(*measure, mixture, candidates[k], seed), measure->maximises()) / repeats_;
      }
      rank(gains, candidates);
    }
    remove(choices, candidates);
    return true;
  }

  /// Where nothing can be measured nothing is gained: the last place.
  static void rank(const std::vector<double>& gains, std::vector<Candidate>& candidates) {
    std::map<double, std::size_t, std::greater<>> places;
    for (const double gain : gains) places.emplace(std::isfinite(gain) ? gain : -INFINITY, 0);
    std::size_t place = 0;
    for (auto& [gain, number] : places) number = place++;
    for (std::size_t i = 0; i < candidates.size(); ++i)
      candidates[i].rank += places.at(std::isfinite(gains[i]) ? gains[i] : -INFINITY);
  }

  void remove(const std::vector<Mixture*>& choices, std::vector<Candidate> candidates) const {
    std::ranges::stable_sort(candidates, {}, &Candidate::rank);
    std::vector<std::vector<std::size_t>> gone(choices.size());
    for (const Candidate& candidate : candidates) {
      std::vector<std::size_t>& ways = gone[candidate.choice];
      if (ways.size() < std::min(pruned_, choices[candidate.choice]->ways.size() - 1))
        ways.push_back(candidate.way);
    }
    // Innermost choices last in preorder, so that what holds them is still there.
    for (std::size_t c = choices.size(); c-- > 0;) {
      std::ranges::sort(gone[c], std::greater());
      for (const std::size_t way : gone[c])
        choices[c]->ways.erase(choices[c]->ways.begin() + static_cast<std::ptrdiff_t>(way));
    }
  }

  double without(training::Objective& measure, const std::vector<Mixture>& mixture,
                 const Candidate& candidate, std::uint64_t seed) const {
    std::vector<Mixture> less = mixture;
    std::vector<Mixture*> choices;
    for (Mixture& root : less) root.open_choices(choices);
    std::vector<Mixture::Way>& ways = choices[candidate.choice]->ways;
    ways.erase(ways.begin() + static_cast<std::ptrdiff_t>(candidate.way));
    return value(measure, less, seed);
  }

  double value(training::Objective& measure, const std::vector<Mixture>& mixture, std::uint64_t seed) const {
    *measured_ = mixture;
    training::EvaluationContext context;
    context.seed = seed;
    return measure.evaluate({}, context).value.value_or(NAN);
  }

  SearchContext context_;
  std::vector<Mixture> whole_;
  std::shared_ptr<std::vector<Mixture>> measured_;  ///< what the measures build in the place of a derivation
  std::vector<std::unique_ptr<training::Objective>> measures_;
  int repeats_;
  std::size_t pruned_;
  std::string status_;
};

ir::Setting proxy(const char* metric, diag::Place place) {
  ir::Setting::Call call{"proxy", {}, {}};
  call.named.push_back({"metric", {std::string(metric), place}});
  return {std::move(call), place};
}

}  // namespace

StrategyResult make_te_nas(const ir::Setting& setting, const SearchContext& context) {
  ir::SettingReader reader(setting);
  const ir::Setting* given = reader.find("measures");
  const std::int64_t repeats = reader.integer("repeats", 3);
  const std::int64_t pruned = reader.integer("prune", 1);
  if (repeats < 1 || repeats > 1000) reader.refuse("repeats", "must be from 1 to 1000");
  if (pruned < 1 || pruned > 1000) reader.refuse("prune", "must be from 1 to 1000");
  std::vector<ir::Setting> settings{proxy("ntk", setting.place), proxy("linear_regions", setting.place)};
  if (given != nullptr) {
    const auto* list = std::get_if<ir::Setting::List>(&given->value);
    if (list == nullptr || list->empty())
      reader.refuse("measures", "must be a list of objectives, such as `[proxy(metric = ntk), params]`");
    else
      settings = *list;
  }
  if (const diag::Status status = reader.finish(); !status) return status.error();
  auto whole = derivation::unfold(context.space, kMostWays);
  if (!whole) return whole.error();
  NASG_ASSERT(context.make_plan_objective, "whoever runs strategies by name can make objectives");
  auto measured = std::make_shared<std::vector<Mixture>>();
  std::vector<std::unique_ptr<training::Objective>> measures;
  for (const ir::Setting& one : settings) {
    auto made = context.make_plan_objective(one, [&space = context.space, measured](const Derivation&) {
      return derivation::build_plan(space, *measured);
    });
    if (!made) return made.error();
    measures.push_back(*std::move(made));
  }
  return StrategyResult(std::make_unique<TeNas>(context, *std::move(whole), std::move(measured),
                                                std::move(measures), static_cast<int>(repeats),
                                                static_cast<std::size_t>(pruned)));
}

}  // namespace nasg::search
