// SPDX-License-Identifier: Apache-2.0
// The NAS-Bench-201 cells of the reference data, as derivations of nb201_like.
#pragma once

#include <gtest/gtest.h>

#include "runtime/derivation/term.h"
#include "runtime/derivation/variation.h"
#include "tests/unit/kernels/reference.h"

namespace nasg::testing {

/// Our name for an operation of the benchmark.
inline std::string operation(const std::string& published) {
  if (published == "none") return "zero";
  if (published == "skip_connect") return "id";
  if (published == "nor_conv_1x1") return "conv1x1";
  if (published == "nor_conv_3x3") return "conv3x3";
  return "avg_pool";
}

/// `|a~0|+|b~0|c~1|+|d~0|e~1|f~2|` to `Cell(a, b, c, d, e, f)`.
inline derivation::Derivation read_cell(const Built& built, const std::string& text) {
  std::string term = "Cell(";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('~', at);
    if (end == std::string::npos) break;
    const std::size_t begin = text.rfind('|', end) + 1;
    term += (term.back() == '(' ? "" : ", ") + operation(text.substr(begin, end - begin));
    at = end + 1;
  }
  auto parsed = derivation::parse(*built.space, built.automaton, term + ")");
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.ok() ? *std::move(parsed) : derivation::Derivation{};
}

/// The first 25; none if the reference data are not there.
inline std::vector<derivation::Derivation> published_cells(const Built& built) {
  std::vector<derivation::Derivation> cells;
  const auto texts = reference_json("nb201_cells50.json");
  for (std::size_t i = 0; texts && i < 25; ++i) cells.push_back(read_cell(built, (*texts)[i]));
  return cells;
}

inline std::vector<derivation::Derivation> draw(const Built& built, int count, std::uint64_t seed) {
  const auto variation = derivation::make_interpreter(*built.space, built.automaton);
  derivation::Rng rng(seed);
  std::vector<derivation::Derivation> drawn;
  for (int i = 0; i < count; ++i) drawn.push_back(*variation->sample(rng));
  return drawn;
}

}  // namespace nasg::testing
