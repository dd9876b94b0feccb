// SPDX-License-Identifier: Apache-2.0
// The algebra of shapes.
#include "compiler/sema/shape_algebra.h"

#include <algorithm>

#include "compiler/diag/codes/types.h"
#include "compiler/sema/numbers.h"

namespace nasg::sema {

using diag::Code;
namespace code = diag::code;
using diag::make;
using Kind = ir::Number::Kind;

namespace {

constexpr int kFirstOpaque = 16;  // shapes have fewer axes
constexpr std::int64_t kMaxArgument = std::int64_t{1} << 20;
constexpr std::int64_t kMaxElements = std::int64_t{1} << 40;

template <class D>
std::optional<std::int64_t> constant(const D& dim) {
  if constexpr (std::is_same_v<D, ir::Dim>)
    return dim.constant();
  else
    return dim;
}

template <class D>
bool fits(const ir::BasicShape<D>& shape) {
  std::int64_t product = 1;
  for (const D& dim : shape) {
    if constexpr (std::is_same_v<D, ir::Dim>)
      if (!dim.is_small()) return false;
    const std::int64_t size = constant(dim).value_or(1);
    if (__builtin_mul_overflow(product, size, &product) || product > kMaxElements) return false;
  }
  return true;
}

std::optional<std::int64_t> apply(Kind kind, std::int64_t a, std::int64_t b) {
  return checked(kind, a, b);
}

std::optional<ir::Dim> apply(Kind kind, const ir::Dim& a, const ir::Dim& b) {
  if (!a.is_small() || !b.is_small()) return std::nullopt;
  switch (kind) {
    case Kind::kAdd: return a + b;
    case Kind::kSubtract: return a - b;
    case Kind::kMultiply: {
      const auto x = a.constant();
      const auto y = b.constant();
      if (x && y && !checked(kind, *x, *y)) return std::nullopt;
      return a * b;
    }
    default: break;
  }
  const auto divisor = b.constant();
  if (!divisor || *divisor < 1 || *divisor > kMaxArgument) return std::nullopt;
  return floor_divide(a, *divisor);
}

double real_arithmetic(Kind kind, double a, double b) {
  switch (kind) {
    case Kind::kAdd: return a + b;
    case Kind::kSubtract: return a - b;
    case Kind::kMultiply: return a * b;
    default: return a / b;
  }
}

template <class D>
std::optional<double> to_real(const ir::BasicScalar<D>& number) {
  if (const auto* real = std::get_if<double>(&number)) return *real;
  const auto whole = constant(std::get<D>(number));
  return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
}

bool holds(const diag::Place& whole, const diag::Place& part) {
  return whole.source == part.source && whole.begin <= part.begin && part.end <= whole.end;
}

}  // namespace

diag::Diagnostic* Reporter::add(diag::Diagnostic diagnostic) {
  const diag::Place& place = diagnostic.primary;
  if (!seen_.insert({diagnostic.code, place.source.value, place.begin, place.end}).second) return nullptr;
  return &sink_.add(std::move(diagnostic));
}

template <class D>
void ShapeAlgebra<D>::begin(Reporter* reporter, ShapeContext context) {
  reporter_ = reporter;
  context_ = std::move(context);
  uses_.clear();
  problem_.clear();
  opaque_ = 0;
}

template <class D>
Flow<D> ShapeAlgebra<D>::fail(Code code, diag::Place place, std::vector<std::string> arguments,
                              std::vector<diag::Label> labels) {
  if (!reporter_) return Value::failed();
  diag::Diagnostic error{code, place, std::move(arguments), std::move(labels), {}, {}};
  if (!uses_.empty()) {
    const ir::Expr& use = space_[uses_.front().call];
    const std::string& name = space_[std::get<ir::Call>(use.node).op].name;
    if (!(use.place == place)) error.label(use.place, "in this use of `" + name + "`");
  } else if (context_.rule.known() && !holds(context_.rule, place)) {
    error.label(context_.rule, "in this alternative");
  }
  if (!context_.note.empty()) error.note(context_.note);
  reporter_->add(std::move(error));
  return Value::failed();
}

template <class D>
std::string ShapeAlgebra<D>::text(const ir::BasicShape<D>& shape) const {
  if constexpr (std::is_same_v<D, ir::Dim>)
    return ir::text(shape, context_.axes);
  else
    return ir::text(shape);
}

template <class D>
std::optional<std::string> ShapeAlgebra<D>::argument_error(const ir::Layer& layer,
                                                           std::span<const Number> args) const {
  const ir::LayerInfo& row = ir::info(layer.kind);
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string name = std::string("its ") + row.params[i].name;
    const D* whole = std::get_if<D>(&args[i]);
    if (row.params[i].type == ir::ParamType::kReal) {
      if (whole) return name + " must be a number";
      continue;
    }
    if (!whole) return name + " must be an integer";
    if (row.params[i].type == ir::ParamType::kLarge) continue;
    const auto value = constant(*whole);
    if (value && (*value > kMaxArgument || *value < -kMaxArgument)) return name + " is too large";
    if (row.params[i].type == ir::ParamType::kBool && (!value || *value < 0 || *value > 1))
      return name + " must be `true` or `false`";
  }
  return std::nullopt;
}

