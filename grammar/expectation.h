// SPDX-License-Identifier: Apache-2.0
// Words for what the parser expected and what it found.
#pragma once

#include <antlr4-runtime.h>

#include <string>

namespace nasg::grammar {

/// "`;` after the rule", "an expression", "the name of the op", "`,` or `)`".
std::string expectation(antlr4::Parser& parser, const antlr4::misc::IntervalSet& expected);

/// Whether a token type is in a set; the generated types are an enum, and the set's overloads are not.
inline bool has(const antlr4::misc::IntervalSet& set, std::size_t type) {
  return set.contains(type);
}

/// "`}`", "the end of the text"; long tokens are cut.
std::string found_text(const antlr4::Token& token);

/// `import`, `op`, `topology`, `space` or `search`.
bool is_declaration_keyword(std::size_t type);

/// A keyword that begins a declaration, used as such: followed by what is no `=`, `,`, `)`.
bool begins_declaration(antlr4::TokenStream& tokens);

/// The rule that the context stands for, seen from outside of names and lists of names.
std::size_t speaking_rule(const antlr4::ParserRuleContext* context);

}  // namespace nasg::grammar
