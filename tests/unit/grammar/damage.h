// SPDX-License-Identifier: Apache-2.0
// A program with all there is, and random damage to programs.
#pragma once

#include <iterator>
#include <random>
#include <string>
#include <string_view>

namespace nasg::grammar::testing {

inline constexpr const char* kProgram = R"(/// A program with all there is.
import std.vision;
import "my_ops.nasg";
op sep_conv(k, s = 1) = relu >> conv2d(C, kernel = k, groups = C, padding = k / 2) >> batch_norm;
op resBlock : [C, H, W] -> [2*C, H/2, W/2] = |x| {
  main = relu_conv_bn(2*C, 3, stride = 2)(x) >> relu_conv_bn(2*C, 3);
  short = avg_pool(2, stride = 2)(x);
  main + short
}
topology TwoInput(a, b) = |p, q| { a(p) ++ b(q) }
space Free(n = 5) : [3, 32, 32] -> [10] {
  frame = stem({16, 24, 32}) >> BLOCK^{2..6} >> (let tied b = BLOCK in b^n);
  BLOCK : [C, H, W] -> [C, H, W] = sep_conv(k = {3..7 step 2}) | BLOCK >> BLOCK @ 0.5 | id where connected;
  limit depth <= 9, params <= 1.5M;
  level macro { BLOCK }
  notation nb { sep_conv(k = 3) = "sep\n{k}"; }
}
search quick on Free(n = 1) {
  objective = train(data = digits, lr = 1e-3, sizes = [1, 2.5, -3]); /* the budget follows */
  budget = 40 evaluations;
}
)";

inline constexpr std::string_view kPieces[] = {
    "(",    ")",    "[",      "]",   "{",      "}",  ";",
    ",",    "|",    "=",      ">>",  "@",      "..", "\"",
    "let ", " in ", "space ", "op ", "where ", "^",  "\xff",
    "\xc3", "/*",   "//",     "1.",  "9k",     "$",  std::string_view("\0", 1)};

/// The text with one to four wounds.
inline std::string damaged(std::string text, std::mt19937& random) {
  const int wounds = 1 + static_cast<int>(random() % 4);
  for (int i = 0; i < wounds && !text.empty(); ++i) {
    const std::size_t at = random() % text.size();
    const std::size_t length = 1 + random() % 12;
    switch (random() % 4) {
      case 0: text.erase(at, length); break;
      case 1: text.insert(at, kPieces[random() % std::size(kPieces)]); break;
      case 2: text.insert(at, text.substr(random() % text.size(), length * 4)); break;
      default: text[at] = static_cast<char>(random() % 256);
    }
  }
  return text;
}

}  // namespace nasg::grammar::testing