template <class D>
Flow<D> ShapeAlgebra<D>::layer(const ir::Layer& layer, ir::ExprId id, std::span<const Number> args,
                               const Value& input) {
  const std::string problem = std::exchange(problem_, "");
  if (!uses_.empty() && uses_.back().input.state == Value::State::kFailed) return Value::failed();
  if (!input.is_known()) return input;
  const char* name = ir::info(layer.kind).name;
  const diag::Place place = space_[id].place;
  if (!problem.empty()) return fail(code::E0310, place, {name, problem});
  if (const auto wrong = argument_error(layer, args))
    return fail(code::E0303, place, {name, text(input.shape), *wrong});
  auto output = ir::layer_shape<D>(layer.kind, args, input.shape);
  if (const auto* why = std::get_if<std::string>(&output))
    return fail(code::E0303, place, {name, text(input.shape), *why});
  auto& shape = std::get<ir::BasicShape<D>>(output);
  if (!fits(shape)) return fail(code::E0311, place, {"a shape of too many elements, " + text(shape)});
  return Value::known(std::move(shape));
}

template <class D>
Flow<D> ShapeAlgebra<D>::merge(ir::MergeKind kind, ir::ExprId id, std::span<const Value> branches) {
  std::vector<ir::BasicShape<D>> shapes;
  for (const Value& branch : branches)
    if (branch.state == Value::State::kFailed) return branch;
  for (const Value& branch : branches) {
    if (!branch.is_known()) return branch;
    shapes.push_back(branch.shape);
  }
  auto output = ir::merge_shape<D>(kind, shapes);
  if (auto* shape = std::get_if<ir::BasicShape<D>>(&output)) return Value::known(std::move(*shape));
  std::string all;
  for (std::size_t i = 0; i < shapes.size(); ++i)
    all += (i ? (i + 1 == shapes.size() ? " and " : ", ") : "") + text(shapes[i]);
  std::vector<diag::Label> labels;
  const auto* node = std::get_if<ir::Merge>(&space_[id].node);
  if (node)
    for (std::size_t i = 0; i < shapes.size(); ++i)
      labels.push_back({space_[node->parts[i]].place, "this branch yields " + text(shapes[i])});
  const diag::Place place = node ? space_[id].place : step_;
  if (kind == ir::MergeKind::kMatmul)
    return fail(code::E0313, place, {ir::name(kind), all, std::get<std::string>(output)}, std::move(labels));
  return fail(code::E0304, place, {ir::name(kind), all}, std::move(labels));
}

template <class D>
void ShapeAlgebra<D>::enter(const ir::Call& call, ir::ExprId id, std::span<const Number> args,
                            const Value& input) {
  const std::string problem = std::exchange(problem_, "");
  const bool dead = !uses_.empty() && uses_.back().input.state == Value::State::kFailed;
  uses_.push_back({id, {args.begin(), args.end()}, dead ? Value::failed() : input});
  Use& use = uses_.back();
  if (!problem.empty() && use.input.is_known())
    use.input = fail(code::E0310, space_[id].place, {space_[call.op].name, problem});
  if constexpr (std::is_same_v<D, ir::Dim>) {
    const auto& type = elaborated_.op_types[call.op.index()];
    if (!type || !use.input.is_known()) return;
    bool agrees = type->input.size() == use.input.shape.size();
    for (std::size_t axis = 0; agrees && axis < type->input.size(); ++axis)
      agrees = dimension(type->input[axis], use.input.shape, args) == use.input.shape[axis];
    if (agrees) return;
    use.input = fail(code::E0309, space_[id].place, {space_[call.op].name, text(use.input.shape)},
                     {{type->place, "its type"}});
  }
}

template <class D>
Flow<D> ShapeAlgebra<D>::leave(const ir::Call& call, ir::ExprId, Value output) {
  const Use use = std::move(uses_.back());
  if (use.input.state == Value::State::kFailed) output = Value::failed();
  if constexpr (std::is_same_v<D, ir::Dim>) {
    const auto& type = elaborated_.op_types[call.op.index()];
    const bool check = type && use.input.is_known() && output.is_known();
    if (check && !keeps_type(use, *type, output)) output = Value::failed();
  }
  uses_.pop_back();
  return output;
}

