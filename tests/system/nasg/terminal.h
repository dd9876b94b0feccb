// SPDX-License-Identifier: Apache-2.0
// Runs a program on a terminal of its own, as a person does.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace nasg::testing {

class Terminal {
 public:
  /// Starts the program in the folder, with HOME set to it.
  Terminal(const std::vector<std::string>& arguments, const std::string& folder);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Keys. Before a line editor takes them the terminal itself interprets some (Ctrl-D, Ctrl-C), so wait for
  /// `prompts` first where that would matter.
  void type(const std::string& text);
  /// Reads until the text has appeared since the last call; false after half a minute without it.
  bool shows(const std::string& text);
  /// Reads until the prompt has appeared, and waits until the line editor takes keys itself.
  bool prompts(const std::string& prompt);
  /// Waits for the end; the exit status, or 128 + the signal. A program that shows nothing for half a
  /// minute is killed.
  int status();
  /// All that was shown and not yet asked for.
  const std::string& screen() const { return screen_; }

 private:
  bool read_more();

  int terminal_ = -1;
  pid_t child_ = -1;
  std::string screen_;
  bool hangs_ = false;
};

}  // namespace nasg::testing
