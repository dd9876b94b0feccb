// SPDX-License-Identifier: Apache-2.0
// Shows how a search goes on: one line, drawn again on a terminal, or a line a trial.
#pragma once

#include <chrono>
#include <string>

#include "search/repl/console.h"
#include "search/strategies/runner.h"

namespace nasg::repl {

/// A line that is drawn again in place. Where the console cannot redraw it shows nothing.
/// The message of a failed trial, which may have several lines: the first, and where a program's own words
/// follow, the last of these.
std::string in_one_line(const std::string& message);

class ProgressLine {
 public:
  explicit ProgressLine(const Console& console) : console_(console) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// At most twenty times a second, cut to the width of the terminal.
  void draw(const std::string& text);
  void clear();

 private:
  const Console& console_;
  std::chrono::steady_clock::time_point last_{};
  bool drawn_ = false;
};

/// Estimates the time left from the time that trials took, recent ones counting more.
class TimeLeft {
 public:
  void step(double seconds);
  /// For `trials` more, the current one under way for `elapsed` seconds. Nothing before the first step.
  std::optional<double> estimate(std::int64_t trials, double elapsed) const;

 private:
  double mean_ = 0;
  int steps_ = 0;
};

class SearchProgress final : public search::SearchObserver {
 public:
  /// `title` stands before each line, such as `seed 3: `.
  SearchProgress(const Console& console, std::string title);

  void begun(const search::Effort& effort) override;
  void evaluating(double share, const std::string& what) override;
  void evaluated(const study::Trial& trial, const study::Trial* best, const std::string& status,
                 const search::Effort& effort) override;

 private:
  using Clock = std::chrono::steady_clock;
  double elapsed() const;
  std::string time_left() const;
  /// Which trial is under way, or has ended: `trial 3/40`, or where trials are parts of evaluations `trial 9
  /// (3.1/40)`.
  std::string counted(std::int64_t trial) const;

  const Console& console_;
  std::string title_;
  ProgressLine line_;
  TimeLeft time_left_;
  Clock::time_point trial_began_;
  search::Effort effort_;
  std::string best_;  ///< its value, or empty
};

}  // namespace nasg::repl
