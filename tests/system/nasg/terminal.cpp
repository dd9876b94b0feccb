// SPDX-License-Identifier: Apache-2.0
// Runs a program on a terminal of its own.
#include "tests/system/nasg/terminal.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace nasg::testing {

Terminal::Terminal(const std::vector<std::string>& arguments, const std::string& folder) {
  const winsize size{24, 100, 0, 0};
  child_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
  if (child_ != 0) return;
  ::setenv("HOME", folder.c_str(), 1);
  ::setenv("TERM", "xterm", 1);
  ::setenv("LC_ALL", "C.UTF-8", 1);
  ::unsetenv("XDG_STATE_HOME");
  if (::chdir(folder.c_str()) != 0) ::_exit(126);
  std::vector<char*> words;
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  ::execv(words[0], words.data());
  ::_exit(127);
}

Terminal::~Terminal() {
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  ::close(terminal_);
}

void Terminal::type(const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = ::write(terminal_, text.data() + done, text.size() - done);
    if (count <= 0) return;
    done += static_cast<std::size_t>(count);
  }
}

bool Terminal::read_more() {
  pollfd watched{terminal_, POLLIN, 0};
  hangs_ = ::poll(&watched, 1, 30000) == 0;
  if (hangs_) return false;
  std::array<char, 4096> buffer{};
  const ssize_t count = ::read(terminal_, buffer.data(), buffer.size());
  if (count <= 0) return false;
  screen_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

bool Terminal::shows(const std::string& text) {
  while (true) {
    const std::size_t at = screen_.find(text);
    if (at != std::string::npos) {
      screen_.erase(0, at + text.size());
      return true;
    }
    if (!read_more()) return false;
  }
}

bool Terminal::prompts(const std::string& prompt) {
  if (!shows(prompt)) return false;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  termios mode{};
  while (std::chrono::steady_clock::now() < end) {
    if (::tcgetattr(terminal_, &mode) == 0 && (mode.c_lflag & ICANON) == 0) return true;
    std::this_thread::yield();
  }
  return false;
}

int Terminal::status() {
  while (read_more()) {
  }
  if (hangs_) ::kill(child_, SIGKILL);
  int status = 0;
  ::waitpid(child_, &status, 0);
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace nasg::testing
