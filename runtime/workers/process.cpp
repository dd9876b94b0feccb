// SPDX-License-Identifier: Apache-2.0
// Runs a program in a process group of its own, with limits, and collects what it prints.
#include "runtime/workers/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>

namespace nasg::workers {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kKept = 64 * 1024;
constexpr std::chrono::milliseconds kTick{50};
constexpr std::chrono::seconds kGrace{1};

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void reset(int value) {
    close();
    value_ = value;
  }
  void close() {
    if (value_ >= 0) ::close(value_);
    value_ = -1;
  }
  int get() const { return value_; }

 private:
  int value_;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
  bool open() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read.reset(ends[0]);
    write.reset(ends[1]);
    return true;
  }
};

/// Takes what a pipe holds now, and keeps the end of it. False once the other side is closed.
bool drain(int descriptor, std::string& text) {
  std::array<char, 4096> buffer;
  while (true) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN;
    if (count == 0) return false;
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > 2 * kKept) text.erase(0, text.size() - kKept);
  }
}

/// Runs in the child, where only async-signal-safe calls are allowed. Returns only on an error.
void become(const ProcessRequest& request, char* const* arguments, int input, int output, int errors) {
  ::setsid();
  // A program must not outlive a search that was killed. (Its own children are beyond reach then.)
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (request.memory > 0) {
    const auto bytes = static_cast<rlim_t>(request.memory);
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_AS, &limit);
  }
  if (::dup2(input, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(errors, 2) < 0) return;
  ::execvp(arguments[0], arguments);
}

class Run {
 public:
  explicit Run(const ProcessRequest& request) : request_(request) {}

  ProcessOutcome operator()() {
    const Clock::time_point start = Clock::now();
    if (!launch()) {
      outcome_.code = errno;
      return outcome_;
    }
    watch(start);
    finish();
    outcome_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return outcome_;
  }

 private:
  bool launch() {
    Descriptor input(::open(request_.input_path.c_str(), O_RDONLY | O_CLOEXEC));
    Pipe failure;
    if (input.get() < 0 || !output_.open() || !errors_.open() || !failure.open()) return false;
    std::vector<char*> arguments;
    for (const std::string& word : request_.words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);

    child_ = ::fork();
    if (child_ < 0) return false;
    if (child_ == 0) {
      become(request_, arguments.data(), input.get(), output_.write.get(), errors_.write.get());
      const int why = errno;
      if (::write(failure.write.get(), &why, sizeof why) < 0) ::_exit(126);
      ::_exit(127);
    }
    output_.write.close();
    errors_.write.close();
    failure.write.close();
    int why = 0;
    ssize_t count = 0;
    // The pipe closes by itself when the program starts.
    while ((count = ::read(failure.read.get(), &why, sizeof why)) < 0 && errno == EINTR) {
    }
    if (count > 0) {
      ::waitpid(child_, nullptr, 0);
      errno = why;
      return false;
    }
    ::fcntl(output_.read.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(errors_.read.get(), F_SETFL, O_NONBLOCK);
    return true;
  }

  void watch(Clock::time_point start) {
    using End = ProcessOutcome::End;
    Descriptor exit(static_cast<int>(::syscall(SYS_pidfd_open, child_, 0)));
    std::optional<Clock::time_point> ended;  // when the group was told to end
    while (true) {
      std::array<pollfd, 3> polled{
          {{output_.read.get(), POLLIN, 0}, {errors_.read.get(), POLLIN, 0}, {exit.get(), POLLIN, 0}}};
      ::poll(polled.data(), polled.size(), static_cast<int>(kTick.count()));
      if (output_.read.get() >= 0 && !drain(output_.read.get(), outcome_.output)) output_.read.close();
      if (errors_.read.get() >= 0 && !drain(errors_.read.get(), outcome_.errors)) errors_.read.close();
      if (has_ended()) return;

      const Clock::time_point now = Clock::now();
      if (ended) {
        if (now - *ended >= kGrace) ::kill(-child_, SIGKILL);
        continue;
      }
      const bool late =
          request_.seconds > 0 && now - start >= std::chrono::duration<double>(request_.seconds);
      const bool cancelled = request_.cancelled != nullptr && request_.cancelled->load();
      if (!late && !cancelled) continue;
      outcome_.end = cancelled ? End::kCancelled : End::kTimeLimit;
      ended = now;
      ::kill(-child_, SIGTERM);
    }
  }

  /// The child stays a zombie for now, so that its group's number cannot become another's.
  bool has_ended() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == child_;
  }

  void finish() {
    ::kill(-child_, SIGKILL);
    int status = 0;
    while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    if (output_.read.get() >= 0) drain(output_.read.get(), outcome_.output);
    if (errors_.read.get() >= 0) drain(errors_.read.get(), outcome_.errors);
    if (outcome_.output.size() > kKept) outcome_.output.erase(0, outcome_.output.size() - kKept);
    if (outcome_.errors.size() > kKept) outcome_.errors.erase(0, outcome_.errors.size() - kKept);
    if (outcome_.end != ProcessOutcome::End::kNotStarted) return;
    const bool exited = WIFEXITED(status);
    outcome_.end = exited ? ProcessOutcome::End::kExited : ProcessOutcome::End::kSignalled;
    outcome_.code = exited ? WEXITSTATUS(status) : WTERMSIG(status);
  }

  const ProcessRequest& request_;
  Pipe output_;
  Pipe errors_;
  pid_t child_ = -1;
  ProcessOutcome outcome_;
};

}  // namespace

ProcessOutcome run_process(const ProcessRequest& request) {
  return Run(request)();
}

}  // namespace nasg::workers
