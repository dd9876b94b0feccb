// SPDX-License-Identifier: Apache-2.0
// Inference of symbolic types.
#include "compiler/sema/types.h"

#include <algorithm>

#include "compiler/diag/codes/types.h"
#include "compiler/sema/shape_algebra.h"

namespace nasg::sema {

namespace code = diag::code;

namespace {

using Algebra = ShapeAlgebra<ir::Dim>;
using Value = Algebra::Value;

class Inference {
 public:
  Inference(ElaboratedSpace& elaborated, diag::Sink& sink)
      : elaborated_(elaborated),
        space_(elaborated.space),
        algebra_(elaborated),
        evaluator_(elaborated.space, algebra_),
        sink_(sink),
        reporter_(sink),
        types_(elaborated.space.nonterminals.size()) {}

  // 1. Quietly, until nothing changes: run the frame and every rule whose input is known; a hole passes its
  // rank on,
  //    and the first shape that a rule yields is its nonterminal's output.
  // 2. Once more, reporting: every rule must keep its nonterminal's type, the frame the space's.
  void run() {
    do {
      changed_ = false;
      pass(nullptr);
    } while (changed_);
    const std::size_t errors = sink_.errors();
    pass(&reporter_);
    frame(&reporter_, sink_.errors() == errors);
    for (std::size_t i = 0; i < types_.size(); ++i) store(i);
  }

 private:
  struct Type {
    bool reached = false;
    ir::SymbolicShape input;
    std::vector<ir::SymbolicShape> more_inputs;
    std::optional<ir::SymbolicShape> output;
    diag::Place from;  ///< of the alternative that told the output, or of the written type
    diag::Place used;  ///< the first use
    bool written = false;
  };

  void pass(Reporter* reporter) {
    frame(nullptr, false);
    reporting_ = reporter;
    for (std::size_t i = 0; i < types_.size(); ++i) {
      if (!types_[i].reached) continue;
      const ir::Nonterminal& nonterminal = space_.nonterminals[i];
      for (std::uint32_t k = 0; k < nonterminal.rule_count; ++k) alternative(i, nonterminal.first_rule + k);
    }
  }

  Value evaluate(ir::ExprId body, const std::vector<Value>& incoming,
                 std::span<const ir::NonterminalId> holes, diag::Place place, std::vector<std::string> axes) {
    algebra_.begin(reporting_, {std::move(axes), "", place});
    ir::Scope<Algebra> scope;
    scope.incoming = incoming.data();
    scope.hole = [&](std::uint32_t hole, std::span<const Value> inputs) {
      return derive(holes[hole].index(), inputs, place);
    };
    return evaluator_.apply(body, incoming, scope);
  }

  // The frame starts from numbers. Where a nonterminal's symbolic type makes a fraction of them, only the
  // layers themselves know how they round, and the frame's errors are left to the pass with concrete shapes.
  void frame(Reporter* reporter, bool check_output) {
    if (!space_.frame.valid() || space_.input.empty()) return;
    const std::vector input{Value::known({space_.input.begin(), space_.input.end()})};
    const diag::Place place = space_[space_.frame].place;
    reporting_ = nullptr;
    fraction_ = false;
    Value output = evaluate(space_.frame, input, space_.roots, place, {});
    if (!reporter || fraction_) return;
    reporting_ = reporter;
    output = evaluate(space_.frame, input, space_.roots, place, {});
    if (!check_output || !output.is_known() || space_.output.empty()) return;
    if (Algebra::is_opaque(output.shape)) {
      algebra_.fail(code::E0314, place, {space_.name, algebra_.text(output.shape)});
      return;
    }
    const ir::SymbolicShape wanted(space_.output.begin(), space_.output.end());
    if (output.shape == wanted) return;
    algebra_.begin(reporting_, {});
    algebra_.fail(code::E0307, place, {space_.name, algebra_.text(output.shape), algebra_.text(wanted)});
  }

