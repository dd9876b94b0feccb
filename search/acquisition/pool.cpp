// SPDX-License-Identifier: Apache-2.0
// The evolutionary pool.
//
// 1. The first pool: the incumbents, mutants of them, random draws.
// 2. A generation: until there are `size` children, two parents win tournaments; with the probability of
//    crossover they, or the first with itself, are crossed (both children count), else the first is mutated.
// 3. After the least number of generations it goes on until the best promise has stood for `patience`.
#include "search/acquisition/pool.h"

#include <algorithm>

namespace nasg::search {
namespace {

using derivation::Derivation;
using derivation::Rng;

class Pool {
 public:
  Pool(const derivation::Variation& variation, const Known& known, const Promises& promises,
       const PoolOptions& options, Rng rng)
      : variation_(variation), candidates_(promises, known), options_(options), rng_(rng) {}

  void begin(std::span<const Derivation> incumbents);
  void next_generation();
  const Candidates& candidates() const { return candidates_; }

 private:
  void replace(std::vector<Derivation> members);
  std::size_t winner();
  void add_children(std::vector<Derivation>& children);

  const derivation::Variation& variation_;
  Candidates candidates_;
  const PoolOptions& options_;
  Rng rng_;
  std::vector<Derivation> members_;
  std::vector<double> member_promises_;
};

void Pool::begin(std::span<const Derivation> incumbents) {
  const std::span<const Derivation> elite = incumbents.first(std::min(incumbents.size(), options_.elite));
  std::vector<Derivation> members(elite.begin(), elite.end());
  const auto mutants = static_cast<std::size_t>(options_.mutants * static_cast<double>(options_.size));
  for (std::size_t i = 0; i < mutants && !elite.empty(); ++i)
    if (auto mutant = variation_.mutate(elite[i % elite.size()], rng_)) members.push_back(*std::move(mutant));
  for (std::size_t i = members.size(); i < options_.size; ++i)
    if (auto drawn = variation_.sample(rng_)) members.push_back(*std::move(drawn));
  replace(std::move(members));
}

void Pool::replace(std::vector<Derivation> members) {
  member_promises_ = candidates_.promises(members);
  members_ = std::move(members);
}

std::size_t Pool::winner() {
  const auto rounds = std::max<std::size_t>(
      1, static_cast<std::size_t>(options_.tournament * static_cast<double>(members_.size())));
  std::size_t best = rng_.below(members_.size());
  for (std::size_t i = 1; i < rounds; ++i) {
    const std::size_t other = rng_.below(members_.size());
    if (member_promises_[other] > member_promises_[best]) best = other;
  }
  return best;
}

void Pool::add_children(std::vector<Derivation>& children) {
  const std::size_t first = winner();
  if (rng_.uniform() < options_.crossover) {
    const std::size_t second = rng_.uniform() < options_.self_crossover ? first : winner();
    if (auto crossed = variation_.cross(members_[first], members_[second], rng_)) {
      children.push_back(std::move(crossed->first));
      children.push_back(std::move(crossed->second));
      return;
    }
  }
  if (auto mutant = variation_.mutate(members_[first], rng_)) children.push_back(*std::move(mutant));
}

void Pool::next_generation() {
  if (members_.empty()) return;
  std::vector<Derivation> children;
  if (candidates_.best()) children.push_back(*candidates_.best());
  for (std::size_t tries = 0; children.size() < options_.size && tries < 2 * options_.size; ++tries)
    add_children(children);
  if (!children.empty()) replace(std::move(children));
}

}  // namespace

std::optional<Derivation> most_promising(const derivation::Variation& variation,
                                         std::span<const Derivation> incumbents, const Known& known,
                                         const Promises& promises, const PoolOptions& options, Rng rng) {
  Pool pool(variation, known, promises, options, rng);
  pool.begin(incumbents);
  int still = 0;
  for (int i = 0; i < options.most_generations && (i < options.generations || still < options.patience);
       ++i) {
    if (options.generations == 0) break;
    const double before = pool.candidates().best_promise();
    pool.next_generation();
    still = pool.candidates().best_promise() > before ? 0 : still + 1;
  }
  return pool.candidates().best();
}

}  // namespace nasg::search