template <class D>
bool ShapeAlgebra<D>::keeps_type(const Use& use, const FunctionType& type, const Value& output) {
  ir::BasicShape<D> written;
  bool agrees = type.output.size() == output.shape.size();
  for (std::size_t axis = 0; axis < type.output.size(); ++axis) {
    const auto dim = dimension(type.output[axis], use.input.shape, use.args);
    if (dim) written.push_back(*dim);
    if (!agrees || (dim && *dim == output.shape[axis])) continue;
    // `H/2` says nothing of how an odd H is rounded: that is the layer's affair.
    const bool rounded =
        dim && type.output[axis].kind == Kind::kDivide && constant(*dim) && constant(output.shape[axis]);
    agrees = rounded && *dim + D(1) == output.shape[axis];
  }
  if (agrees) return true;
  const std::string& name = space_[std::get<ir::Call>(space_[use.call].node).op].name;
  const bool known = written.size() == type.output.size();
  fail(code::E0306, type.place, {name, text(output.shape), known ? text(written) : "something else"});
  return false;
}

template <class D>
ir::BasicScalar<D> ShapeAlgebra<D>::dim(const Value& value, int axis) {
  if (!value.is_known()) return D(1);
  const auto index = static_cast<std::size_t>(axis);
  if (index < value.shape.size()) return value.shape[index];
  problem_ =
      "it names dimension " + std::to_string(axis + 1) + " of its input, which is " + text(value.shape);
  return D(1);
}

template <class D>
ir::BasicScalar<D> ShapeAlgebra<D>::arithmetic(Kind kind, const Number& a, const Number& b) {
  const D* x = std::get_if<D>(&a);
  const D* y = std::get_if<D>(&b);
  if (x && y) {
    if (auto value = apply(kind, *x, *y)) return std::move(*value);
    const bool divides = kind == Kind::kDivide;
    const bool largest = kind == Kind::kMax && std::is_same_v<D, ir::Dim>;
    problem_ = largest   ? "the larger of dimensions needs a name, in a block: `n = max(…);`"
               : divides ? "it divides by what is no number above 0"
                         : "a number in it is too large";
    return D(1);
  }
  const auto left = to_real<D>(a);
  const auto right = to_real<D>(b);
  if (left && right && !(kind == Kind::kDivide && *right == 0)) return real_arithmetic(kind, *left, *right);
  problem_ = "it mixes a fraction with a dimension, or divides by 0";
  return D(1);
}

template <class D>
bool ShapeAlgebra<D>::is_zero(const Number& number) const
  requires std::same_as<D, std::int64_t>
{
  return number == Number(std::int64_t{0});
}

template <class D>
bool ShapeAlgebra<D>::goes_on(const ir::Block& block, std::span<const Number> numbers)
  requires std::same_as<D, std::int64_t>
{
  if (!ways_) return true;
  bool guessed = false;
  // So that no two blocks of one way look alike.
  ways_->numbers.push_back(0);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    guessed = guessed || block.numbers[i].opaque;
    const auto* whole = std::get_if<std::int64_t>(&numbers[i]);
    if (block.numbers[i].shapes) ways_->numbers.push_back(whole ? *whole : 0);
  }
  return !guessed || ways_->seen.insert(ways_->numbers).second;
}

template <class D>
ir::BasicScalar<D> ShapeAlgebra<D>::opaque(const ir::Block::NamedNumber& named)
  requires std::same_as<D, ir::Dim>
{
  const int axis = kFirstOpaque + opaque_++;
  for (std::size_t i = context_.axes.size(); i < static_cast<std::size_t>(axis); ++i)
    context_.axes.push_back("d" + std::to_string(i));
  if (context_.axes.size() == static_cast<std::size_t>(axis)) context_.axes.push_back(named.name);
  return ir::Dim::incoming(axis);
}

template <class D>
bool ShapeAlgebra<D>::is_opaque(const ir::BasicShape<D>& shape)
  requires std::same_as<D, ir::Dim>
{
  return std::ranges::any_of(shape, [](const ir::Dim& dim) { return dim.axes() > kFirstOpaque; });
}

template <class D>
std::optional<D> ShapeAlgebra<D>::dimension(const ir::Number& number, const ir::BasicShape<D>& shape,
                                            std::span<const Number> params) {
  const auto at = static_cast<std::size_t>(number.integer);
  switch (number.kind) {
    case Kind::kInteger: return D(number.integer);
    case Kind::kReal: return std::nullopt;
    case Kind::kDim: return at < shape.size() ? std::optional(shape[at]) : std::nullopt;
    case Kind::kParam: {
      const D* whole = at < params.size() ? std::get_if<D>(&params[at]) : nullptr;
      return whole ? std::optional(*whole) : std::nullopt;
    }
    default: break;
  }
  const auto a = dimension(number.operands[0], shape, params);
  const auto b = dimension(number.operands[1], shape, params);
  return a && b ? apply(number.kind, *a, *b) : std::nullopt;
}

template class ShapeAlgebra<ir::Dim>;
template class ShapeAlgebra<std::int64_t>;

}  // namespace nasg::sema