  /// What a nonterminal makes of values; the rank of the first becomes known by that.
  Value derive(std::size_t id, std::span<const Value> inputs, diag::Place place) {
    for (const Value& input : inputs)
      if (!input.is_known()) return input;
    const Value& input = inputs[0];
    Type& type = types_[id];
    if (!type.reached) reach(id, input.shape.size(), place);
    if (type.input.size() != input.shape.size())
      return algebra_.fail(code::E0308, place, {space_.nonterminals[id].name, algebra_.text(input.shape)},
                           {{type.used, "its first use, with " + std::to_string(type.input.size()) +
                                            (type.input.size() == 1 ? " dimension" : " dimensions")}});
    for (std::size_t axis = 0; axis < type.input.size(); ++axis) {
      if (!type.input[axis].is_constant() || type.input[axis] == input.shape[axis]) continue;
      return algebra_.fail(code::E0309, place, {space_.nonterminals[id].name, algebra_.text(input.shape)},
                           {{type.from, "its type"}});
    }
    ir::SymbolicShape bound = input.shape;
    for (std::size_t i = 0; i < type.more_inputs.size() && i + 1 < inputs.size(); ++i)
      if (!takes(type.more_inputs[i], inputs[i + 1].shape, bound))
        return algebra_.fail(code::E0309, place,
                             {space_.nonterminals[id].name, algebra_.text(inputs[i + 1].shape)},
                             {{type.from, "its type"}});
    if (!type.output) return {};
    ir::SymbolicShape output = substitute(*type.output, bound);
    for (const ir::Dim& dim : output)
      if (!dim.is_small())
        return algebra_.fail(code::E0311, place, {"a shape of too many elements, " + algebra_.text(output)});
    return Value::known(std::move(output));
  }

  /// Whether a written shape takes a given one; a dimension that it is the first to name is bound by it.
  bool takes(const ir::SymbolicShape& written, const ir::SymbolicShape& given, ir::SymbolicShape& bound) {
    if (written.size() != given.size()) return false;
    for (std::size_t axis = 0; axis < written.size(); ++axis)
      if (written[axis] == ir::Dim::incoming(static_cast<int>(bound.size())))
        bound.push_back(given[axis]);
      else if (substitute({written[axis]}, bound)[0] != given[axis])
        return false;
    return true;
  }

  ir::SymbolicShape substitute(const ir::SymbolicShape& shape, const ir::SymbolicShape& incoming) {
    ir::SymbolicShape result;
    for (const ir::Dim& dim : shape) {
      result.push_back(dim.substitute(incoming));
      fraction_ = fraction_ || (result.back().is_constant() && !result.back().constant());
    }
    return result;
  }

  void reach(std::size_t id, std::size_t rank, diag::Place place) {
    Type& type = types_[id];
    type.reached = true;
    type.used = place;
    changed_ = true;
    ir::Nonterminal& nonterminal = space_.nonterminals[id];
    const auto& written = elaborated_.nonterminal_types[id];
    if (!written) {
      for (std::size_t axis = 0; axis < rank; ++axis)
        type.input.push_back(ir::Dim::incoming(static_cast<int>(axis)));
      nonterminal.axes = ir::default_axes(rank);
      return;
    }
    type.written = true;
    type.from = written->place;
    ir::SymbolicShape axes;
    for (std::size_t axis = 0; axis < nonterminal.axes.size(); ++axis)
      axes.push_back(ir::Dim::incoming(static_cast<int>(axis)));
    const auto shape_of = [&](const std::vector<ir::Number>& numbers) -> std::optional<ir::SymbolicShape> {
      ir::SymbolicShape shape;
      for (const ir::Number& number : numbers) {
        const auto dim = algebra_.dimension(number, axes, {});
        if (!dim) return std::nullopt;
        shape.push_back(*dim);
      }
      return shape;
    };
    type.input = shape_of(written->input).value_or(axes);
    for (const auto& input : written->more_inputs) type.more_inputs.push_back(shape_of(input).value_or(axes));
    type.output = shape_of(written->output);
    const auto names = ir::default_axes(written->input.size());
    for (std::size_t axis = 0; axis < names.size(); ++axis)
      if (nonterminal.axes[axis].empty()) nonterminal.axes[axis] = names[axis];
  }

