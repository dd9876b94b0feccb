// SPDX-License-Identifier: Apache-2.0
// A comparison as text for people, as JSON and CSV for programs.
#include "search/repl/comparison_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "search/benchmarks/csv.h"
#include "search/repl/aligned.h"
#include "search/repl/console.h"

namespace nasg::repl {
namespace {

using benchmarks::Arm;
using benchmarks::Comparison;
using benchmarks::Mean;
using benchmarks::PairTest;
using Json = nlohmann::ordered_json;

/// Two names side by side are too long for a line: strategies are numbered, and pairs are of numbers.
bool are_long(const std::vector<Arm>& arms) {
  constexpr std::size_t kLong = 30;
  return std::ranges::any_of(arms, [](const Arm& arm) { return arm.name.size() > kLong; });
}

}  // namespace

std::string with_error(const Mean& mean) {
  if (mean.runs == 0) return "-";
  return fmt::format("{} ± {:.2g}", readable(mean.mean), mean.standard_error);
}

std::vector<std::size_t> checkpoints(std::size_t evaluations) {
  std::vector<std::size_t> at;
  for (std::size_t quarter = 1; quarter <= 4; ++quarter)
    at.push_back(std::max<std::size_t>(1, evaluations * quarter / 4));
  at.erase(std::ranges::unique(at).begin(), at.end());
  return at;
}

std::string comparison_text(const Comparison& comparison, const std::vector<std::size_t>& at) {
  const bool numbered = comparison.arms.size() > 1 && are_long(comparison.arms);
  std::vector<std::vector<std::string>> rows{{"strategy", "runs"}};
  for (const std::size_t evaluations : at) rows.front().push_back("at " + std::to_string(evaluations));
  for (const Arm& arm : comparison.arms) {
    rows.push_back({numbered ? fmt::format("{}: {}", rows.size(), arm.name) : arm.name,
                    std::to_string(arm.runs.size())});
    for (const std::size_t evaluations : at)
      rows.back().push_back(with_error(mean_of(comparison, arm, evaluations)));
  }
  std::string text =
      fmt::format("{} of the incumbent, mean ± standard error over seeds; {} is better\n",
                  comparison.tested ? "test metric" : "metric", comparison.maximises ? "more" : "less");
  text += aligned(rows);
  if (comparison.arms.size() < 2) return text;
  const auto label = [&](std::size_t arm) {
    return numbered ? std::to_string(arm + 1) : comparison.arms[arm].name;
  };
  rows = {{"pair", "difference", "p", "adjusted"}};
  for (const PairTest& test : test_pairs(comparison, at.back()))
    rows.push_back({label(test.first) + " - " + label(test.second), fmt::format("{:+.4g}", test.difference),
                    fmt::format("{:.2g}", test.probability), fmt::format("{:.2g}", test.adjusted)});
  text += fmt::format(
      "\nWilcoxon's signed-rank test over seeds at {}, two-sided, exact; adjusted for all pairs by Holm\n",
      at.back());
  return text + aligned(rows);
}

std::string comparison_json(const Comparison& comparison, const std::vector<std::size_t>& at) {
  Json strategies = Json::array();
  for (const Arm& arm : comparison.arms) {
    Json means = Json::array(), errors = Json::array(), runs = Json::array();
    for (const std::size_t evaluations : at) {
      const Mean mean = mean_of(comparison, arm, evaluations);
      means.push_back(mean.runs == 0 ? Json(nullptr) : Json(mean.mean));
      errors.push_back(mean.runs == 0 ? Json(nullptr) : Json(mean.standard_error));
      runs.push_back(mean.runs);
    }
    strategies.push_back({{"name", arm.name}, {"means", means}, {"errors", errors}, {"runs", runs}});
  }
  Json pairs = Json::array();
  for (const PairTest& test : test_pairs(comparison, at.back()))
    pairs.push_back({{"first", comparison.arms[test.first].name},
                     {"second", comparison.arms[test.second].name},
                     {"difference", test.difference},
                     {"p", test.probability},
                     {"adjusted", test.adjusted}});
  const Json object{{"metric", comparison.tested ? "test" : "value"},
                    {"maximise", comparison.maximises},
                    {"evaluations", at},
                    {"strategies", std::move(strategies)},
                    {"pairs", std::move(pairs)}};
  return object.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string comparison_csv(const Comparison& comparison, const std::vector<std::size_t>& at) {
  std::string text = "strategy,seed,evaluations,value,test\n";
  for (const Arm& arm : comparison.arms)
    for (const benchmarks::ComparedRun& run : arm.runs)
      for (const std::size_t evaluations : at) {
        if (run.incumbents.empty()) continue;
        const auto& incumbent = run.incumbents[std::min(evaluations, run.incumbents.size()) - 1];
        text += fmt::format("{},{},{},{},{}\n", benchmarks::csv_field(arm.name), run.seed, evaluations,
                            incumbent ? fmt::format("{}", incumbent->value) : "",
                            incumbent && incumbent->test ? fmt::format("{}", *incumbent->test) : "");
      }
  return text;
}

}  // namespace nasg::repl
