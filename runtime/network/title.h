// SPDX-License-Identifier: Apache-2.0
// What an exported network is called, and what it says of its origin.
#pragma once

#include <string>
#include <string_view>

namespace nasg::network {

struct Title {
  std::string name = "Network";  ///< of the class; see `class_name`
  std::string space = "";        ///< `HNB201(classes=10, width=16)`; empty: unknown
  std::string term = "";
};

/// Any text as the name of a class in Python and in C++, in capitals as classes are: `my_space` is `MySpace`.
/// What is no letter or digit separates words. A name that either language, or an exported file, has taken
/// gets `Network` behind it: `None` is `NoneNetwork`, and so is one that begins with a digit in front.
std::string class_name(std::string_view wanted);

/// The origin as lines of comment, each after `mark` ("# "), none longer than a line of code; empty if there
/// is nothing to say.
std::string origin(const Title& title, std::string_view mark);

}  // namespace nasg::network
