// SPDX-License-Identifier: Apache-2.0
// From ANTLR's parse trees to the syntax tree.
#pragma once

#include <string>
#include <vector>

#include "grammar/parser.h"
#include "grammar/syntax.h"

namespace nasg::grammar {

/// Reads contexts, also those that an error left unfinished: what is missing becomes an ErrorExpression, and
/// what has no name is left out. Recursion is as deep as brackets nest.
class Builder {
 public:
  explicit Builder(ParseSession& session) : session_(session) {}

  Module module(const std::vector<generated::NasgParser::DeclarationContext*>& declarations);
  ExpressionPtr expression(generated::NasgParser::ExpressionContext* context);

 private:
  using Parser = generated::NasgParser;

  // build_module.cpp
  void import(Module& module, Parser::ImportDeclarationContext* context);
  void op(Module& module, Parser::OpDeclarationContext* context);
  void topology(Module& module, Parser::TopologyDeclarationContext* context);
  void search(Module& module, Parser::SearchDeclarationContext* context);
  ExpressionPtr body(Parser::BodyContext* context);
  std::vector<Parameter> parameters(Parser::ParametersContext* context);
  std::optional<TypeSyntax> type(Parser::TypeContext* context);
  ShapeSyntax shape(Parser::ShapeContext* context);

  // build_space.cpp
  void space(Module& module, Parser::SpaceDeclarationContext* context);
  void frame(SpaceDeclaration& space, Parser::FrameDeclarationContext* context);
  void limit(SpaceDeclaration& space, Parser::LimitDeclarationContext* context);
  void level(SpaceDeclaration& space, Parser::LevelDeclarationContext* context);
  void notation(SpaceDeclaration& space, Parser::NotationDeclarationContext* context);
  void rule(SpaceDeclaration& space, Parser::RuleDeclarationContext* context);
  Alternative alternative(Parser::AlternativeContext* context);

  // build_expression.cpp
  ExpressionPtr too_deep(antlr4::tree::ParseTree* where, const antlr4::ParserRuleContext* context);
  ExpressionPtr plain(Parser::PlainContext* context);
  ExpressionPtr block(Parser::BlockContext* context);
  ExpressionPtr chain(Parser::ChainContext* context);
  ExpressionPtr sum(Parser::SumContext* context);
  ExpressionPtr product(Parser::ProductContext* context);
  ExpressionPtr unary(Parser::UnaryContext* context);
  ExpressionPtr postfix(Parser::PostfixContext* context);
  ExpressionPtr power(ExpressionPtr body, Parser::PowerContext* context);
  ExpressionPtr primary(Parser::PrimaryContext* context);
  ExpressionPtr list(Parser::ListContext* context);
  ExpressionPtr value_set(Parser::ValueSetContext* context);
  std::vector<Argument> arguments(Parser::ArgumentsContext* context);
  ExpressionPtr parenthesised(ExpressionPtr inner, const antlr4::ParserRuleContext* context);
  template <class Operand, class Build>
  ExpressionPtr left_leaning(antlr4::ParserRuleContext* context, Build build);

  // build_literal.cpp
  Expression::Node number(const std::string& text, Place place);
  std::string unquote(antlr4::tree::TerminalNode* token);
  Name name(const antlr4::ParserRuleContext* context) const;
  std::vector<Name> names(Parser::NamesContext* context) const;
  Place place(const antlr4::ParserRuleContext* context) const;
  Place place(antlr4::tree::TerminalNode* token) const;
  ExpressionPtr make(Expression::Node node, Place place) const;
  ExpressionPtr missing(const antlr4::ParserRuleContext* context) const;
  void report(diag::Diagnostic error) { session_.errors.push_back(std::move(error)); }

  ParseSession& session_;
};

}  // namespace nasg::grammar
