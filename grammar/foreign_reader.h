// SPDX-License-Identifier: Apache-2.0
// Context-free grammars in the notations of other tools.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::grammar {

struct ForeignSymbol {
  std::string text;
  bool terminal = false;
};

struct ForeignSequence {
  std::vector<ForeignSymbol> symbols;
  double weight = 1;  ///< relative to the other alternatives
};

struct ForeignRule {
  std::string name;
  std::vector<ForeignSequence> alternatives;
};

/// The rules in order, several of one name joined; groups of EBNF are rules of their own. E0101.
std::optional<std::vector<ForeignRule>> read_foreign(std::string_view text, diag::SourceId source,
                                                     diag::Sink& sink);

}  // namespace nasg::grammar