  void alternative(std::size_t id, std::size_t index) {
    const ir::Rule& rule = space_.rules[index];
    if (!rule.body.valid() || (!reporting_ && types_[id].output && all_reached(rule))) return;
    // A written type with a mistake in it is none; the rule still takes as many values as it names.
    if (types_[id].more_inputs.size() + 1 != space_.nonterminals[id].inputs()) return;
    std::vector<Value> inputs{Value::known(types_[id].input)};
    for (const ir::SymbolicShape& input : types_[id].more_inputs) inputs.push_back(Value::known(input));
    const Value output = evaluate(rule.body, inputs, rule.holes, rule.place, space_.nonterminals[id].axes);
    if (!output.is_known()) return;
    if (Algebra::is_opaque(output.shape)) {
      algebra_.fail(code::E0314, rule.place, {space_.nonterminals[id].name, algebra_.text(output.shape)});
      return;
    }
    Type& type = types_[id];
    if (!type.output) {
      type.output = output.shape;
      type.from = rule.place;
      changed_ = true;
    } else if (reporting_ && !(*type.output == output.shape)) {
      disagree(id, rule, output.shape);
    }
  }

  bool all_reached(const ir::Rule& rule) const {
    return std::ranges::all_of(rule.holes,
                               [&](ir::NonterminalId hole) { return types_[hole.index()].reached; });
  }

  void disagree(std::size_t id, const ir::Rule& rule, const ir::SymbolicShape& shape) {
    const Type& type = types_[id];
    if (const auto choice = elaborated_.choices.find(id); choice != elaborated_.choices.end())
      elaborated_.differing.insert(choice->second);
    const std::string& name = space_.nonterminals[id].name;
    const std::string from = algebra_.text(type.input) + " -> ";
    const std::string own = from + algebra_.text(shape);
    const std::string other = from + algebra_.text(*type.output);
    algebra_.begin(reporting_, algebra_.context());
    if (type.written)
      algebra_.fail(code::E0306, rule.place, {name, own, other}, {{type.from, "its type"}});
    else
      algebra_.fail(code::E0305, rule.place, {name, own, other},
                    {{type.from, "this alternative is " + other}});
  }

  void store(std::size_t id) {
    if (!types_[id].reached || !types_[id].output) return;
    space_.nonterminals[id].input = types_[id].input;
    space_.nonterminals[id].more_inputs = types_[id].more_inputs;
    space_.nonterminals[id].output = *types_[id].output;
  }

  ElaboratedSpace& elaborated_;
  ir::Space& space_;
  Algebra algebra_;
  ir::Evaluator<Algebra> evaluator_;
  diag::Sink& sink_;
  Reporter reporter_;
  Reporter* reporting_ = nullptr;
  std::vector<Type> types_;
  bool changed_ = false;
  bool fraction_ = false;
};

/// Applies an op without arguments to an incoming shape of some rank.
void type_alone(ElaboratedSpace& elaborated, ir::OpId op, std::size_t rank, diag::Sink& sink) {
  Algebra algebra(elaborated);
  Reporter reporter(sink);
  const auto& type = elaborated.op_types[op.index()];
  ir::SymbolicShape input;
  for (std::size_t axis = 0; axis < rank; ++axis) input.push_back(ir::Dim::incoming(static_cast<int>(axis)));
  if (type)
    for (std::size_t axis = 0; axis < rank; ++axis)
      if (const auto dim = algebra.dimension(type->input[axis], input, {})) input[axis] = *dim;
  algebra.begin(&reporter, {ir::default_axes(rank), "", {}});
  const ir::Space& space = elaborated.space;
  const ir::Call call{op, {}, space[op].name};
  const Value incoming = Value::known(input);
  elaborated.space.exprs.push_back({call, space[op].place});
  ir::Evaluator<Algebra> evaluator(space, algebra);
  evaluator.apply(ir::ExprId(space.exprs.size() - 1), {&incoming, 1}, {});
  elaborated.space.exprs.pop_back();
}

}  // namespace

void infer_types(ElaboratedSpace& elaborated, diag::Sink& sink) {
  Inference(elaborated, sink).run();
}

void check_op_alone(ElaboratedSpace& elaborated, diag::Sink& sink) {
  const ir::OpId op(0);
  if (!elaborated.space[op].body.valid() || !elaborated.space[op].params.empty()) return;
  if (const auto& type = elaborated.op_types[0]) return type_alone(elaborated, op, type->input.size(), sink);
  diag::Sink image;
  diag::Sink vector;
  type_alone(elaborated, op, 3, image);
  type_alone(elaborated, op, 1, vector);
  if (!image.has_errors() || !vector.has_errors()) return;
  for (const diag::Diagnostic& error : image.all()) sink.add(error);
}

}  // namespace nasg::sema
