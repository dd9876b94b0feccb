// SPDX-License-Identifier: Apache-2.0
// Spaces and evaluating programs for the system tests of nasg.
#pragma once

namespace nasg::testing {

/// 64 architectures of one image size.
inline constexpr const char* kTinySpace = R"(
topology Pair(a, b, c) = |x| { y = a(x); b(y) + c(x) }
op wide = conv2d(C, kernel = 3, padding = 1);
op thin = conv2d(C, kernel = 1);
space Tiny : [3, 8, 8] -> [10] {
  frame = NET >> global_avg_pool >> flatten >> linear(10);
  NET   = Pair(OP, OP, OP);
  OP    = id | relu | wide | thin;
}
)";

/// Prints a number that depends on the term alone. If the file `kill_at` holds a number, the call with
/// that number removes the file and sends the signal in `kill_with` to the search.
inline constexpr const char* kEvaluate = R"sh(
calls=$(cat calls 2>/dev/null || echo 0); calls=$((calls + 1)); echo $calls > calls
if [ "$calls" = "$(cat kill_at 2>/dev/null)" ]; then
  rm kill_at; kill -$(cat kill_with) $PPID; exec sleep 60
fi
printf %s "$1" | cksum | cut -c 1-4
)sh";

}  // namespace nasg::testing
