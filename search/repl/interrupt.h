// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and termination: what runs is asked to end, and ends in order.
#pragma once

#include <atomic>

namespace nasg::repl {

/// Makes SIGINT and SIGTERM set `interrupted`; while it is set, a second SIGINT ends the program at once.
void catch_interrupts();

/// Set by a signal, until `clear_interrupt`.
const std::atomic<bool>& interrupted();
void clear_interrupt();

/// The exit status that the last signal asks for: 130 for SIGINT, 143 for SIGTERM.
int interrupt_status();

}  // namespace nasg::repl
