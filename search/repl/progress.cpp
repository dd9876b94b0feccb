// SPDX-License-Identifier: Apache-2.0
// Shows how a search goes on.
#include "search/repl/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace nasg::repl {
namespace {

std::size_t terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

std::string in_one_line(const std::string& message) {
  const std::size_t end = message.find('\n');
  const std::string first = message.substr(0, end);
  if (!first.ends_with(':') || end == std::string::npos) return first;
  return first + " " + message.substr(message.rfind('\n') + 1);
}

void ProgressLine::draw(const std::string& text) {
  if (!console_.redraws) return;
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && now - last_ < std::chrono::milliseconds(50)) return;
  last_ = now;
  drawn_ = true;
  console_.err << "\r\x1b[K" << text.substr(0, terminal_width() - 1) << std::flush;
}

void ProgressLine::clear() {
  if (!drawn_) return;
  console_.err << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

void TimeLeft::step(double seconds) {
  ++steps_;
  // The first trial also loads what the others find loaded: it counts only until there is a second. Then a
  // plain mean, and later one that forgets, as strategies grow slower with their history.
  const double share = std::max(0.15, 1.0 / std::max(1, steps_ - 1));
  mean_ += share * (seconds - mean_);
}

std::optional<double> TimeLeft::estimate(std::int64_t trials, double elapsed) const {
  if (steps_ == 0) return std::nullopt;
  return static_cast<double>(trials) * mean_ - std::min(elapsed, mean_);
}

SearchProgress::SearchProgress(const Console& console, std::string title)
    : console_(console), title_(std::move(title)), line_(console), trial_began_(Clock::now()) {}

double SearchProgress::elapsed() const {
  return std::chrono::duration<double>(Clock::now() - trial_began_).count();
}

std::string SearchProgress::time_left() const {
  if (effort_.trials == 0) return "";
  const double used = effort_.evaluations / static_cast<double>(effort_.trials);
  const double open = static_cast<double>(effort_.budget) - effort_.evaluations;
  const auto seconds = time_left_.estimate(std::llround(std::ceil(open / used)), elapsed());
  return seconds ? duration(*seconds) + " left" : "";
}

std::string SearchProgress::counted(std::int64_t trial) const {
  const bool whole = effort_.evaluations == static_cast<double>(effort_.trials);
  return whole ? fmt::format("{}trial {}/{}", title_, trial, effort_.budget)
               : fmt::format("{}trial {} ({:.1f}/{})", title_, trial, effort_.evaluations, effort_.budget);
}

void SearchProgress::begun(const search::Effort& effort) {
  effort_ = effort;
  trial_began_ = Clock::now();
  if (effort.trials > 0)
    console_.err << fmt::format("{}going on after {} of {} trials\n", title_, effort.evaluations,
                                effort.budget)
                 << std::flush;
  line_.draw(counted(effort.trials + 1));
}

void SearchProgress::evaluating(double share, const std::string& what) {
  line_.draw(fmt::format("{}  {}{} {:.0f} %  {}", counted(effort_.trials + 1),
                         best_.empty() ? "" : "best " + best_ + "  ", what, 100 * share, time_left()));
}

void SearchProgress::evaluated(const study::Trial& trial, const study::Trial* best, const std::string& status,
                               const search::Effort& effort) {
  time_left_.step(elapsed());
  trial_began_ = Clock::now();
  effort_ = effort;
  if (best != nullptr) best_ = readable(*best->evaluation.value);
  const std::string value = trial.evaluation.value ? readable(*trial.evaluation.value)
                                                   : "failed: " + in_one_line(trial.evaluation.message);
  std::string text = counted(effort.trials) + "  " + value;
  if (trial.fidelity > 0) text += fmt::format(" at fidelity {}", trial.fidelity);
  if (!best_.empty()) text += "  best " + best_;
  if (const std::string left = time_left();
      !left.empty() && effort.evaluations < static_cast<double>(effort.budget))
    text += "  " + left;
  const bool keep = !console_.redraws || !trial.evaluation.value;
  if (!status.empty() && console_.redraws) text += "  " + status;
  if (keep) {
    line_.clear();
    console_.err << text << '\n' << std::flush;
  } else {
    line_.draw(text);
  }
}

}  // namespace nasg::repl
