// SPDX-License-Identifier: Apache-2.0
// Text in quotes, as languages read it back.
#include "compiler/diag/quote.h"

namespace nasg::diag {

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    switch (c) {
      case '\n': result += "\\n"; break;
      case '\t': result += "\\t"; break;
      case '"':
      case '\\': result += '\\'; [[fallthrough]];
      default: result += c;
    }
  }
  return result + '"';
}

}  // namespace nasg::diag
