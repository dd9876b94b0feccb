// SPDX-License-Identifier: Apache-2.0
// The tokens of a text, for those who look into the lexer.
#include "grammar/parse.h"
#include "grammar/parser.h"

namespace nasg::grammar {

std::string list_tokens(const diag::SourceMap& sources, diag::SourceId source) {
  const diag::Source& text = sources[source];
  ParseSession session(text.text(), source);
  const generated::NasgLexer lexer(nullptr);
  std::string list;
  for (const antlr4::Token* token : session.tokens()) {
    if (token->getType() == antlr4::Token::EOF) break;
    const auto [line, column] = text.locate(static_cast<std::uint32_t>(token->getStartIndex()));
    list += std::to_string(line) + ":" + std::to_string(column) + " " +
            std::string(lexer.getVocabulary().getDisplayName(token->getType())) + " " + token->getText() +
            "\n";
  }
  return list;
}

}  // namespace nasg::grammar
