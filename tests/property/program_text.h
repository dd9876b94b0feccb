// SPDX-License-Identifier: Apache-2.0
// Programs as signs and comments, read without the parser: what a formatter must leave as it is.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace nasg::test {

struct ProgramText {
  std::string code;                   ///< everything but comments and the white space outside of texts
  std::vector<std::string> comments;  ///< in order; without blanks at the ends of their lines

  explicit ProgramText(std::string_view text);
};

/// The program with some of its white space replaced by other white space and comments.
std::string respaced(std::string_view text, std::mt19937& random, unsigned one_in);

}  // namespace nasg::test
