// SPDX-License-Identifier: Apache-2.0
// Composes rows of ONNX operators.
#include "runtime/network/onnx_rows.h"

#include <cmath>
#include <limits>

#include "runtime/network/placement.h"
#include "runtime/network/slots.h"

namespace nasg::network {

namespace {

using Kind = ir::LayerKind;
using Integers = OnnxGraph::Integers;

class Rows {
 public:
  Rows(OnnxGraph& graph, const derivation::PlanStep::Layer& layer, const Slot* slot, const std::string& x,
       const ir::Shape& from, const ir::Shape& to)
      : graph_(graph), layer_(layer), slot_(slot), x_(x), from_(from), to_(to) {}

  std::optional<std::string> write() {
    switch (layer_.kind) {
      case Kind::kConv1d: return convolution();
      case Kind::kUnfold: return windows();
      case Kind::kPlace: return place();
      case Kind::kAttend: return attention();
      case Kind::kSinusoids: return graph_.node("Add", {x_, sinusoids()});
      case Kind::kEmbedding: return embedding();
      case Kind::kGru: return recurrent("GRU", {1, 0, 2}, {{"linear_before_reset", std::int64_t{1}}});
      case Kind::kLstm: return recurrent("LSTM", {0, 3, 1, 2}, {});
      default: return std::nullopt;
    }
  }

 private:
  std::int64_t whole(std::size_t i) const { return integer(layer_.args, i); }
  std::string own(const char* name) const { return slot_->name + "." + name; }
  std::string turned(const std::string& x) { return graph_.transpose(x, {0, 2, 1}); }

  std::string convolution() {
    std::vector<std::string> inputs{turned(x_), own("weight")};
    if (flag(*slot_, "bias")) inputs.push_back(own("bias"));
    return turned(graph_.node("Conv", inputs,
                              {{"kernel_shape", Integers{whole(1)}},
                               {"strides", Integers{whole(2)}},
                               {"pads", Integers(2, whole(3))},
                               {"dilations", Integers{whole(4)}},
                               {"group", whole(5)}}));
  }

  /// ONNX's Pad has the axes in order, first what stands before them all, then what stands behind.
  std::string place() {
    const Placement placement = placement_of(layer_.args, from_);
    const std::string kept = placement.cut ? graph_.slice(x_, 1, 0, placement.kept) : x_;
    if (placement.pads.empty()) return kept;
    const std::size_t axes = from_.size() + 1;
    Integers pads(2 * axes, 0);
    pads[1] = placement.pads[2 * from_.size() - 2];
    pads[axes + 1] = placement.pads[2 * from_.size() - 1];
    return graph_.node("Pad", {kept, graph_.integers(pads)});
  }

  /// Of each channel the pixels of all windows, picked by their place in the padded image:
  ///   [C, H, W] -> [C, H' W'] -> [C, kernel kernel, T] -> [C kernel kernel, T] -> [T, C kernel kernel]
  std::string windows() {
    const std::int64_t kernel = whole(0);
    const std::int64_t stride = whole(1);
    const std::int64_t padding = whole(2);
    const std::int64_t height = from_[1] + 2 * padding;
    const std::int64_t width = from_[2] + 2 * padding;
    Integers places;
    for (std::int64_t row = 0; row < kernel; ++row)
      for (std::int64_t column = 0; column < kernel; ++column)
        for (std::int64_t top = 0; top + kernel <= height; top += stride)
          for (std::int64_t left = 0; left + kernel <= width; left += stride)
            places.push_back((top + row) * width + left + column);
    std::string padded = x_;
    if (padding > 0)
      padded = graph_.node("Pad", {x_, graph_.integers({0, 0, padding, padding, 0, 0, padding, padding})});
    const std::string name = "windows." + ir::text(ir::Shape{height, width, kernel, stride});
    const std::string picked =
        graph_.node("Gather", {graph_.reshape(padded, {0, 0, -1}), graph_.integers(name, places)},
                    {{"axis", std::int64_t{2}}});
    return turned(graph_.reshape(picked, {0, to_[1], to_[0]}));
  }

  /// Query, key or value: `part` 0, 1 or 2 of the features, as [heads, T, F / heads].
  std::string part(std::int64_t part) {
    const std::int64_t heads = whole(0);
    const std::string features = graph_.slice(x_, 2, part * to_[1], (part + 1) * to_[1]);
    return graph_.transpose(graph_.reshape(features, {0, 0, heads, to_[1] / heads}), {0, 2, 1, 3});
  }

