// SPDX-License-Identifier: Apache-2.0
// One LibTorch call a step.
#include "runtime/network/executor.h"

#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/add.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/flatten.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/instance_norm.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/mish.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros.h>

#include "runtime/network/forward_body.h"
#include "runtime/network/layer_kernels.h"
#include "runtime/network/lean_pooling.h"

namespace nasg::network {

namespace {

constexpr double kMomentum = 0.1;  // of running statistics

at::Tensor zeros(const at::Tensor& x, const ir::Shape& shape) {
  std::vector<std::int64_t> sizes{x.size(0)};
  sizes.insert(sizes.end(), shape.begin(), shape.end());
  const at::Tensor result = at::zeros(sizes, x.options());
  return shape.size() == 3 ? result.contiguous(at::MemoryFormat::ChannelsLast) : result;
}

}  // namespace

Executor::Executor(const derivation::Plan& plan, const Slots& slots)
    : values_(plan.shapes.size()), result_(plan.result) {
  steps_.reserve(plan.steps.size());
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const derivation::PlanStep& from = plan.steps[i];
    Step step;
    step.shape = plan.shapes[from.output];
    if (const auto* layer = std::get_if<derivation::PlanStep::Layer>(&from.what))
      read_arguments(*layer, plan.shapes[from.inputs[0]], step);
    else
      step.what = std::get<ir::MergeKind>(from.what);
    step.slot = slots.by_step[i];
    step.inputs = from.inputs;
    step.in_place = from.in_place;
    step.output = from.output;
    for (const derivation::ValueId value : from.last_uses)
      if (value != plan.result) step.last_uses.push_back(value);
    steps_.push_back(std::move(step));
  }
}

void Executor::read_arguments(const derivation::PlanStep::Layer& layer, const ir::Shape& input, Step& step) {
  step.what = layer.kind;
  const auto pair = [&](std::size_t i) { return Pair{integer(layer.args, i), integer(layer.args, i)}; };
  switch (layer.kind) {
    case ir::LayerKind::kConv2d:
      step.stride = pair(2);
      step.padding = pair(3);
      step.dilation = pair(4);
      step.groups = integer(layer.args, 5);
      break;
    case ir::LayerKind::kAvgPool:
    case ir::LayerKind::kMaxPool:
      step.kernel = pair(0);
      step.stride = pair(1);
      step.padding = pair(2);
      break;
    case ir::LayerKind::kDropout: step.probability = real(layer.args[0]); break;
    case ir::LayerKind::kLayerNorm: step.shape = ir::weight_dims(layer.kind, layer.args, input); break;
    default: step.args = layer.args; break;
  }
}

at::Tensor Executor::run(const at::Tensor& input, std::vector<Weights>& weights, bool training,
                         const Watch* watch) const {
  std::vector<at::Tensor> values(values_);
  std::vector<at::Tensor> branches;
  Weights none;
  const bool relaid = input.dim() == 4 && !(watch && watch->keeps_layout);
  values[0] = relaid ? input.contiguous(at::MemoryFormat::ChannelsLast) : input;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Step& step = steps_[i];
    if (const auto* kind = std::get_if<ir::LayerKind>(&step.what)) {
      Weights& own = step.slot ? weights[*step.slot] : none;
      const at::Tensor& x = values[step.inputs[0]];
      const bool skipped = watch && watch->skips_batch_norms && *kind == ir::LayerKind::kBatchNorm;
      values[step.output] = skipped         ? x
                            : step.in_place ? overwrite(*kind, x)
                            : watch         ? watched_layer(*watch, step, *kind, x, own, training)
                                            : layer(step, *kind, x, own, training);
      if (watch && watch->layer) watch->layer(i, x, values[step.output]);
    } else {
      branches.clear();
      for (const derivation::ValueId value : step.inputs) branches.push_back(values[value]);
      values[step.output] = merge(std::get<ir::MergeKind>(step.what), branches, step.in_place);
      branches.clear();
    }
    // A copy, as a later step may overwrite the value.
    if (watch && watch->tap && step.output == watch->tapped) *watch->tap = values[step.output].clone();
    for (const derivation::ValueId value : step.last_uses) values[value].reset();
  }
  return values[result_];
}

at::Tensor Executor::watched_layer(const Watch& watch, const Step& step, ir::LayerKind kind,
                                   const at::Tensor& x, Weights& own, bool training) {
  if (kind != ir::LayerKind::kDropPath) return layer(step, kind, x, own, training);
  const double probability = watch.drop_path_share * real(step.args[0]);
  return apply_layer({kind, {probability}}, step.shape, x, own, training);
}

