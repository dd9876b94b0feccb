// SPDX-License-Identifier: Apache-2.0
// A strategy of one's own: mutate the best that was seen, and look elsewhere at every fifth trial.
#include "compiler/diag/codes/search.h"
#include "search/strategies/plugin.h"

namespace {

using namespace nasg;

class Greedy final : public search::Strategy {
 public:
  explicit Greedy(const search::SearchContext& context) : context_(context) {}

  /// Nothing but the history and the generator decides, so that an interrupted search goes on as it would
  /// have.
  diag::Result<derivation::Derivation> propose(std::span<const search::Observation> history,
                                               derivation::Rng rng) override {
    const search::Observation* best = nullptr;
    for (const search::Observation& trial : history)
      if (trial.score && (best == nullptr || *trial.score > *best->score)) best = &trial;
    const derivation::Variation& variation = context_.variation;
    derivation::Derivation next;
    if (best != nullptr && history.size() % 5 != 0 && variation.mutate(best->derivation, rng, next))
      return next;
    for (int i = 0; i < 100; ++i)
      if (variation.sample(rng, next)) return next;
    return diag::make(diag::code::E0715, context_.space.place, context_.space.name);
  }

 private:
  search::SearchContext context_;
};

}  // namespace

NASG_STRATEGY(Greedy)
