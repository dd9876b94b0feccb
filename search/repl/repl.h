// SPDX-License-Identifier: Apache-2.0
// The read-evaluate-print loop.
#pragma once

#include <istream>
#include <string>

#include "search/repl/console.h"

namespace nasg::repl {

/// Reads statements from a terminal until `quit` or the end of input. A mistake is reported and the session
/// goes on; an interrupt ends the statement under way, or clears the line. Always 0.
int run_interactive(const Console& console);

/// Reads statements from a stream, without a prompt. 0, or 1 if a statement failed; after an
/// interrupt it ends with 130.
int run_script(const Console& console, std::istream& in);

}  // namespace nasg::repl
