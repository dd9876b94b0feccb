// SPDX-License-Identifier: Apache-2.0
// The syntax tree as text: how its parts write their lines.
#pragma once

#include <string>

#include "grammar/syntax.h"

namespace nasg::grammar {

/// Gathers lines, two spaces deeper for each level.
class Dumper {
 public:
  void line(int depth, const std::string& text) {
    text_.append(static_cast<std::size_t>(depth) * 2, ' ').append(text) += '\n';
  }
  /// Long chains are one list of operands and operators, not a staircase. `role` stands before the node.
  void expression(int depth, const Expression& expression, const std::string& role = "");
  void arguments(int depth, const std::vector<Argument>& arguments);
  std::string take() { return std::move(text_); }

 private:
  void binary(int depth, const Expression& expression, const std::string& role);

  std::string text_;
};

}  // namespace nasg::grammar
