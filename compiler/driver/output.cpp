// SPDX-License-Identifier: Apache-2.0
// Buffered writing to standard output or to a file that is renamed into place.
#include "compiler/driver/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "compiler/diag/codes/files.h"

namespace nasg::driver {

namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 16;

// What a signal handler may read: the name of the unfinished file, empty if there is none.
std::array<char, PATH_MAX> unfinished{};

void set_unfinished(const std::string& path) {
  if (path.size() < unfinished.size()) std::memcpy(unfinished.data(), path.c_str(), path.size() + 1);
}

extern "C" void on_interrupt(int) {
  if (unfinished[0] != '\0') ::unlink(unfinished.data());
  ::_exit(130);
}

/// What a path leads to, if there is anything; through links, so that a link stays one.
struct Target {
  std::string path;
  std::optional<mode_t> mode;

  explicit Target(const std::string& name) : path(name) {
    struct stat status{};
    if (::stat(name.c_str(), &status) != 0) return;
    mode = status.st_mode;
    std::array<char, PATH_MAX> resolved{};
    if (::realpath(name.c_str(), resolved.data()) != nullptr) path = resolved.data();
  }
  // Devices and pipes are written to directly: renaming would put a plain file in their place.
  bool is_special() const { return mode && !S_ISREG(*mode); }
};

}  // namespace

Output::Output(std::string path) : path_(std::move(path)) {
  buffer_.reserve(kBufferSize + kBufferSize / 4);
  if (path_ == "-") path_.clear();
  if (path_.empty()) descriptor_ = STDOUT_FILENO;
}

Output::~Output() {
  if (!path_.empty() && descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  set_unfinished("");
}

void Output::write(std::string_view text) {
  if (closed_) return;
  buffer_ += text;
  if (buffer_.size() >= kBufferSize) flush();
}

void Output::open() {
  const Target target(path_);
  if (target.is_special()) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    destination_ = target.path;
    std::string name = destination_ + ".XXXXXX";
    descriptor_ = ::mkstemp(name.data());
    if (descriptor_ >= 0) {
      temporary_ = name;
      set_unfinished(temporary_);
      const mode_t mask = ::umask(0);
      ::umask(mask);
      ::fchmod(descriptor_, target.mode.value_or(0666 & ~mask) & 07777);
    }
  }
  if (descriptor_ < 0) fail();
}

void Output::flush() {
  if (descriptor_ < 0) open();
  std::string_view rest = buffer_;
  while (!closed_ && !rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      fail();
    }
  }
  buffer_.clear();
}

void Output::fail() {
  closed_ = true;
  if (errno != EPIPE) error_ = std::strerror(errno);
}

diag::Status Output::commit() {
  if (!closed_ && (!buffer_.empty() || !path_.empty())) flush();
  if (!closed_ && !temporary_.empty()) {
    if (::rename(temporary_.c_str(), destination_.c_str()) == 0) {
      temporary_.clear();
    } else {
      fail();
    }
  }
  if (error_.empty()) return diag::success();
  return diag::make(diag::code::E0903, {}, path_.empty() ? "standard output" : path_, error_);
}

void end_cleanly_on_interrupt() {
  struct sigaction action{};
  action.sa_handler = on_interrupt;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  // A reader that has gone shows as EPIPE, so that `| head` ends quietly.
  ::signal(SIGPIPE, SIG_IGN);
}

}  // namespace nasg::driver
