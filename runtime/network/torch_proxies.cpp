// SPDX-License-Identifier: Apache-2.0
// The proxies by automatic differentiation.
#include "runtime/network/torch_proxies.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/linalg_eigvalsh.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/slogdet.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/unique_dim.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "compiler/diag/codes/network.h"
#include "runtime/network/executor.h"
#include "runtime/network/guard.h"
#include "runtime/network/thin_network.h"

namespace nasg::network {

namespace {

using Tensors = std::vector<at::Tensor>;

constexpr double kSmall = 1e-5;
constexpr double kZenStep = 0.01;
constexpr int kTimedRuns = 11;

bool is_kernel(ir::LayerKind kind) {
  return kind == ir::LayerKind::kConv2d || kind == ir::LayerKind::kLinear;
}

double sum(const at::Tensor& tensor) {
  return tensor.sum().item<double>();
}

/// An untrained network and the examples that it is measured on.
class Probe {
 public:
  Probe(const derivation::Plan& plan, const Slots& slots, const training::Images& examples,
        std::uint64_t seed)
      : plan_(plan),
        slots_(slots),
        executor_(plan, slots),
        generator_(at::make_generator<at::CPUGeneratorImpl>(seed)) {
    at::mt19937 engine(seed);
    for (const Slot& slot : slots.all) weights_.push_back(make_weights(slot, engine));
    std::vector<std::int64_t> sizes{static_cast<std::int64_t>(examples.count())};
    sizes.insert(sizes.end(), examples.shape.begin(), examples.shape.end());
    // LibTorch takes a pointer to mutable data; both are copied.
    images_ = at::from_blob(const_cast<float*>(examples.pixels.data()), sizes, at::kFloat).clone();
    labels_ = at::from_blob(const_cast<std::int64_t*>(examples.labels.data()), {sizes[0]}, at::kLong).clone();
  }

  double measure(Proxy proxy) {
    switch (proxy) {
      case Proxy::grad_norm:
        return over_kernels([](const at::Tensor&, const at::Tensor& g) { return g.norm().item<double>(); });
      case Proxy::snip:
        return over_kernels([](const at::Tensor& w, const at::Tensor& g) { return sum((w * g).abs()); });
      case Proxy::plain:
        return over_kernels([](const at::Tensor& w, const at::Tensor& g) { return sum(w * g); });
      case Proxy::l2_norm: return l2_norm();
      case Proxy::grasp: return grasp();
      case Proxy::fisher: return fisher();
      case Proxy::synflow: return synflow();
      case Proxy::jacov: return jacov();
      case Proxy::epe_nas: return epe_nas();
      case Proxy::naswot: return naswot();
      case Proxy::zen: return zen();
      case Proxy::ntk: return condition_number();
      case Proxy::linear_regions: return linear_regions();
      case Proxy::latency: return latency();
    }
    return NAN;
  }

 private:
  at::Tensor run(const at::Tensor& input, bool training, const Executor::Watch* watch = nullptr) {
    return executor_.run(input, weights_, training, watch);
  }
  at::Tensor loss(const Executor::Watch* watch = nullptr) {
    return at::cross_entropy_loss(run(images_, true, watch), labels_);
  }
  /// W.
  Tensors kernels() const {
    Tensors found;
    for (std::size_t i = 0; i < weights_.size(); ++i)
      if (is_kernel(slots_.all[i].kind)) found.push_back(weights_[i].weight);
    return found;
  }
  /// Zeros for what the value does not depend on.
  static Tensors gradients(const at::Tensor& value, const Tensors& by, bool again = false) {
    if (by.empty() || !value.requires_grad()) return Tensors(by.size());
    Tensors found = torch::autograd::grad({value}, by, {}, again, again, /*allow_unused=*/true);
    for (std::size_t i = 0; i < by.size(); ++i)
      if (!found[i].defined()) found[i] = at::zeros_like(by[i]);
    return found;
  }

  template <class Measure>
  double over_kernels(const Measure& of) {
    const Tensors all = kernels();
    const Tensors g = gradients(loss(), all);
    double total = 0;
    for (std::size_t i = 0; i < all.size(); ++i) total += of(all[i].detach(), g[i]);
    return total;
  }

  double l2_norm() const {
    double total = 0;
    for (const at::Tensor& w : kernels()) total += w.detach().norm().item<double>();
    return total;
  }

