// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and termination.
#include "search/repl/interrupt.h"

#include <unistd.h>

#include <csignal>

namespace nasg::repl {
namespace {

// A signal handler can reach nothing but globals.
std::atomic<bool> g_interrupted{false};
std::atomic<int> g_signal{SIGINT};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void on_signal(int signal) {
  if (g_interrupted.exchange(true) && signal == SIGINT) ::_exit(128 + SIGINT);
  g_signal = signal;
}

}  // namespace

void catch_interrupts() {
  struct sigaction action{};
  action.sa_handler = on_signal;
  ::sigemptyset(&action.sa_mask);
  // Without SA_RESTART, so that a prompt that waits for a line comes back.
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

const std::atomic<bool>& interrupted() {
  return g_interrupted;
}
void clear_interrupt() {
  g_interrupted = false;
}
int interrupt_status() {
  return 128 + g_signal;
}

}  // namespace nasg::repl
