// SPDX-License-Identifier: Apache-2.0
// Elementwise functions, reshapes, and layers over rows.
#include "runtime/network/layer_kernels.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/asinh.h>
#include <ATen/ops/atanh.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/cosh.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/erf.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/gru.h>
#include <ATen/ops/im2col.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/log.h>
#include <ATen/ops/lstm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/neg.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/reciprocal.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/sinc.h>
#include <ATen/ops/sinh.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/square.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <array>
#include <cmath>
#include <limits>

#include "runtime/network/placement.h"
#include "runtime/network/plugin_layers.h"

namespace nasg::network {

namespace {

/// x holds query, key and value side by side, each with its heads side by side.
at::Tensor attend(const at::Tensor& x, std::int64_t heads, bool causal) {
  const std::int64_t batch = x.size(0);
  const std::int64_t rows = x.size(1);
  const at::Tensor parts = x.reshape({batch, rows, 3, heads, -1}).permute({2, 0, 3, 1, 4});
  const double scale = 1 / std::sqrt(static_cast<double>(parts.size(4)));
  at::Tensor scores = at::matmul(parts[0], parts[1].transpose(-2, -1)).mul_(scale);
  if (causal) {
    const at::Tensor later = at::ones({rows, rows}, x.options().dtype(at::kBool)).triu(1);
    scores.masked_fill_(later, -std::numeric_limits<double>::infinity());
  }
  return at::matmul(at::softmax(scores, -1), parts[2]).transpose(1, 2).reshape({batch, rows, -1});
}

at::Tensor placed(const at::Tensor& x, const std::vector<ir::Scalar>& args) {
  const Placement placement = placement_of(args, x.sizes().slice(1).vec());
  const at::Tensor kept = placement.cut ? x.slice(1, 0, placement.kept) : x;
  return placement.pads.empty() ? kept : at::constant_pad_nd(kept, placement.pads);
}

/// Row t, features 2i and 2i + 1: sine and cosine of t / 10000^(2i / features) (Vaswani et al. 2017).
at::Tensor sinusoids(std::int64_t rows, std::int64_t features, const at::TensorOptions& options) {
  const at::Tensor rate =
      at::exp(at::arange(0, features, 2, options).mul_(-std::log(10000.0) / static_cast<double>(features)));
  const at::Tensor angle = at::arange(rows, options).unsqueeze(1) * rate;
  return at::stack({at::sin(angle), at::cos(angle)}, 2).flatten(1).slice(1, 0, features);
}

at::Tensor drop_path(const at::Tensor& x, double p, bool training) {
  if (!training || p == 0) return x;
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(x.dim()), 1);
  sizes[0] = x.size(0);
  return x * at::rand(sizes, x.options()).ge(p).to(x.scalar_type()).div_(1 - p);
}

at::Tensor state(const at::Tensor& x, std::int64_t features) {
  return at::zeros({1, x.size(0), features}, x.options());
}

at::Tensor windows(const at::Tensor& x, std::int64_t kernel, std::int64_t stride, std::int64_t padding) {
  return at::im2col(x, {kernel, kernel}, {1, 1}, {padding, padding}, {stride, stride}).transpose(1, 2);
}

}  // namespace

