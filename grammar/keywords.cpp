// SPDX-License-Identifier: Apache-2.0
// The words of the language.
#include "grammar/keywords.h"

#include <algorithm>

#include "NasgLexer.h"
#include "grammar/parse.h"

namespace nasg::grammar {

const std::vector<std::string>& keywords() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> all;
    antlr4::ANTLRInputStream nothing("");
    generated::NasgLexer lexer(&nothing);
    const auto& vocabulary = lexer.getVocabulary();
    for (std::size_t type = 0; type <= vocabulary.getMaxTokenType(); ++type) {
      const std::string literal = vocabulary.getLiteralName(type);  // in single quotes
      if (literal.size() > 2 && literal[1] >= 'a' && literal[1] <= 'z')
        all.push_back(literal.substr(1, literal.size() - 2));
    }
    return all;
  }();
  return words;
}

bool is_reserved(std::string_view word) {
  if (std::ranges::find(keywords(), word) == keywords().end()) return false;
  diag::SourceMap sources;
  const auto expression = parse_expression(sources, sources.add("", std::string(word)));
  return !expression || !std::holds_alternative<NameExpression>((*expression)->node);
}

}  // namespace nasg::grammar
