// SPDX-License-Identifier: Apache-2.0
// What layers and merges cost.
#include "compiler/ir/layers.h"
#include "compiler/ir/plugin_layer.h"

namespace nasg::ir {

namespace {

std::int64_t elements(const Shape& shape) {
  std::int64_t product = 1;
  for (const std::int64_t dim : shape) product *= dim;
  return product;
}

/// Gated cells: each gate maps the row and the state, with a bias for either.
Cost recurrent(std::int64_t gates, const Shape& input, const Shape& output) {
  const std::int64_t weights = gates * output[1] * (input[1] + output[1]);
  return {weights + 2 * gates * output[1], input[0] * weights, elements(output)};
}

}  // namespace

Shape weight_dims(LayerKind kind, std::span<const Scalar> args, const Shape& input) {
  switch (kind) {
    case LayerKind::kLinear:
    case LayerKind::kRmsNorm: return {input.back()};
    case LayerKind::kLayerNorm: {
      const std::int64_t axes = std::get<std::int64_t>(args[1]);
      return {axes == 0 ? input.begin() : input.end() - axes, input.end()};
    }
    case LayerKind::kConv1d:
    case LayerKind::kGru:
    case LayerKind::kLstm: return {input[1]};
    case LayerKind::kEmbedding: return {};
    case LayerKind::kPositions:
    case LayerKind::kPlugin: return input;
    case LayerKind::kChannelScale:
    case LayerKind::kChannelShift:
    case LayerKind::kChannelConstant: {  // as [C, 1, 1] they fit the shape that they meet
      Shape dims(input.size(), 1);
      dims[0] = input[0];
      return dims;
    }
    default: return {input[0]};
  }
}

Cost& Cost::operator+=(const Cost& other) {
  parameters += other.parameters;
  flops += other.flops;
  activations += other.activations;
  return *this;
}

Cost layer_cost(LayerKind kind, std::span<const Scalar> args, const Shape& input, const Shape& output) {
  const auto argument = [&](std::size_t i) { return std::get<std::int64_t>(args[i]); };
  const std::int64_t size = elements(output);
  switch (kind) {
    case LayerKind::kConv2d: {
      const std::int64_t weights_per_output = input[0] / argument(5) * argument(1) * argument(1);
      const std::int64_t bias = argument(6) != 0 ? output[0] : 0;
      return {output[0] * weights_per_output + bias, size * weights_per_output, size};
    }
    case LayerKind::kConv1d: {
      const std::int64_t weights_per_output = input[1] / argument(5) * argument(1);
      const std::int64_t bias = argument(6) != 0 ? output[1] : 0;
      return {output[1] * weights_per_output + bias, size * weights_per_output, size};
    }
    case LayerKind::kConvTranspose2d: {
      const std::int64_t weights_per_input = output[0] / argument(4) * argument(1) * argument(1);
      const std::int64_t bias = argument(5) != 0 ? output[0] : 0;
      return {input[0] * weights_per_input + bias, elements(input) * weights_per_input, size};
    }
    case LayerKind::kLinear: {
      const std::int64_t bias = argument(1) != 0 ? output.back() : 0;
      return {input.back() * output.back() + bias, input.back() * size, size};
    }
    case LayerKind::kBatchNorm:
    case LayerKind::kInstanceNorm: return {argument(0) != 0 ? 2 * input[0] : 0, size, size};
    case LayerKind::kLayerNorm:
      return {argument(0) != 0 ? 2 * elements(weight_dims(kind, args, input)) : 0, size, size};
    case LayerKind::kGroupNorm: return {argument(1) != 0 ? 2 * input[0] : 0, size, size};
    case LayerKind::kRmsNorm: return {input.back(), size, size};
    case LayerKind::kAvgPool:
    case LayerKind::kMaxPool: return {0, size * argument(0) * argument(0), size};
    case LayerKind::kGlobalAvgPool:
    case LayerKind::kGlobalMaxPool:
    case LayerKind::kTokenMean: return {0, elements(input), size};
    case LayerKind::kChannelScale:
    case LayerKind::kChannelShift: return {input[0], size, size};
    case LayerKind::kChannelConstant: return {input[0], 0, size};
    case LayerKind::kAttend: return {0, 2 * input[0] * size, size};  // scores, and sums weighted by them
    case LayerKind::kEmbedding: return {argument(0) * argument(1), 0, size};
    case LayerKind::kPositions: return {size, size, size};
    case LayerKind::kPlugin: return {argument(kPluginParameters), argument(kPluginParameters + 1), size};
    case LayerKind::kGru: return recurrent(3, input, output);
    case LayerKind::kLstm: return recurrent(4, input, output);
    case LayerKind::kId:
    case LayerKind::kZero:
    case LayerKind::kFlatten:
    case LayerKind::kCrop:
    case LayerKind::kPlace:
    case LayerKind::kSlice:
    case LayerKind::kExpand:
    case LayerKind::kUpsample:
    case LayerKind::kUnfold:
    case LayerKind::kTokens:
    case LayerKind::kImage:
    case LayerKind::kTranspose:
    case LayerKind::kPermute:
    case LayerKind::kReverse: return {0, 0, size};
    default: return {0, size, size};  // one operation an element
  }
}

Cost merge_cost(MergeKind kind, std::size_t branches, const Shape& input, const Shape& output) {
  const std::int64_t size = elements(output);
  if (kind == MergeKind::kMatmul) return {0, input.back() * size, size};
  return {0, static_cast<std::int64_t>(branches - 1) * size, size};
}

}  // namespace nasg::ir
