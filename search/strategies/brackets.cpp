// SPDX-License-Identifier: Apache-2.0
// Brackets of successive halving and of Hyperband.
#include "search/strategies/brackets.h"

#include <algorithm>
#include <cmath>

namespace nasg::search {
namespace {

constexpr double kRounding = 1e-9;  // powers of η are exact but for this

}  // namespace

std::vector<std::int64_t> rung_fidelities(const training::Fidelities& fidelities, double eta,
                                          std::int64_t least) {
  std::vector<std::int64_t> rungs;
  const auto lowest = static_cast<double>(least) * (1 - kRounding);
  for (auto wanted = static_cast<double>(fidelities.most); wanted >= lowest; wanted /= eta) {
    const std::int64_t level = fidelities.nearest(wanted);
    if (level >= least && (rungs.empty() || level < rungs.back())) rungs.push_back(level);
  }
  std::ranges::reverse(rungs);
  return rungs;
}

Bracket halving_bracket(const std::vector<std::int64_t>& fidelities, double eta, std::int64_t size) {
  Bracket bracket;
  auto members = static_cast<double>(size);
  for (const std::int64_t fidelity : fidelities) {
    bracket.push_back({fidelity, std::max<std::int64_t>(1, std::llround(std::floor(members + kRounding)))});
    members /= eta;
  }
  return bracket;
}

std::vector<Bracket> hyperband_brackets(const std::vector<std::int64_t>& fidelities, double eta) {
  std::vector<Bracket> brackets;
  const auto count = static_cast<double>(fidelities.size());
  for (std::size_t begin = 0; begin < fidelities.size(); ++begin) {
    const auto rungs = static_cast<double>(fidelities.size() - begin);
    const double size = std::ceil(count * std::pow(eta, rungs - 1) / rungs - kRounding);
    brackets.push_back(
        halving_bracket({fidelities.begin() + static_cast<std::ptrdiff_t>(begin), fidelities.end()}, eta,
                        std::llround(size)));
  }
  return brackets;
}

}  // namespace nasg::search
