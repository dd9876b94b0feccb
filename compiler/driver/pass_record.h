// SPDX-License-Identifier: Apache-2.0
// The passes of a run, kept: how long each took and what it made.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/pass.h"

namespace nasg::driver {

using Microseconds = std::chrono::duration<double, std::micro>;

/// One pass over one subject. Runs stand in the order in which they began.
struct PassRun {
  std::string pass;
  std::string subject;
  std::size_t depth = 0;  ///< so many passes it ran within
  Microseconds begin{};   ///< since the record was made
  Microseconds duration{};
  std::optional<std::string> text;  ///< what it made, if texts are kept and it makes one
  bool changed = true;              ///< the text differs from what the pass before it made of the subject
};

/// Passes whose result has a text, in order, and what each does.
struct PassInfo {
  const char* name;
  const char* help;
};
const std::vector<PassInfo>& passes_with_text();

class PassRecord : public ir::PassObserver {
 public:
  explicit PassRecord(bool keeps_texts) : keeps_texts_(keeps_texts) {}

  void begin(std::string_view pass, std::string_view subject) override;
  void made(const std::function<std::string()>& text) override;
  void end() override;

  const std::vector<PassRun>& runs() const { return runs_; }
  /// Since the record was made. The time that texts take to write does not count.
  Microseconds now() const;

 private:
  using Clock = std::chrono::steady_clock;

  bool keeps_texts_;
  Clock::time_point start_ = Clock::now();
  Clock::duration writing_{};
  std::vector<PassRun> runs_;
  std::vector<std::size_t> open_;
};

/// A row for each pass: how often it ran, its milliseconds, and their share of the whole. What runs within a
/// pass stands indented under it, and is part of its time.
std::string time_table(const PassRecord& record);
/// The runs as events of Chrome's trace format, which chrome://tracing and Perfetto read.
std::string time_trace(const PassRecord& record);
/// What these passes made (`all`: every one), each under a line that names it; of a result that is the same
/// as before, that line alone.
std::string printed_after(const PassRecord& record, const std::vector<std::string>& passes);

}  // namespace nasg::driver
