// SPDX-License-Identifier: Apache-2.0
// From parse trees to lines: which statements, groups and places to break there are.
#include "grammar/format.h"

#include <algorithm>

#include "grammar/format_comments.h"
#include "grammar/format_layout.h"
#include "grammar/format_spacing.h"
#include "grammar/parse.h"
#include "grammar/parser.h"

namespace nasg::grammar {

using antlr4::ParserRuleContext;
using antlr4::Token;
using antlr4::tree::ParseTree;
using antlr4::tree::TerminalNode;
using generated::NasgParser;
using Breaks = Layout::Breaks;
using Indent = Layout::Indent;

namespace {

constexpr int kStep = 2;

/// The token that a node is, if it is one.
const Token* as_token(ParseTree* node) {
  auto* leaf = dynamic_cast<TerminalNode*>(node);
  return leaf == nullptr ? nullptr : leaf->getSymbol();
}

bool is_token(ParseTree* node, std::size_t type) {
  const Token* token = as_token(node);
  return token != nullptr && token->getType() == type;
}

class Formatter {
 public:
  Formatter(ParseSession& session, std::string_view text)
      : text_(text),
        tokens_(session.tokens()),
        comments_(attach_comments(tokens_)),
        spacing_(tokens_.size()),
        pads_(tokens_.size(), 0) {}

  std::string module(const std::vector<NasgParser::DeclarationContext*>& declarations) {
    for (NasgParser::DeclarationContext* declaration : declarations)
      statement(*declaration, declaration != declarations.front());
    above(comments_.back(), !declarations.empty());
    return layout_.print(kLineWidth);
  }

 private:
  struct Group {
    Breaks breaks;
    Indent indent;
    int deeper;
  };

  const Comments& comments_of(const Token& token) const { return comments_[token.getTokenIndex()]; }

  /// Opens a group at the next token, behind the blank in front of it.
  void open(Breaks breaks, Indent indent, int deeper = 0) { pending_.push_back({breaks, indent, deeper}); }
  void open_pending() {
    for (const Group& group : pending_) layout_.open(group.breaks, group.indent, group.deeper);
    pending_.clear();
  }
  void close() {
    if (pending_.empty()) return layout_.close();
    pending_.pop_back();
  }

  void line(int out = 0, bool empty_line = false) {
    open_pending();
    layout_.line(out, empty_line);
    separated_ = true;
  }

  /// Begins a line with the comments above a token; the token itself comes next.
  void above(const Comments& comments, bool may_leave_empty_line, int out = 0) {
    bool empty_line = may_leave_empty_line;
    for (const Comments::Line& comment : comments.above) {
      line(0, comment.empty_line && empty_line);
      layout_.lines(comment.text);
      empty_line = true;
    }
    line(out, comments.empty_line && empty_line && out == 0);
    above_is_done_ = true;
  }

  void token(const Token& token) {
    if (token.getType() == Token::EOF) return;
    const Comments& comments = comments_of(token);
    if (pads_[token.getTokenIndex()] > 0) layout_.pad(pads_[token.getTokenIndex()]);
    if (!above_is_done_) {
      for (const Comments::Line& comment : comments.above) {
        layout_.newline();
        layout_.lines(comment.text);
      }
      if (!comments.above.empty()) layout_.newline();
    }
    const bool commented = !comments.before.empty();
    if (!separated_ && last_ != nullptr &&
        (commented ? Spacing::before_comment(*last_) : spacing_.between(*last_, token)))
      layout_.space();
    open_pending();
    for (const std::string& comment : comments.before) {
      layout_.text(comment);
      if (&comment != &comments.before.back() || Spacing::after_comment(token)) layout_.space();
    }
    layout_.text(text_.substr(token.getStartIndex(), token.getStopIndex() + 1 - token.getStartIndex()));
    for (const std::string& comment : comments.behind) layout_.comment(comment);
    separated_ = above_is_done_ = false;
    last_ = &token;
  }

  /// A declaration, member, equation or setting on a line of its own.
  void statement(ParserRuleContext& context, bool may_leave_empty_line) {
    above(comments_of(*context.start), may_leave_empty_line);
    node(&context);
  }

  void node(ParseTree* tree) {
    if (const Token* leaf = as_token(tree)) return token(*leaf);
    auto& context = *static_cast<ParserRuleContext*>(tree);
    spacing_.visit(context);
    switch (context.getRuleIndex()) {
      case NasgParser::RuleBody: return body(context);
      case NasgParser::RuleSpaceDeclaration:
      case NasgParser::RuleSearchDeclaration:
      case NasgParser::RuleNotationDeclaration:
      case NasgParser::RuleBlock: return braces(context);
      case NasgParser::RuleRuleDeclaration: return alternatives(context);
      case NasgParser::RuleChain:
      case NasgParser::RuleSum: return operands(context);
      case NasgParser::RulePlain: return lets(context);
      case NasgParser::RuleParameters:
      case NasgParser::RuleArguments:
      case NasgParser::RuleNames:
      case NasgParser::RuleShape:
      case NasgParser::RuleValueSet:
      case NasgParser::RuleList:
      case NasgParser::RuleLimitDeclaration: return list(context);
      default:
        for (ParseTree* child : context.children) node(child);
    }
  }

