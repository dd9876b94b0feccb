// SPDX-License-Identifier: Apache-2.0
// A comparison as text for people, as JSON and CSV for programs.
#pragma once

#include <string>
#include <vector>

#include "search/benchmarks/comparison.h"

namespace nasg::repl {

/// `94.37 ± 0.01`; `-` of no runs.
std::string with_error(const benchmarks::Mean& mean);

/// Evaluations at which means are told: a quarter, a half, three quarters and all of them.
std::vector<std::size_t> checkpoints(std::size_t evaluations);

/// A line a strategy: mean ± standard error of what is compared after so many evaluations; then every pair
/// with its difference and the signed-rank test.
std::string comparison_text(const benchmarks::Comparison& comparison, const std::vector<std::size_t>& at);

/// {"metric": "test", "maximise": true, "evaluations": […], "strategies": [{"name", "means", "errors",
/// "runs"}, …], "pairs": [{"first", "second", "difference", "p", "adjusted"}, …]}
std::string comparison_json(const benchmarks::Comparison& comparison, const std::vector<std::size_t>& at);

/// strategy,seed,evaluations,value,test: the incumbent of every run after each of those evaluations.
std::string comparison_csv(const benchmarks::Comparison& comparison, const std::vector<std::size_t>& at);

}  // namespace nasg::repl
