// SPDX-License-Identifier: Apache-2.0
// Words for what the parser expected and what it found.
#include "grammar/expectation.h"

#include <map>
#include <vector>

#include "NasgParser.h"

namespace nasg::grammar {

using generated::NasgParser;

namespace {

/// What a `;` ends, and what a name names, by rule.
struct RuleWords {
  const char* statement;
  const char* name;
};

const RuleWords& words(std::size_t rule) {
  static const std::map<std::size_t, RuleWords> table{
      {NasgParser::RuleImportDeclaration, {"the import", "the name of a module or the path of a file"}},
      {NasgParser::RuleOpDeclaration, {"the op", "the name of the op"}},
      {NasgParser::RuleTopologyDeclaration, {"the topology", "the name of a parameter"}},
      {NasgParser::RuleParameters, {"the parameters", "the name of a parameter"}},
      {NasgParser::RuleParameter, {"the parameter", "the name of a parameter"}},
      {NasgParser::RuleSpaceDeclaration, {"the space", "the name of the space"}},
      {NasgParser::RuleFrameDeclaration, {"the frame", "a name"}},
      {NasgParser::RuleLimitDeclaration, {"the limit", "a name"}},
      {NasgParser::RuleLevelDeclaration, {"the level", "the name of a nonterminal"}},
      {NasgParser::RuleNotationDeclaration, {"the notation", "the name of the notation"}},
      {NasgParser::RuleNotationEntry, {"the entry", "a name"}},
      {NasgParser::RuleRuleDeclaration, {"the rule", "the name of a nonterminal"}},
      {NasgParser::RuleSearchDeclaration, {"the search", "a name"}},
      {NasgParser::RuleSearchEntry, {"the setting", "a name"}},
      {NasgParser::RuleBlock, {"the equation", "the name of an input"}},
      {NasgParser::RuleItem, {"the equation", "a name"}},
  };
  static const RuleWords other{"the statement", "a name"};
  const auto found = table.find(rule);
  return found == table.end() ? other : found->second;
}

std::string token_words(const antlr4::Parser& parser, std::size_t type) {
  if (type == antlr4::Token::EOF) return "the end of the text";
  if (type == NasgParser::NUMBER) return "a number";
  if (type == NasgParser::STRING) return "a text in quotes";
  const std::string literal = parser.getVocabulary().getDisplayName(type);  // in single quotes
  return "`" + literal.substr(1, literal.size() - 2) + "`";
}

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " or " : ", ";
    text += parts[i];
  }
  return text;
}

/// The tokens that close or separate, of those expected; what else could go on an expression is left out.
std::vector<std::string> punctuation(const antlr4::Parser& parser,
                                     const antlr4::misc::IntervalSet& expected) {
  std::vector<std::string> parts;
  for (const std::size_t type :
       {NasgParser::COMMA, NasgParser::RPAREN, NasgParser::RBRACK, NasgParser::RBRACE})
    if (has(expected, type)) parts.push_back(token_words(parser, type));
  return parts;
}

std::string statement_list(std::size_t rule) {
  if (rule == NasgParser::RuleSpaceDeclaration) return "a rule, `frame`, `limit`, `level`, `notation` or `}`";
  if (rule == NasgParser::RuleSearchDeclaration) return "a setting such as `seed = 1;`, or `}`";
  if (rule == NasgParser::RuleNotationDeclaration) return "an entry such as `id = \"skip\";`, or `}`";
  return "";
}

}  // namespace

std::size_t speaking_rule(const antlr4::ParserRuleContext* context) {
  while (context != nullptr) {
    const std::size_t rule = context->getRuleIndex();
    const bool mute = rule == NasgParser::RuleName || rule == NasgParser::RuleRuleName ||
                      rule == NasgParser::RuleNames || rule == NasgParser::RulePathPart ||
                      rule == NasgParser::RuleBody || rule == NasgParser::RuleModulePath;
    if (!mute) return rule;
    context = dynamic_cast<const antlr4::ParserRuleContext*>(context->parent);
  }
  return NasgParser::RuleDeclaration;
}

std::string expectation(antlr4::Parser& parser, const antlr4::misc::IntervalSet& expected) {
  const std::size_t rule = speaking_rule(parser.getContext());
  const bool name = has(expected, NasgParser::ID);
  if (name && has(expected, NasgParser::RBRACE)) {
    const std::string list = statement_list(rule);
    if (!list.empty()) return list;
  }
  if (has(expected, NasgParser::SEMI) && !has(expected, NasgParser::NUMBER))
    return std::string("`;` after ") + words(rule).statement;
  std::vector<std::string> parts = punctuation(parser, expected);
  if (name)
    parts.insert(parts.begin(), has(expected, NasgParser::NUMBER) ? "an expression" : words(rule).name);
  if (!parts.empty()) return join(parts);
  for (const ssize_t type : expected.toList())
    if (parts.size() < 5) parts.push_back(token_words(parser, static_cast<std::size_t>(type)));
  return join(parts);
}

std::string found_text(const antlr4::Token& token) {
  if (token.getType() == antlr4::Token::EOF) return "the end of the text";
  constexpr std::size_t kLongest = 40;
  std::string text = token.getText();
  if (text.size() <= kLongest) return "`" + text + "`";
  std::size_t cut = kLongest;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return "`" + text.substr(0, cut) + "…`";
}

bool is_declaration_keyword(std::size_t type) {
  return type == NasgParser::IMPORT || type == NasgParser::OP || type == NasgParser::TOPOLOGY ||
         type == NasgParser::SPACE || type == NasgParser::SEARCH;
}

bool begins_declaration(antlr4::TokenStream& tokens) {
  if (!is_declaration_keyword(tokens.LA(1))) return false;
  switch (tokens.LA(2)) {
    case NasgParser::ASSIGN:
    case NasgParser::COMMA:
    case NasgParser::RPAREN:
    case NasgParser::DOT:
    case NasgParser::SEMI: return false;
    default: return true;
  }
}

}  // namespace nasg::grammar
