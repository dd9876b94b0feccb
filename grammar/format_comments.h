// SPDX-License-Identifier: Apache-2.0
// Which comments belong to which token.
#pragma once

#include <string>
#include <vector>

namespace antlr4 {
class Token;
}

namespace nasg::grammar {

/// What stands around one token, in order of the text: `above` it, on lines of their own, then `before` it,
/// on its line; and `behind` it, to the end of its line.
struct Comments {
  struct Line {
    std::string text;
    bool empty_line = false;  ///< an empty line precedes it
  };
  std::vector<Line> above;
  std::vector<std::string> before;
  std::vector<std::string> behind;
  bool empty_line = false;   ///< an empty line precedes the token itself
  bool starts_line = false;  ///< the token before it stands on a line above
};

/// By index of the token. Every comment belongs to one token; those at the end of the file to its end. Texts
/// have neither blanks at their end nor carriage returns.
std::vector<Comments> attach_comments(const std::vector<antlr4::Token*>& tokens);

}  // namespace nasg::grammar