  /// The gradient of g · stop(g) by W is H g. Channels lie apart: LibTorch's second derivatives of batch
  /// norms sum over each, which takes many times as long where they lie side by side.
  double grasp() {
    const Tensors all = kernels();
    for (const at::Tensor& kernel : all) kernel.set_data(kernel.detach().contiguous());
    Executor::Watch watch;
    watch.keeps_layout = true;
    const Tensors g = gradients(loss(&watch), all, true);
    at::Tensor product;
    for (const at::Tensor& gradient : g) {
      const at::Tensor part = (gradient * gradient.detach()).sum();
      product = product.defined() ? product + part : part;
    }
    if (!product.defined()) return 0;
    const Tensors curved = gradients(product, all);
    double total = 0;
    for (std::size_t i = 0; i < all.size(); ++i) total -= sum(all[i].detach() * curved[i]);
    return total;
  }

  double fisher() {
    Tensors outputs;
    std::vector<double> fan_in;
    Executor::Watch watch;
    watch.layer = [&](std::size_t step, const at::Tensor&, const at::Tensor& output) {
      const auto slot = slots_.by_step[step];
      if (!slot || !is_kernel(slots_.all[*slot].kind)) return;
      const at::Tensor& w = weights_[*slot].weight;
      outputs.push_back(output);
      fan_in.push_back(static_cast<double>(w.numel() / w.size(0)));
    };
    const Tensors g = gradients(loss(&watch), outputs);
    double total = 0;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      at::Tensor product = outputs[i].detach() * g[i];
      if (product.dim() > 2) product = product.flatten(2).sum(2);
      total += fan_in[i] * 0.5 * sum(product.square().mean(0));
    }
    return total;
  }

  double synflow() {
    {
      const at::NoGradGuard no_gradients;
      for (Weights& own : weights_)
        for (at::Tensor* tensor : {&own.weight, &own.bias, &own.running_mean, &own.running_var}) {
          if (!tensor->defined()) continue;
          const bool trained = tensor->requires_grad();
          *tensor = tensor->to(at::kDouble).abs();
          tensor->requires_grad_(trained);
        }
    }
    std::vector<std::int64_t> one{1};
    one.insert(one.end(), plan_.input.begin(), plan_.input.end());
    Executor::Watch watch;
    watch.skips_batch_norms = true;
    const Tensors all = kernels();
    const Tensors g = gradients(run(at::ones(one, at::kDouble), false, &watch).sum(), all);
    double total = 0;
    for (std::size_t i = 0; i < all.size(); ++i) total += sum((all[i].detach() * g[i]).abs());
    return std::log(total);
  }

  /// Row n: the gradient of the outputs' sum by example n.
  at::Tensor input_gradients() {
    images_.requires_grad_(true);
    const Tensors g = gradients(run(images_, true).sum(), {images_});
    return g[0].defined() ? g[0].flatten(1).to(at::kDouble)
                          : at::zeros_like(images_).flatten(1).to(at::kDouble);
  }
  static at::Tensor correlations(const at::Tensor& rows) {
    const at::Tensor centred = rows - rows.mean(1, true);
    const at::Tensor unit = centred / centred.norm(2, 1, true);
    return unit.mm(unit.t());
  }

  double jacov() {
    const at::Tensor correlated = correlations(input_gradients());
    if (!correlated.isfinite().all().item<bool>()) return NAN;
    const at::Tensor v = at::linalg_eigvalsh(correlated) + kSmall;
    return -sum(v.log() + v.reciprocal());
  }

  double epe_nas() {
    const at::Tensor rows = input_gradients();
    std::map<std::int64_t, std::vector<std::int64_t>> classes;
    for (std::int64_t n = 0; n < labels_.size(0); ++n) classes[labels_[n].item<std::int64_t>()].push_back(n);
    double total = 0;
    for (const auto& [label, members] : classes) {
      Tensors own;
      for (const std::int64_t n : members) own.push_back(rows[n]);
      total += std::abs(sum((correlations(at::stack(own)).abs() + kSmall).log()));
    }
    return total;
  }

  double naswot() {
    std::vector<double> readers(plan_.steps.size(), 0);
    for (const derivation::PlanStep& step : plan_.steps)
      for (const derivation::ValueId value : step.inputs)
        if (value > 0) ++readers[value - 1];
    at::Tensor agreements;
    Executor::Watch watch;
    watch.layer = [&](std::size_t step, const at::Tensor& input, const at::Tensor&) {
      const auto* layer = std::get_if<derivation::PlanStep::Layer>(&plan_.steps[step].what);
      if (layer == nullptr || layer->kind != ir::LayerKind::kRelu) return;
      // With a and b of n open, c of them in both, n - a - b + 2 c agree; whole numbers below 2^24, so exact.
      const at::Tensor open = input.detach().flatten(1).gt(0).to(at::kFloat);
      const at::Tensor count = open.sum(1).to(at::kDouble);
      at::Tensor both = open.mm(open.t()).to(at::kDouble).mul_(2).add_(open.size(1));
      both.sub_(count.unsqueeze(0)).sub_(count.unsqueeze(1)).mul_(readers[step]);
      agreements = agreements.defined() ? agreements + both : both;
    };
    const at::NoGradGuard no_gradients;
    run(images_, true, &watch);
    if (!agreements.defined()) return NAN;
    return std::get<1>(at::slogdet(agreements)).item<double>();
  }