at::Tensor Executor::layer(const Step& step, ir::LayerKind kind, const at::Tensor& x, Weights& own,
                           bool training) {
  switch (kind) {
    case ir::LayerKind::kId: return x;
    case ir::LayerKind::kZero: return zeros(x, step.shape);
    case ir::LayerKind::kConv2d:
      return at::conv2d(x, own.weight, own.bias, step.stride, step.padding, step.dilation, step.groups);
    case ir::LayerKind::kLinear: return at::linear(x, own.weight, own.bias);
    case ir::LayerKind::kBatchNorm:
      return at::batch_norm(x, own.weight, own.bias, own.running_mean, own.running_var, training, kMomentum,
                            kNormEpsilon, true);
    case ir::LayerKind::kInstanceNorm:
      return at::instance_norm(x, own.weight, own.bias, {}, {}, true, kMomentum, kNormEpsilon, true);
    case ir::LayerKind::kLayerNorm:
      return at::layer_norm(x, step.shape, own.weight, own.bias, kNormEpsilon, true);
    case ir::LayerKind::kGroupNorm:
      return at::group_norm(x, integer(step.args, 0), own.weight, own.bias, kNormEpsilon, true);
    case ir::LayerKind::kRelu: return at::relu(x);
    case ir::LayerKind::kGelu: return at::gelu(x);
    case ir::LayerKind::kSilu: return at::silu(x);
    case ir::LayerKind::kHardswish: return at::hardswish(x);
    case ir::LayerKind::kMish: return at::mish(x);
    case ir::LayerKind::kSigmoid: return at::sigmoid(x);
    case ir::LayerKind::kTanh: return at::tanh(x);
    case ir::LayerKind::kAvgPool:
      if (training) return lean_avg_pool(x, {step.kernel[0], step.stride[0], step.padding[0]});
      return at::avg_pool2d(x, step.kernel, step.stride, step.padding, false, /*count_include_pad=*/false);
    case ir::LayerKind::kMaxPool:
      if (training) return lean_max_pool(x, {step.kernel[0], step.stride[0], step.padding[0]});
      return at::max_pool2d(x, step.kernel, step.stride, step.padding);
    case ir::LayerKind::kGlobalAvgPool: return at::adaptive_avg_pool2d(x, {1, 1});
    case ir::LayerKind::kFlatten: return at::flatten(x, 1);
    case ir::LayerKind::kDropout: return at::dropout(x, step.probability, training);
    default: return apply_layer({kind, step.args}, step.shape, x, own, training);
  }
}

at::Tensor Executor::overwrite(ir::LayerKind kind, at::Tensor x) {
  switch (kind) {
    case ir::LayerKind::kRelu: return at::relu_(x);
    case ir::LayerKind::kGelu: return at::gelu_(x);
    case ir::LayerKind::kSilu: return at::silu_(x);
    case ir::LayerKind::kHardswish: return at::hardswish_(x);
    case ir::LayerKind::kMish: return at::mish_(x);
    case ir::LayerKind::kSigmoid: return at::sigmoid_(x);
    case ir::LayerKind::kTanh: return at::tanh_(x);
    default: NASG_ASSERT(false, "the pass lets no other layer write into its input");
  }
  return x;
}

at::Tensor Executor::merge(ir::MergeKind kind, const std::vector<at::Tensor>& branches, bool in_place) {
  if (kind == ir::MergeKind::kConcatenate) return at::cat(branches, 1);
  if (kind == ir::MergeKind::kMatmul) return at::matmul(branches[0], branches[1]);
  if (branches.size() == 1) return branches[0];
  // Sums add in place from the third branch on: addition keeps nothing for the backward pass.
  const bool sums = kind == ir::MergeKind::kAdd || kind == ir::MergeKind::kMean;
  at::Tensor result = branches[0];
  for (std::size_t i = 1; i < branches.size(); ++i) {
    if (kind == ir::MergeKind::kMultiply)
      result = at::mul(result, branches[i]);
    else if (kind == ir::MergeKind::kMax)
      result = at::maximum(result, branches[i]);
    else if (sums && i == 1 && !in_place)
      result = at::add(result, branches[i]);
    else
      result.add_(branches[i]);
  }
  if (kind == ir::MergeKind::kMean) result.div_(static_cast<double>(branches.size()));
  return result;
}

}  // namespace nasg::network
