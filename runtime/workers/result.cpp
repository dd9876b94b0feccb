// SPDX-License-Identifier: Apache-2.0
// Reads what an evaluating program printed.
#include "runtime/workers/result.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string_view>

namespace nasg::workers {
namespace {

using training::Evaluation;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::optional<double> number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<Evaluation> object(std::string_view text) {
  if (!text.starts_with('{')) return std::nullopt;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("value") || !json["value"].is_number()) return std::nullopt;
  Evaluation evaluation;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_number()) continue;
    const double number = value.get<double>();
    if (key == "value") {
      evaluation.value = number;
    } else if (key == "test") {
      evaluation.test = number;
    } else {
      evaluation.metrics[key] = number;
    }
  }
  return evaluation;
}

std::optional<Evaluation> read(std::string_view text) {
  if (auto whole = object(trimmed(text))) return whole;
  while (!text.empty()) {
    const std::size_t cut = text.find_last_of('\n');
    const std::string_view line = trimmed(cut == std::string_view::npos ? text : text.substr(cut + 1));
    if (auto evaluation = object(line)) return evaluation;
    if (const auto value = number(line)) {
      Evaluation evaluation;
      evaluation.value = value;
      return evaluation;
    }
    text = cut == std::string_view::npos ? std::string_view{} : text.substr(0, cut);
  }
  return std::nullopt;
}

std::string last_lines(const ProcessOutcome& outcome) {
  std::string_view text = trimmed(outcome.errors);
  if (text.empty()) text = trimmed(outcome.output);
  if (text.empty()) return "; it printed nothing";
  std::size_t begin = text.size();
  for (int lines = 0; lines < 5 && begin != 0 && begin != std::string_view::npos; ++lines) {
    begin = text.find_last_of('\n', begin - 1);
  }
  return ":\n" + std::string(begin == std::string_view::npos ? text : text.substr(begin + 1));
}

std::string why_failed(const ProcessOutcome& outcome, double time_limit) {
  using End = ProcessOutcome::End;
  switch (outcome.end) {
    case End::kNotStarted:
      return fmt::format("the program cannot be started: {}", std::strerror(outcome.code));
    case End::kSignalled:
      return fmt::format("the program was killed by signal {}{}", outcome.code, last_lines(outcome));
    case End::kTimeLimit:
      return fmt::format("the program was ended after {:g} s, its time limit{}", time_limit,
                         last_lines(outcome));
    case End::kCancelled: return "cancelled";
    case End::kExited: break;
  }
  if (outcome.code != 0)
    return fmt::format("the program ended with status {}{}", outcome.code, last_lines(outcome));
  return "the program printed neither a number nor a JSON object with a number `value` on a line of its own" +
         last_lines(outcome);
}

}  // namespace

Evaluation read_outcome(const ProcessOutcome& outcome, double time_limit) {
  Evaluation evaluation;
  if (outcome.end == ProcessOutcome::End::kExited && outcome.code == 0) {
    evaluation = read(outcome.output).value_or(Evaluation{});
  }
  if (!evaluation.value) evaluation.message = why_failed(outcome, time_limit);
  evaluation.seconds = outcome.seconds;
  return evaluation;
}

}  // namespace nasg::workers
