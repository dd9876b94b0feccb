// SPDX-License-Identifier: Apache-2.0
// The syntax tree of a module: what is written, with places, and nothing more.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::grammar {

using diag::Place;

struct Name {
  std::string text;
  Place place;
};

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

/// `name = value` or a bare value among the arguments of a call.
struct Argument {
  std::optional<Name> name;
  ExpressionPtr value;
};

/// `16`, `0.5`, `1.5M`, `1e-4`. A suffix k, M or G is multiplied out; `is_integer` if the result is whole
/// and written without a fraction or exponent (`1.5M` is the integer 1500000).
struct NumberLiteral {
  double real = 0;
  std::int64_t integer = 0;
  bool is_integer = false;
};
struct BoolLiteral {
  bool value = false;
};
struct StringLiteral {
  std::string value;  ///< escapes resolved
};
struct NameExpression {
  std::string name;
};
/// `callee(arguments)`; the callee may itself be a call, as in `avg_pool(2, stride = 2)(x)`.
struct CallExpression {
  ExpressionPtr callee;
  std::vector<Argument> arguments;
};
enum class BinaryOperator { kCompose, kAdd, kSubtract, kMultiply, kDivide, kConcatenate };  // >> + - * / ++
struct BinaryExpression {
  BinaryOperator op;
  Place op_place;
  ExpressionPtr left;
  ExpressionPtr right;
};
/// `body^count`, `body^{low..high}`.
struct PowerExpression {
  ExpressionPtr body;
  ExpressionPtr low;
  ExpressionPtr high;  ///< null for a plain count
};
/// `|x, y| { a = …; b = …; result }`
struct BlockExpression {
  struct Equation {
    Name name;
    ExpressionPtr value;
  };
  std::vector<Name> inputs;
  std::vector<Equation> equations;
  ExpressionPtr result;
};
/// `let [tied] name = value in body`
struct LetExpression {
  Name name;
  bool tied = false;
  ExpressionPtr value;
  ExpressionPtr body;
};
/// `{1, 3, 5}`, `{16..128 step 16}`, `{1e-4..1e-1 log 7}`
struct ValueSetExpression {
  std::vector<ExpressionPtr> values;  ///< of a listed set
  ExpressionPtr low, high, step;      ///< of a range; step null for steps of 1
  bool logarithmic = false;           ///< `log n`: n values, evenly spaced in the logarithm; n is `step`
};
/// `[2, 1, 2]`, in settings
struct ListExpression {
  std::vector<ExpressionPtr> values;
};
/// Stands where an expression could not be read; an error was reported.
struct ErrorExpression {};

struct Expression {
  using Node = std::variant<NumberLiteral, BoolLiteral, StringLiteral, NameExpression, CallExpression,
                            BinaryExpression, PowerExpression, BlockExpression, LetExpression,
                            ValueSetExpression, ListExpression, ErrorExpression>;

  Node node = ErrorExpression{};
  Place place;                 ///< with its parentheses, if it has any
  bool parenthesised = false;  ///< `(a >> b) >> c` is not the chain `a >> b >> c`

  Expression() = default;
  Expression(Node node, Place place) : node(std::move(node)), place(place) {}
  Expression(Expression&&) noexcept = default;
  Expression& operator=(Expression&&) noexcept = default;
  /// Goes down the left sides in a loop: a chain of 100,000 terms leans left as deep as it is long.
  ~Expression();
};

/// `[C, H, W]`
struct ShapeSyntax {
  std::vector<ExpressionPtr> dims;
  Place place;
};
/// `[C, H, W] -> [2*C, H/2, W/2]`; several inputs stand in parentheses: `([C], [C]) -> [C]`.
struct TypeSyntax {
  std::vector<ShapeSyntax> inputs;
  ShapeSyntax output;
  Place place;
};

struct Parameter {
  Name name;
  ExpressionPtr fallback;  ///< null if it has none
};

struct Import {
  Name path;  ///< `std.vision`, or the text of `"my_ops.nasg"`
  bool is_file = false;
};
struct OpDeclaration {
  std::string doc;
  Name name;
  std::vector<Parameter> params;
  std::optional<TypeSyntax> type;
  ExpressionPtr body;
};
struct TopologyDeclaration {
  std::string doc;
  Name name;
  std::vector<Name> params;
  ExpressionPtr body;  ///< a BlockExpression in a correct program
};
struct Alternative {
  ExpressionPtr body;
  ExpressionPtr weight;  ///< null if not given
  bool connected = false;
  Place place;
};
struct RuleDeclaration {
  std::string doc;
  Name name;
  std::optional<TypeSyntax> type;
  bool adds = false;  ///< `X |= a | b;`: to the alternatives that X has in the space that is extended
  std::vector<Alternative> alternatives;
};
struct LimitItem {
  ExpressionPtr subject;  ///< `depth`, `params`, `count(sep_conv)`, or a sum of such
  ExpressionPtr bound;
  Place place;
};
struct LevelDeclaration {
  Name name;
  std::vector<Name> nonterminals;
};
/// `notation nb201 { Cell(a, b) = "|{a}~0|{b}~1|"; id = "skip_connect"; }`
struct NotationDeclaration {
  struct Entry {
    ExpressionPtr pattern;
    std::string text;
    Place text_place;
  };
  Name name;
  std::vector<Entry> entries;
};
struct SpaceDeclaration {
  std::string doc;
  Name name;
  std::vector<Parameter> params;
  std::optional<Name> base;        ///< `extends HNB201`
  std::optional<TypeSyntax> type;  ///< `: [3, 32, 32] -> [classes]`
  ExpressionPtr frame;             ///< null if it has none
  Place frame_place;
  std::vector<RuleDeclaration> rules;
  std::vector<LimitItem> limits;
  std::vector<LevelDeclaration> levels;
  std::vector<NotationDeclaration> notations;
  Place place;
};
struct SearchDeclaration {
  struct Entry {
    Name key;
    ExpressionPtr value;
    std::optional<Name> unit;  ///< `40 evaluations`
  };
  std::string doc;
  Name name;
  Name space;
  std::vector<Argument> arguments;
  std::vector<Entry> entries;
  Place place;
};

struct Module {
  diag::SourceId source;
  std::vector<Import> imports;
  std::vector<OpDeclaration> ops;
  std::vector<TopologyDeclaration> topologies;
  std::vector<SpaceDeclaration> spaces;
  std::vector<SearchDeclaration> searches;
};

/// The tree as an indented text (`--emit=ast`), a node a line.
std::string dump(const Module& module);

}  // namespace nasg::grammar
