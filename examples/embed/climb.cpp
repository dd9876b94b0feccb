// SPDX-License-Identifier: Apache-2.0
// Looks for the derivation with the most convolutions by mutation alone, and says where it stands in the
// order of all. Usage: climb [SEED]
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "cells.h"

namespace {

/// The space as a C++ program likes it: derivations are vectors, and the scratch is kept.
class Cells {
 public:
  using Derivation = std::vector<std::uint32_t>;

  explicit Cells(std::uint64_t seed) : rng_(Cells_seed(seed, 0)) {}

  Derivation sample() {
    return written([&](std::uint32_t* rules) { return Cells_sample(&rng_, rules, scratch_.data()); });
  }
  Derivation mutate(const Derivation& parent) {
    return written([&](std::uint32_t* rules) {
      return Cells_mutate(&rng_, parent.data(), parent.size(), rules, scratch_.data());
    });
  }
  std::string term(const Derivation& derivation) const {
    std::string text(Cells_term(derivation.data(), nullptr, 0), '\0');
    Cells_term(derivation.data(), text.data(), text.size() + 1);
    return text;
  }
  std::uint64_t rank(const Derivation& derivation) {
    std::uint64_t index[CELLS_INDEX_WORDS];
    Cells_rank(derivation.data(), derivation.size(), index, scratch_.data());
    return index[0];
  }
  void construct(const nasg_runtime& runtime, void* network, const Derivation& derivation) {
    Cells_construct(&runtime, network, derivation.data(), derivation.size(), scratch_.data());
  }

 private:
  template <class Write>
  static Derivation written(Write write) {
    Derivation rules(CELLS_BUFFER);
    rules.resize(write(rules.data()));
    return rules;
  }

  std::uint64_t rng_;
  std::vector<std::uint64_t> scratch_ = std::vector<std::uint64_t>(CELLS_SCRATCH / sizeof(std::uint64_t) + 1);
};

/// Counts convolutions as the constructor makes them; no network need come of it. Every value is number 0
/// here.
struct Counter {
  int convolutions = 0;

  static Counter& of(void* network) { return *static_cast<Counter*>(network); }
  static constexpr nasg_runtime runtime = {
      [](void* network, std::uint32_t kind, const nasg_scalar*, std::size_t, std::uint32_t) -> std::uint32_t {
        if (kind == NASG_CONV2D) ++of(network).convolutions;
        return 0;
      },
      [](void*, std::uint32_t, const std::uint32_t*, std::size_t) -> std::uint32_t { return 0; },
      [](void*, std::uint32_t value) { return value; },
      // Every value has the channels and the size that the space's cells keep.
      [](void*, std::uint32_t, std::uint32_t) -> std::int64_t { return 8; },
      [](void*) -> std::uint64_t { return 0; },
      [](void*, std::uint64_t) {},
      [](void*) {},
      // No topology of the space asks what its arguments read.
      [](void*, std::uint32_t, std::uint32_t, std::uint32_t) -> std::uint32_t { return 0; },
      [](void*, std::uint32_t) -> std::int64_t { return 0; },
  };
};

int convolutions(Cells& cells, const Cells::Derivation& derivation) {
  Counter counter;
  cells.construct(Counter::runtime, &counter, derivation);
  return counter.convolutions;
}

}  // namespace

int main(int argc, char** argv) {
  Cells cells(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 0);
  Cells::Derivation best = cells.sample();
  for (int i = 0; i < 20; ++i) {
    const Cells::Derivation mutant = cells.mutate(best);
    if (mutant.empty() || convolutions(cells, mutant) <= convolutions(cells, best)) continue;
    best = mutant;
    std::cout << convolutions(cells, best) << " convolutions, number " << cells.rank(best) << ": "
              << cells.term(best) << '\n';
  }
}
