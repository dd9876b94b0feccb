// SPDX-License-Identifier: Apache-2.0
// Asks the environment.
#include "compiler/diag/colour.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace nasg::diag {

namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

bool wants_colour(int stream) {
  if (!variable("NO_COLOR").empty()) return false;
  if (const std::string_view forced = variable("CLICOLOR_FORCE"); !forced.empty() && forced != "0")
    return true;
  return ::isatty(stream) == 1 && variable("TERM") != "dumb";
}

}  // namespace nasg::diag
