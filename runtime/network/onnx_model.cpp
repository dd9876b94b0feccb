// SPDX-License-Identifier: Apache-2.0
// Lowers layers to ONNX operators.
#include "runtime/network/onnx_model.h"

#include <numbers>

#include "runtime/network/forward_body.h"
#include "runtime/network/onnx_functions.h"
#include "runtime/network/onnx_graph.h"
#include "runtime/network/onnx_rows.h"

namespace nasg::network {

namespace {

using ir::LayerKind;
using Integers = OnnxGraph::Integers;
using Names = std::vector<std::string>;

constexpr float kEpsilon = 1e-5F;

class Lowering {
 public:
  Lowering(const derivation::Plan& plan, const Slots& slots, OnnxGraph& graph)
      : plan_(plan), slots_(slots), graph_(graph), values_(plan.shapes.size()) {}

  void run() {
    graph_.input("input", plan_.input);
    values_[0] = "input";
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) step(i);
    std::string& result = values_[plan_.result];
    if (result == "input") result = graph_.node("Identity", {result});
    graph_.rename(result, "output");
    graph_.output("output", plan_.shapes[plan_.result]);
  }

 private:
  void step(std::size_t index) {
    const derivation::PlanStep& step = plan_.steps[index];
    Names inputs;
    for (const derivation::ValueId input : step.inputs) inputs.push_back(values_[input]);
    values_[step.output] = ir::match(
        step.what,
        [&](const derivation::PlanStep::Layer& layer) {
          const auto slot = slots_.by_step[index];
          const ir::Shape& from = plan_.shapes[step.inputs[0]];
          const ir::Shape& to = plan_.shapes[step.output];
          if (auto rows = onnx_rows(graph_, layer, slot ? &slots_.all[*slot] : nullptr, inputs[0], from, to))
            return *std::move(rows);
          return slot ? with_slot(slots_.all[*slot], inputs[0]) : plain(layer, inputs[0], to);
        },
        [&](ir::MergeKind kind) { return merge(kind, inputs); });
  }

  /// Layers with parameters. ONNX's norms always scale and shift: by 1 and 0 where ours do not.
  std::string with_slot(const Slot& slot, const std::string& x) {
    const auto argument = [&](std::size_t i) { return integer(slot.args, i); };
    const std::string weight = slot.name + ".weight";
    const std::string bias = slot.name + ".bias";
    const auto biased = [&](bool has_bias) { return has_bias ? Names{x, weight, bias} : Names{x, weight}; };
    const auto scaled = [&](const Integers& dims) {
      return argument(0) != 0 ? Names{x, weight, bias}
                              : Names{x, graph_.filled(weight, dims, 1), graph_.filled(bias, dims, 0)};
    };
    const std::int64_t channels = slot.input[0];
    const ir::Shape dims = ir::weight_dims(slot.kind, slot.args, slot.input);
    switch (slot.kind) {
      case LayerKind::kConv2d:
        return graph_.node("Conv", biased(argument(6) != 0),
                           {{"kernel_shape", Integers(2, argument(1))},
                            {"strides", Integers(2, argument(2))},
                            {"pads", Integers(4, argument(3))},
                            {"dilations", Integers(2, argument(4))},
                            {"group", argument(5)}});
      case LayerKind::kConvTranspose2d:
        return graph_.node("ConvTranspose", biased(argument(5) != 0),
                           {{"kernel_shape", Integers(2, argument(1))},
                            {"strides", Integers(2, argument(2))},
                            {"pads", Integers(4, argument(3))},
                            {"group", argument(4)}});
      case LayerKind::kLinear: return linear(slot, biased(argument(1) != 0));
      case LayerKind::kBatchNorm: {
        Names inputs = scaled({channels});
        inputs.insert(inputs.end(), {slot.name + ".running_mean", slot.name + ".running_var"});
        return graph_.node("BatchNormalization", inputs, {{"epsilon", kEpsilon}});
      }
      case LayerKind::kInstanceNorm:
        return graph_.node("InstanceNormalization", scaled({channels}), {{"epsilon", kEpsilon}});
      case LayerKind::kLayerNorm:
        return graph_.node("LayerNormalization", scaled(dims),
                           {{"axis", -static_cast<std::int64_t>(dims.size())}, {"epsilon", kEpsilon}});
      case LayerKind::kGroupNorm: return group_norm(slot, x);
      case LayerKind::kRmsNorm: {
        const std::string squares = graph_.node("ReduceMean", {graph_.node("Mul", {x, x})},
                                                {{"axes", Integers{-1}}, {"keepdims", std::int64_t{1}}});
        const std::string root =
            graph_.node("Sqrt", {graph_.node("Add", {squares, graph_.scalar("epsilon", kEpsilon)})});
        return graph_.node("Mul", {graph_.node("Div", {x, root}), weight});
      }
      case LayerKind::kChannelScale: return graph_.node("Mul", {x, weight});
      case LayerKind::kChannelShift:
      case LayerKind::kPositions: return graph_.node("Add", {x, weight});
      case LayerKind::kChannelConstant: return graph_.node("Expand", {weight, graph_.node("Shape", {x})});
      default: break;
    }
    NASG_ASSERT(false, "every layer with parameters has a form here or in onnx_rows.cpp");
    return x;
  }

