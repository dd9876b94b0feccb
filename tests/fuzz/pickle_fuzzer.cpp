// SPDX-License-Identifier: Apache-2.0
// Any bytes as a pickle: they end in values that can all be looked at, or in a complaint.
#include <cstdlib>
#include <sstream>

#include "search/benchmarks/pickle.h"

namespace {

using nasg::benchmarks::Pickle;

/// A pickle may hold itself, so only so deep.
void look(const Pickle& pickle, const Pickle::Value& value, int depth) {
  pickle.number(value);
  pickle.text(value);
  if (depth == 0) return;
  for (const Pickle::Value& item : pickle.items(value)) look(pickle, item, depth - 1);
  for (const auto& [key, held] : pickle.entries(value)) {
    look(pickle, key, depth - 1);
    look(pickle, held, depth - 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream in(std::string(data, data + size));
  Pickle pickle;
  if (nasg::benchmarks::read_pickle(in, pickle).empty()) look(pickle, pickle.root(), 3);
  return 0;
}
