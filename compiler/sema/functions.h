// SPDX-License-Identifier: Apache-2.0
// From expressions of the syntax to functions of the IR.
#pragma once

#include <string>
#include <vector>

#include "compiler/sema/context.h"

namespace nasg::sema {

inline constexpr std::int64_t kMaxPower = 4096;

/// The equations of a block while it is read.
struct BlockState {
  ir::Block block;
  std::map<std::string, std::uint32_t> values;  ///< inputs and equations by name
};

/// Elaborates the expressions of one scope. Every error is reported where it stands; an invalid id says that
/// one was.
class Functions {
 public:
  Functions(Context& context, Scope& scope) : context_(context), scope_(scope) {}

  /// The expression as a function of values.
  ir::ExprId elaborate(const grammar::Expression& expression);

 private:
  using Expression = grammar::Expression;

  // leaves.cpp: names and calls
  ir::ExprId name(const std::string& name, diag::Place place, std::size_t values);
  ir::ExprId call(const Expression& expression, const grammar::CallExpression& call);
  ir::ExprId leaf(const std::string& name, const std::vector<grammar::Argument>& arguments, diag::Place place,
                  diag::Place name_place);
  ir::ExprId definition(const Definition& definition, const std::vector<grammar::Argument>& arguments,
                        diag::Place place);
  ir::ExprId layer(const ir::LayerInfo& info, const std::vector<grammar::Argument>& arguments,
                   diag::Place place);
  ir::ExprId op(const Definition& definition, const grammar::OpDeclaration& op,
                const std::vector<grammar::Argument>& arguments, diag::Place place);
  ir::ExprId topology(const Definition& definition, const grammar::TopologyDeclaration& topology,
                      const std::vector<grammar::Argument>& arguments, diag::Place place);
  /// Whether a topology works an argument out: that is no part of what its layer or op is known by.
  bool is_worked_out(const ir::Number& number) const;
  ir::ExprId nonterminal(ir::NonterminalId id, diag::Place place);
  ir::ExprId unknown(const std::string& name, diag::Place place);

  // plugin_layer.cpp: layers of shared objects
  ir::ExprId plugin(const std::vector<grammar::Argument>& arguments, diag::Place place);

  // choices.cpp: sets of values and of functions, powers of several exponents
  std::optional<ir::ExprId> choose(const Expression& expression);
  bool is_leaf(const std::string& name) const;
  bool stands_alone(const Expression& expression) const;
  std::vector<const Expression*> open_choices(const Expression& expression) const;
  std::optional<std::vector<Chosen>> options(const Expression& choice, bool of_functions) const;

  // functions.cpp: operators
  ir::ExprId dispatch(const Expression& expression);
  ir::ExprId binary(const Expression& expression, const grammar::BinaryExpression& binary);
  ir::ExprId chain(const std::vector<const Expression*>& parts, diag::Place place);
  /// E0204: a product of matrices has two factors.
  bool takes(ir::MergeKind kind, std::size_t parts, diag::Place place);
  ir::ExprId merge(ir::MergeKind kind, const std::vector<const Expression*>& parts, diag::Place place);
  ir::ExprId power(const Expression& expression, const grammar::PowerExpression& power);
  std::optional<std::int64_t> exponent(const Expression& expression,
                                       const grammar::PowerExpression& power) const;
  ir::ExprId let(const Expression& expression, const grammar::LetExpression& let);
  ir::ExprId refuse(const std::string& found, diag::Place place);

  // blocks.cpp: dataflow
  ir::ExprId block(const Expression& expression, const grammar::BlockExpression& block);
  void equations(const grammar::BlockExpression& block, std::map<std::string, bool>& used);
  /// Whether an equation names a number: it is arithmetic, and begins with a number.
  bool is_number(const Expression& expression) const;
  void name_number(const grammar::Name& name, const Expression& value);
  std::optional<std::uint32_t> value(const Expression& expression);
  std::optional<std::uint32_t> dispatch_value(const Expression& expression);
  std::optional<std::uint32_t> apply(const Expression& function, const std::vector<std::uint32_t>& inputs,
                                     diag::Place place);
  std::optional<std::uint32_t> flow(const std::vector<const Expression*>& parts);
  std::optional<std::uint32_t> merge_values(ir::MergeKind kind, const std::vector<const Expression*>& parts,
                                            diag::Place place);
  std::optional<std::uint32_t> add_step(ir::Block::Step step);
  bool is_value(const Expression& expression) const;
  bool applies_to_values(const grammar::CallExpression& call) const;

  Context& context_;
  Scope& scope_;
  BlockState* block_ = nullptr;
};

/// A number as an argument of a layer's parameter: the kind that the layer takes, or nothing.
std::optional<ir::Number> convert_argument(const ir::Number& number, ir::ParamType type);

/// The operands of `a op b op c`, unparenthesised, in order.
std::vector<const grammar::Expression*> operands(const grammar::Expression& expression,
                                                 grammar::BinaryOperator op);

/// What an operator merges by, if it does: + * ++ as operators, max, mean and matmul as calls.
std::optional<ir::MergeKind> merge_kind(grammar::BinaryOperator op);
std::optional<ir::MergeKind> merge_kind(const grammar::CallExpression& call);

}  // namespace nasg::sema