  /// An operator of its own comes with opset 18 only: each group is an instance norm's channel.
  std::string group_norm(const Slot& slot, const std::string& x) {
    const std::int64_t groups = integer(slot.args, 0);
    const std::string count = std::to_string(groups);
    const std::string normed = graph_.reshape(
        graph_.node("InstanceNormalization",
                    {graph_.reshape(x, {0, groups, -1}), graph_.filled("scales." + count, {groups}, 1),
                     graph_.filled("shifts." + count, {groups}, 0)},
                    {{"epsilon", kEpsilon}}),
        {0, slot.input[0], slot.input[1], slot.input[2]});
    if (!flag(slot, "affine")) return normed;
    const auto by_channel = [&](const char* name) {
      return graph_.reshape(slot.name + "." + name, {slot.input[0], 1, 1});
    };
    return graph_.node("Add", {graph_.node("Mul", {normed, by_channel("weight")}), by_channel("bias")});
  }

  /// Gemm knows matrices alone: rows take a product and a sum.
  std::string linear(const Slot& slot, const Names& inputs) {
    if (slot.input.size() == 1) return graph_.node("Gemm", inputs, {{"transB", std::int64_t{1}}});
    const std::string turned = graph_.transpose(inputs[1], {1, 0});
    const std::string product = graph_.node("MatMul", {inputs[0], turned});
    return inputs.size() == 2 ? product : graph_.node("Add", {product, inputs[2]});
  }

  std::string plain(const derivation::PlanStep::Layer& layer, const std::string& x, const ir::Shape& output) {
    if (auto function = onnx_function(graph_, layer, x, output)) return *std::move(function);
    switch (layer.kind) {
      case LayerKind::kId:
      case LayerKind::kDropPath: return x;
      case LayerKind::kZero: return zeros(x, output);
      case LayerKind::kGelu: return gelu(x);
      case LayerKind::kSilu: return graph_.node("Mul", {x, graph_.node("Sigmoid", {x})});
      case LayerKind::kMish:
        return graph_.node("Mul", {x, graph_.node("Tanh", {graph_.node("Softplus", {x})})});
      case LayerKind::kAvgPool:
        return pool("AveragePool", layer, x, {{"count_include_pad", std::int64_t{0}}});
      case LayerKind::kMaxPool: return pool("MaxPool", layer, x, {});
      case LayerKind::kDropout: {
        const auto ratio = static_cast<float>(real(layer.args[0]));
        return graph_.node("Dropout", {x, graph_.scalar("ratio." + real_text(ratio), ratio)});
      }
      default: break;
    }
    NASG_ASSERT(false, "every layer has a form here, in onnx_functions.cpp or in onnx_rows.cpp");
    return x;
  }

  std::string pool(const char* op, const derivation::PlanStep::Layer& layer, const std::string& x,
                   std::vector<OnnxGraph::Attribute> attributes) {
    attributes.emplace_back("kernel_shape", Integers(2, integer(layer.args, 0)));
    attributes.emplace_back("strides", Integers(2, integer(layer.args, 1)));
    attributes.emplace_back("pads", Integers(4, integer(layer.args, 2)));
    return graph_.node(op, {x}, attributes);
  }

  /// x (1 + erf(x / sqrt(2))) / 2: an operator of its own comes with opset 20 only.
  std::string gelu(const std::string& x) {
    const auto sqrt_half = static_cast<float>(1 / std::numbers::sqrt2);
    const std::string scaled = graph_.node("Mul", {x, graph_.scalar("sqrt_half", sqrt_half)});
    const std::string erf = graph_.node("Erf", {scaled});
    const std::string shifted = graph_.node("Add", {erf, graph_.scalar("one", 1)});
    return graph_.node("Mul", {graph_.node("Mul", {x, shifted}), graph_.scalar("half", 0.5F)});
  }

  std::string zeros(const std::string& x, const ir::Shape& shape) {
    const std::string batch =
        graph_.node("Shape", {x}, {{"start", std::int64_t{0}}, {"end", std::int64_t{1}}});
    const std::string dims = graph_.integers(shape);
    return graph_.node("ConstantOfShape",
                       {graph_.node("Concat", {batch, dims}, {{"axis", std::int64_t{0}}})});
  }

  std::string merge(ir::MergeKind kind, const Names& branches) {
    switch (kind) {
      case ir::MergeKind::kAdd: return graph_.node("Sum", branches);
      case ir::MergeKind::kMultiply: {
        std::string product = branches[0];
        for (std::size_t i = 1; i < branches.size(); ++i)
          product = graph_.node("Mul", {product, branches[i]});
        return product;
      }
      case ir::MergeKind::kConcatenate: return graph_.node("Concat", branches, {{"axis", std::int64_t{1}}});
      case ir::MergeKind::kMax: return graph_.node("Max", branches);
      case ir::MergeKind::kMean: return graph_.node("Mean", branches);
      case ir::MergeKind::kMatmul: return graph_.node("MatMul", branches);
    }
    return branches[0];
  }

  const derivation::Plan& plan_;
  const Slots& slots_;
  OnnxGraph& graph_;
  Names values_;  ///< by value
};

}  // namespace

std::string onnx_model(const derivation::Plan& plan, const Slots& slots,
                       const std::vector<NamedNumbers>& numbers, const Title& title) {
  onnx::ModelProto model;
  model.set_ir_version(onnx::IR_VERSION);
  model.set_producer_name("nasg");
  model.add_opset_import()->set_version(kOnnxOpset);
  onnx::GraphProto& proto = *model.mutable_graph();
  proto.set_name(title.name);
  proto.set_doc_string(origin(title, ""));
  OnnxGraph graph(proto);
  for (const NamedNumbers& tensor : numbers)
    graph.constant(tensor.name, tensor.shape, onnx::TensorProto::FLOAT, tensor.bytes);
  Lowering(plan, slots, graph).run();
  return model.SerializeAsString();
}

}  // namespace nasg::network