  std::string attention() {
    const std::int64_t rows = to_[0];
    const auto scale = static_cast<float>(1 / std::sqrt(static_cast<double>(to_[1] / whole(0))));
    const std::string keys = graph_.transpose(part(1), {0, 1, 3, 2});
    std::string scores =
        graph_.node("Mul", {graph_.node("MatMul", {part(0), keys}),
                            graph_.filled("scale." + std::to_string(to_[1] / whole(0)), {}, scale)});
    if (whole(1) != 0) {
      std::string later(static_cast<std::size_t>(rows * rows), '\0');
      for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t column = row + 1; column < rows; ++column)
          later[static_cast<std::size_t>(row * rows + column)] = '\1';
      const std::string mask = "later." + std::to_string(rows);
      graph_.constant(mask, {rows, rows}, onnx::TensorProto::BOOL, std::move(later));
      scores = graph_.node(
          "Where", {mask, graph_.scalar("minus_infinity", -std::numeric_limits<float>::infinity()), scores});
    }
    const std::string weights = graph_.node("Softmax", {scores}, {{"axis", std::int64_t{-1}}});
    const std::string mixed = graph_.node("MatMul", {weights, part(2)});
    return graph_.reshape(graph_.transpose(mixed, {0, 2, 1, 3}), {0, rows, to_[1]});
  }

  /// Computed in single precision, as layer_kernels.cpp does.
  std::string sinusoids() {
    const auto features = static_cast<std::size_t>(to_[1]);
    std::vector<float> waves;
    for (std::int64_t row = 0; row < to_[0]; ++row)
      for (std::size_t i = 0; i < features; ++i) {
        const auto pair = static_cast<float>(i - i % 2);
        const float rate =
            std::exp(pair * static_cast<float>(-std::log(10000.0) / static_cast<double>(features)));
        const float angle = static_cast<float>(row) * rate;
        waves.push_back(i % 2 == 0 ? std::sin(angle) : std::cos(angle));
      }
    return graph_.floats("sinusoids." + ir::text(to_), to_, waves);
  }

  std::string embedding() {
    const std::string symbols = graph_.node("Cast", {x_}, {{"to", std::int64_t{onnx::TensorProto::INT64}}});
    const std::string known =
        graph_.node("Clip", {symbols, number("first_symbol", 0),
                             number("last_symbol." + std::to_string(whole(0)), whole(0) - 1)});
    return graph_.node("Gather", {own("weight"), known}, {{"axis", std::int64_t{0}}});
  }

  /// An integer that is no list.
  std::string number(const std::string& name, std::int64_t value) {
    graph_.constant(name, {}, onnx::TensorProto::INT64,
                    {reinterpret_cast<const char*>(&value), sizeof value});
    return name;
  }

  /// ONNX has the rows before the examples, an axis for directions, and the gates in another order: `order`
  /// says where PyTorch has them.
  std::string recurrent(const char* op, const Integers& order, std::vector<OnnxGraph::Attribute> attributes) {
    const std::int64_t features = whole(0);
    Integers gates;
    for (const std::int64_t gate : order)
      for (std::int64_t i = 0; i < features; ++i) gates.push_back(gate * features + i);
    const auto ordered = [&](const char* name) {
      return graph_.node(
          "Gather",
          {own(name), graph_.integers("gates." + std::string(op) + std::to_string(features), gates)},
          {{"axis", std::int64_t{0}}});
    };
    const auto one_direction = [&](const std::string& x) {
      return graph_.node("Unsqueeze", {x, graph_.integers({0})});
    };
    const std::string biases =
        graph_.node("Concat", {ordered("bias_ih_l0"), ordered("bias_hh_l0")}, {{"axis", std::int64_t{0}}});
    attributes.emplace_back("hidden_size", features);
    const std::string states =
        graph_.node(op,
                    {graph_.transpose(x_, {1, 0, 2}), one_direction(ordered("weight_ih_l0")),
                     one_direction(ordered("weight_hh_l0")), one_direction(biases)},
                    attributes);
    return graph_.transpose(graph_.node("Squeeze", {states, graph_.integers({1})}), {1, 0, 2});
  }

  OnnxGraph& graph_;
  const derivation::PlanStep::Layer& layer_;
  const Slot* slot_;
  const std::string& x_;
  const ir::Shape& from_;
  const ir::Shape& to_;
};

}  // namespace

std::optional<std::string> onnx_rows(OnnxGraph& graph, const derivation::PlanStep::Layer& layer,
                                     const Slot* slot, const std::string& x, const ir::Shape& from,
                                     const ir::Shape& to) {
  return Rows(graph, layer, slot, x, from, to).write();
}

}  // namespace nasg::network