at::Tensor apply_layer(const LayerUse& layer, const ir::Shape& output, const at::Tensor& x,
                       const Weights& own, bool training) {
  const auto whole = [&](std::size_t i) { return integer(layer.args, i); };
  const auto real = [&](std::size_t i) { return std::get<double>(layer.args[i]); };
  const auto pair = [&](std::size_t i) { return std::array{whole(i), whole(i)}; };
  using Kind = ir::LayerKind;
  switch (layer.kind) {
    case Kind::kLeakyRelu: return at::leaky_relu(x, real(0));
    case Kind::kSoftplus: return at::softplus(x);
    case Kind::kNegate: return at::neg(x);
    case Kind::kAbs: return at::abs(x);
    case Kind::kSquare: return at::square(x);
    case Kind::kSqrt: return at::sqrt(x);
    case Kind::kExp: return at::exp(x);
    case Kind::kLog: return at::log(x);
    case Kind::kSin: return at::sin(x);
    case Kind::kCos: return at::cos(x);
    case Kind::kSinh: return at::sinh(x);
    case Kind::kCosh: return at::cosh(x);
    case Kind::kAsinh: return at::asinh(x);
    case Kind::kAtanh: return at::atanh(x);
    case Kind::kSinc: return at::sinc(x);
    case Kind::kErf: return at::erf(x);
    case Kind::kReciprocal: return at::reciprocal(x);
    case Kind::kShift: return x + real(0);
    case Kind::kScale: return x * real(0);
    case Kind::kRootScale: return x / std::sqrt(static_cast<double>(output.back()));
    case Kind::kChannelScale: return x * own.weight;
    case Kind::kChannelShift: return x + own.weight;
    case Kind::kChannelConstant: return own.weight.expand_as(x);
    case Kind::kSoftmax: return at::softmax(x, -1);
    case Kind::kCrop: return x.slice(2, whole(0)).slice(3, whole(1));
    case Kind::kPlace: return placed(x, layer.args);
    case Kind::kSlice: return x.slice(1, whole(0), whole(0) + whole(1));
    case Kind::kExpand: return x.expand({-1, -1, whole(0), whole(1)});
    case Kind::kUpsample: return x.repeat_interleave(whole(0), 2).repeat_interleave(whole(0), 3);
    case Kind::kUnfold: return windows(x, whole(0), whole(1), whole(2));
    case Kind::kTokens: return x.flatten(2).transpose(1, 2);
    case Kind::kImage: return x.transpose(1, 2).reshape({-1, output[0], output[1], output[2]});
    case Kind::kTranspose: return x.transpose(-2, -1);
    case Kind::kPermute: return x.permute({0, whole(0), whole(1), whole(2)});
    case Kind::kGlobalMaxPool: return x.amax({2, 3}, /*keepdim=*/true);
    case Kind::kReverse: return x.flip(1);
    case Kind::kTokenMean: return x.mean(1);
    case Kind::kRmsNorm: return x * at::rsqrt(x.square().mean(-1, true).add_(kNormEpsilon)) * own.weight;
    case Kind::kAttend: return attend(x, whole(0), whole(1) != 0);
    case Kind::kEmbedding: return at::embedding(own.weight, x.to(at::kLong).clamp(0, whole(0) - 1));
    case Kind::kPositions: return x + own.weight;
    case Kind::kSinusoids: return x + sinusoids(output[0], output[1], x.options());
    case Kind::kGru:
      return std::get<0>(at::gru(x, state(x, whole(0)),
                                 {own.weight, own.state_weight, own.bias, own.state_bias}, true, 1, 0,
                                 training, false, /*batch_first=*/true));
    case Kind::kLstm:
      return std::get<0>(at::lstm(x, {state(x, whole(0)), state(x, whole(0))},
                                  {own.weight, own.state_weight, own.bias, own.state_bias}, true, 1, 0,
                                  training, false, /*batch_first=*/true));
    case Kind::kConv1d: {
      const std::array<std::int64_t, 3> numbers{whole(2), whole(3), whole(4)};
      const auto one = [&](std::size_t i) { return at::IntArrayRef(&numbers[i], 1); };
      return at::conv1d(x.transpose(1, 2), own.weight, own.bias, one(0), one(1), one(2), whole(5))
          .transpose(1, 2);
    }
    case Kind::kConvTranspose2d:
      return at::conv_transpose2d(x, own.weight, own.bias, pair(2), pair(3), {0, 0}, whole(4));
    case Kind::kPlugin: return plugin_forward(layer.args, output, x, own, training);
    case Kind::kDropPath: return drop_path(x, real(0), training);
    default: NASG_ASSERT(false, "executor.cpp applies the other layers"); return x;
  }
}

}  // namespace nasg::network
