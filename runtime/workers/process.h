// SPDX-License-Identifier: Apache-2.0
// Runs a program in a process group of its own, with limits, and collects what it prints.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace nasg::workers {

struct ProcessRequest {
  std::vector<std::string> words;                ///< the program and its arguments; no shell reads them
  std::string input_path;                        ///< becomes its standard input
  double seconds = 0;                            ///< time limit; 0: none
  std::int64_t memory = 0;                       ///< address space of each process, bytes; 0: no limit
  const std::atomic<bool>* cancelled = nullptr;  ///< once set, the group is ended within a tenth of a second
};

struct ProcessOutcome {
  enum class End : std::uint8_t { kNotStarted, kExited, kSignalled, kTimeLimit, kCancelled };
  End end = End::kNotStarted;
  int code = 0;        ///< exit status, number of the signal, or errno when it could not be started
  std::string output;  ///< the last 64 KiB of standard output
  std::string errors;  ///< likewise of standard error
  double seconds = 0;  ///< wall time
};

/// Returns when the program has ended; whatever it left running in its group is killed. A group that must
/// end gets SIGTERM, and SIGKILL a second later.
ProcessOutcome run_process(const ProcessRequest& request);

}  // namespace nasg::workers
