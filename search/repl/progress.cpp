// SPDX-License-Identifier: Apache-2.0
// Shows how a search goes on.
#include "search/repl/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace nasg::repl {
namespace {

std::size_t terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

/// The first line, as messages of failed trials have several.
std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

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
  const auto seconds = time_left_.estimate(total_ - done_, elapsed());
  return seconds ? duration(*seconds) + " left" : "";
}

void SearchProgress::begun(std::int64_t done, std::int64_t total) {
  done_ = done;
  total_ = total;
  trial_began_ = Clock::now();
  if (done > 0)
    console_.err << fmt::format("{}going on after {} of {} trials\n", title_, done, total) << std::flush;
  line_.draw(fmt::format("{}trial {}/{}", title_, done + 1, total));
}

void SearchProgress::evaluating(double share, const std::string& what) {
  line_.draw(fmt::format("{}trial {}/{}  {}{} {:.0f} %  {}", title_, done_ + 1, total_,
                         best_.empty() ? "" : "best " + best_ + "  ", what, 100 * share, time_left()));
}

void SearchProgress::evaluated(const study::Trial& trial, const study::Trial* best,
                               const std::string& status) {
  time_left_.step(elapsed());
  trial_began_ = Clock::now();
  done_ = trial.number + 1;
  if (best != nullptr) best_ = readable(*best->evaluation.value);
  const std::string value = trial.evaluation.value ? readable(*trial.evaluation.value)
                                                   : "failed: " + first_line(trial.evaluation.message);
  std::string text = fmt::format("{}trial {}/{}  {}", title_, done_, total_, value);
  if (!best_.empty()) text += "  best " + best_;
  if (const std::string left = time_left(); !left.empty() && done_ < total_) text += "  " + left;
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