  /// A body that does not fit behind its `=` begins on the next line; a block stays.
  void body(ParserRuleContext& context) {
    for (ParseTree* child : context.children) {
      const auto* part = dynamic_cast<ParserRuleContext*>(child);
      const bool plain = part != nullptr && part->getRuleIndex() == NasgParser::RulePlain;
      if (plain) {
        open(Breaks::kAll, Indent::kDeeper, kStep);
        line();
      }
      node(child);
      if (plain) close();
    }
  }

  /// `head { statement … }`, open if the first statement is on a line of its own.
  void braces(ParserRuleContext& context) {
    bool inside = false;
    bool first = true;
    for (ParseTree* child : context.children) {
      if (is_token(child, NasgParser::RBRACE)) {
        const Token& brace = *as_token(child);
        if (!first || !comments_of(brace).above.empty()) above(comments_of(brace), !first, kStep);
        layout_.close();  // before the brace, whose comment must not break the group
        token(brace);
        inside = false;
      } else if (inside && as_token(child) == nullptr) {
        statement(*static_cast<ParserRuleContext*>(child), !first);
        first = false;
      } else {
        node(child);
      }
      if (is_token(child, NasgParser::LBRACE)) {
        inside = true;
        layout_.open(Breaks::kAll, Indent::kDeeper, kStep);
        if (comments_[next(as_token(child)->getTokenIndex())].starts_line) layout_.force();
        align(context);
      }
    }
  }

  /// The index of the token after one, comments left out.
  std::size_t next(std::size_t index) const {
    do ++index;
    while (tokens_[index]->getChannel() != Token::DEFAULT_CHANNEL);
    return index;
  }

  /// Makes the `=` behind the names of neighbouring statements stand in one column.
  void align(const ParserRuleContext& around) {
    struct Row {
      std::size_t sign;
      int width;
    };
    std::vector<Row> rows;
    const auto finish = [&] {
      int width = 0;
      for (const Row& row : rows) width = std::max(width, row.width);
      for (const Row& row : rows) pads_[row.sign] = width - row.width;
      rows.clear();
    };
    for (ParseTree* child : around.children) {
      if (as_token(child) != nullptr) continue;
      const Token& head = *static_cast<ParserRuleContext*>(child)->start;
      const std::size_t sign = next(head.getTokenIndex());
      const Comments& in_front = comments_of(head);
      if (!in_front.above.empty() || in_front.empty_line) finish();
      if (tokens_[sign]->getType() == NasgParser::ASSIGN && sign == head.getTokenIndex() + 1 &&
          in_front.before.empty()) {
        rows.push_back({sign, static_cast<int>(head.getText().size())});
      } else {
        finish();
      }
    }
    finish();
  }

  /// `= a | b;`, all on one line, or each alternative on one, with `|` under `=`.
  void alternatives(ParserRuleContext& context) {
    TerminalNode* bar = context.getToken(NasgParser::BAR, 0);
    for (ParseTree* child : context.children) {
      const bool sign = is_token(child, NasgParser::ASSIGN) || is_token(child, NasgParser::JOIN);
      if (sign) open(Breaks::kAll, Indent::kColumn);
      if (is_token(child, NasgParser::BAR)) line();
      if (is_token(child, NasgParser::SEMI)) close();
      node(child);
      if (sign && bar != nullptr && comments_of(*bar->getSymbol()).starts_line) layout_.force();
    }
  }

  /// `a >> b >> c`: lines begin with an operator.
  void operands(ParserRuleContext& context) {
    if (context.children.size() == 1) return node(context.children.front());
    open(Breaks::kFill, Indent::kColumn);
    for (ParseTree* child : context.children) {
      if (as_token(child) != nullptr) line();
      node(child);
    }
    close();
  }

  /// `let a = b in c`: lines end with `in`.
  void lets(ParserRuleContext& context) {
    if (context.children.size() == 1) return node(context.children.front());
    open(Breaks::kFill, Indent::kColumn);
    for (ParseTree* child : context.children) {
      node(child);
      if (child != context.children.back()) line();
    }
    close();
  }

  /// `(a, b, c)`: lines end with a comma, and go on behind the bracket.
  void list(ParserRuleContext& context) {
    const bool brackets = as_token(context.children.front()) != nullptr;
    if (!brackets) open(Breaks::kFill, Indent::kColumn);
    for (ParseTree* child : context.children) {
      if (brackets && child == context.children.back()) close();
      node(child);
      if (brackets && child == context.children.front()) open(Breaks::kFill, Indent::kColumn);
      if (is_token(child, NasgParser::COMMA)) line();
    }
    if (!brackets) close();
  }

  std::string_view text_;
  std::vector<Token*> tokens_;
  std::vector<Comments> comments_;  ///< by index of the token
  Spacing spacing_;
  std::vector<int> pads_;  ///< by index of the token: blanks in front of it for alignment
  Layout layout_;
  std::vector<Group> pending_;
  const Token* last_ = nullptr;
  bool separated_ = false;      ///< a place to break stands before the next token
  bool above_is_done_ = false;  ///< the comments above the next token are written
};

}  // namespace

std::optional<std::string> format(const diag::SourceMap& sources, diag::SourceId source, diag::Sink& sink) {
  const std::size_t errors = sink.errors();
  parse(sources, source, sink);
  if (sink.errors() > errors) return std::nullopt;
  ParseSession session(sources[source].text(), source);
  const auto declarations = session.declarations();
  return Formatter(session, sources[source].text()).module(declarations);
}

}  // namespace nasg::grammar