  double linear_regions() {
    Tensors patterns;
    Executor::Watch watch;
    watch.layer = [&](std::size_t step, const at::Tensor&, const at::Tensor& output) {
      const auto* layer = std::get_if<derivation::PlanStep::Layer>(&plan_.steps[step].what);
      if (layer != nullptr && layer->kind == ir::LayerKind::kRelu)
        patterns.push_back(output.flatten(1).gt(0));
    };
    const at::NoGradGuard no_gradients;
    run(images_, true, &watch);
    if (patterns.empty()) return NAN;
    return static_cast<double>(std::get<0>(at::unique_dim(at::cat(patterns, 1), 0)).size(0));
  }

  double zen() {
    const at::NoGradGuard no_gradients;
    for (at::Tensor& w : kernels()) w.copy_(at::randn(w.sizes(), generator_, at::kFloat));
    // Steps run in order, so what reaches the last global pooling stays.
    at::Tensor pooled;
    Executor::Watch watch;
    watch.layer = [&](std::size_t step, const at::Tensor& input, const at::Tensor&) {
      const auto* layer = std::get_if<derivation::PlanStep::Layer>(&plan_.steps[step].what);
      if (layer != nullptr && layer->kind == ir::LayerKind::kGlobalAvgPool) pooled = input;
    };
    const auto features = [&](const at::Tensor& x) {
      pooled = at::Tensor();
      const at::Tensor output = run(x, true, &watch);
      return (pooled.defined() ? pooled : output).flatten(1);
    };
    const at::Tensor x = at::randn(images_.sizes(), generator_, at::kFloat);
    const at::Tensor near = x + kZenStep * at::randn(images_.sizes(), generator_, at::kFloat);
    const at::Tensor before = features(x);
    double score = std::log((before - features(near)).abs().sum(1).mean().item<double>());
    for (const Weights& own : weights_)
      if (own.running_var.defined()) score += 0.5 * std::log(own.running_var.mean().item<double>());
    return score;
  }

  double condition_number() {
    Tensors all;
    for (const Weights& own : weights_)
      if (own.weight.defined()) all.push_back(own.weight);
    const at::Tensor outputs = run(images_, true).flatten(1).sum(1);
    Tensors rows;
    for (std::int64_t n = 0; n < outputs.size(0); ++n) {
      Tensors flat;
      const bool last = n + 1 == outputs.size(0);
      if (!outputs.requires_grad()) return NAN;
      for (const at::Tensor& g :
           torch::autograd::grad({outputs[n]}, all, {}, /*retain_graph=*/!last, false, /*allow_unused=*/true))
        if (g.defined()) flat.push_back(g.flatten().to(at::kDouble));
      rows.push_back(at::cat(flat));
    }
    const at::Tensor j = at::stack(rows);
    const at::Tensor v = at::linalg_eigvalsh(j.mm(j.t()));
    return v[-1].item<double>() / v[0].item<double>();
  }

  double latency() {
    using Clock = std::chrono::steady_clock;
    const at::NoGradGuard no_gradients;
    std::vector<double> times;
    for (int i = 0; i < kTimedRuns; ++i) {
      const auto start = Clock::now();
      run(images_, false);
      times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    }
    std::ranges::nth_element(times, times.begin() + kTimedRuns / 2);
    return times[kTimedRuns / 2];
  }

  const derivation::Plan& plan_;
  const Slots& slots_;
  Executor executor_;
  std::vector<Weights> weights_;
  at::Generator generator_;
  at::Tensor images_;
  at::Tensor labels_;
};

diag::Result<double> probe(const derivation::Plan& plan, Proxy proxy, const training::Images& examples,
                           std::uint64_t seed) {
  const auto slots = assign_slots(plan);
  if (!slots) return slots.error();
  return guarded([&]() -> diag::Result<double> {
    const double value = Probe(plan, *slots, examples, seed).measure(proxy);
    if (!std::isfinite(value)) return diag::make(diag::code::E0620, {}, info(proxy).name);
    return value;
  });
}

}  // namespace

diag::Result<double> measure_proxy(const derivation::Plan& plan, Proxy proxy,
                                   const training::Images& examples, std::uint64_t seed) {
  if (proxy == Proxy::linear_regions) {
    const auto thin = thin_network(plan, examples, seed);
    if (!thin) return thin.error();
    return probe(thin->plan, proxy, thin->examples, seed);
  }
  return probe(plan, proxy, examples, seed);
}

}  // namespace nasg::network
