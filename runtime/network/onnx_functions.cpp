// SPDX-License-Identifier: Apache-2.0
// Elementwise functions and reshapes as operators of ONNX.
#include "runtime/network/onnx_functions.h"

#include <cmath>
#include <numbers>

#include "runtime/network/forward_body.h"
#include "runtime/network/slots.h"

namespace nasg::network {

namespace {

using Kind = ir::LayerKind;
using Integers = OnnxGraph::Integers;

/// The operator that a layer without arguments is, if it is one.
const char* operator_of(Kind kind) {
  switch (kind) {
    case Kind::kRelu: return "Relu";
    case Kind::kHardswish: return "HardSwish";
    case Kind::kSigmoid: return "Sigmoid";
    case Kind::kTanh: return "Tanh";
    case Kind::kSoftplus: return "Softplus";
    case Kind::kNegate: return "Neg";
    case Kind::kAbs: return "Abs";
    case Kind::kSqrt: return "Sqrt";
    case Kind::kExp: return "Exp";
    case Kind::kLog: return "Log";
    case Kind::kSin: return "Sin";
    case Kind::kCos: return "Cos";
    case Kind::kSinh: return "Sinh";
    case Kind::kCosh: return "Cosh";
    case Kind::kAsinh: return "Asinh";
    case Kind::kAtanh: return "Atanh";
    case Kind::kErf: return "Erf";
    case Kind::kReciprocal: return "Reciprocal";
    case Kind::kGlobalAvgPool: return "GlobalAveragePool";
    case Kind::kGlobalMaxPool: return "GlobalMaxPool";
    default: return nullptr;
  }
}

const Integers kTurned{0, 2, 1};

/// sin(pi x) / (pi x), and 1 at 0.
std::string sinc(OnnxGraph& graph, const std::string& x) {
  const std::string angle = graph.node("Mul", {x, graph.scalar("pi", std::numbers::pi_v<float>)});
  const std::string ratio = graph.node("Div", {graph.node("Sin", {angle}), angle});
  const std::string at_zero = graph.node("Equal", {x, graph.scalar("zero", 0)});
  return graph.node("Where", {at_zero, graph.scalar("one", 1), ratio});
}

}  // namespace

std::optional<std::string> onnx_function(OnnxGraph& graph, const derivation::PlanStep::Layer& layer,
                                         const std::string& x, const ir::Shape& output) {
  if (const char* op = operator_of(layer.kind)) return graph.node(op, {x});
  const auto whole = [&](std::size_t i) { return integer(layer.args, i); };
  const auto number = [&] {
    const auto value = static_cast<float>(real(layer.args[0]));
    return graph.scalar("number." + real_text(value), value);
  };
  switch (layer.kind) {
    case Kind::kLeakyRelu:
      return graph.node("LeakyRelu", {x}, {{"alpha", static_cast<float>(real(layer.args[0]))}});
    case Kind::kSquare: return graph.node("Mul", {x, x});
    case Kind::kSinc: return sinc(graph, x);
    case Kind::kShift: return graph.node("Add", {x, number()});
    case Kind::kScale: return graph.node("Mul", {x, number()});
    case Kind::kRootScale: {
      const std::string length = std::to_string(output.back());
      return graph.node("Div",
                        {x, graph.scalar("root." + length, std::sqrt(static_cast<float>(output.back())))});
    }
    case Kind::kSoftmax: return graph.node("Softmax", {x}, {{"axis", std::int64_t{-1}}});
    case Kind::kFlatten: return graph.node("Flatten", {x}, {{"axis", std::int64_t{1}}});
    case Kind::kCrop:
      return graph.slice(graph.slice(x, 2, whole(0), whole(0) + output[1]), 3, whole(1),
                         whole(1) + output[2]);
    case Kind::kSlice: return graph.slice(x, 1, whole(0), whole(0) + whole(1));
    case Kind::kExpand: return graph.node("Expand", {x, graph.integers({1, 1, whole(0), whole(1)})});
    case Kind::kUpsample: {  // the nearest pixel is what Resize takes unless it is told otherwise
      const auto factor = static_cast<float>(whole(0));
      const std::string scales = graph.floats("scales." + real_text(factor), {4}, {1, 1, factor, factor});
      return graph.node("Resize", {x, "", scales});
    }
    case Kind::kTokens: return graph.transpose(graph.reshape(x, {0, 0, -1}), kTurned);
    case Kind::kImage:
      return graph.reshape(graph.transpose(x, kTurned), {0, output[0], output[1], output[2]});
    case Kind::kTranspose: return graph.transpose(x, output.size() == 2 ? kTurned : Integers{0, 1, 3, 2});
    case Kind::kPermute: return graph.transpose(x, {0, whole(0), whole(1), whole(2)});
    case Kind::kReverse:  // from the last place on, to before the first
      return graph.node("Slice", {x, graph.integers({-1}), graph.integers({-output[0] - 1}),
                                  graph.integers({1}), graph.integers({-1})});
    case Kind::kTokenMean:
      return graph.node("ReduceMean", {x}, {{"axes", Integers{1}}, {"keepdims", std::int64_t{0}}});
    default: return std::nullopt;
  }
}

}  // namespace nasg::network
