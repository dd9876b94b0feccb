// SPDX-License-Identifier: Apache-2.0
// Forwards, backwards, and Adam.
#include "search/surrogates/perceptron.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace nasg::search {
namespace {

using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

/// Moments of the gradients, in the shape of the layers.
class Adam {
 public:
  Adam(const std::vector<Perceptron::Layer>& shape, float rate) : rate_(rate), first_(shape) {
    for (Perceptron::Layer& layer : first_) {
      layer.weights.setZero();
      layer.bias.setZero();
    }
    second_ = first_;
  }
  void step(const std::vector<Perceptron::Layer>& gradient, std::vector<Perceptron::Layer>& layers) {
    power_first_ *= kFirst;
    power_second_ *= kSecond;
    for (std::size_t l = 0; l < layers.size(); ++l) {
      move(gradient[l].weights, first_[l].weights, second_[l].weights, layers[l].weights);
      move(gradient[l].bias, first_[l].bias, second_[l].bias, layers[l].bias);
    }
  }

 private:
  static constexpr float kFirst = 0.9F, kSecond = 0.99F, kSmall = 1e-7F;
  template <class Values>
  void move(const Values& slope, Values& first, Values& second, Values& values) const {
    first = kFirst * first + (1 - kFirst) * slope;
    second = kSecond * second + (1 - kSecond) * slope.cwiseAbs2();
    values.array() -= rate_ * (first.array() / (1 - power_first_)) /
                      ((second.array() / (1 - power_second_)).sqrt() + kSmall);
  }
  float rate_;
  float power_first_ = 1, power_second_ = 1;
  std::vector<Perceptron::Layer> first_, second_;
};

}  // namespace

Perceptron::Perceptron(Index inputs, const PerceptronOptions& options, derivation::Rng& rng) {
  Index from = inputs;
  for (std::size_t l = 0; l <= options.layers; ++l) {
    const Index to = l == options.layers ? 1 : options.width;
    Layer layer{MatrixXf(to, from), VectorXf::Zero(to)};
    const double reach = std::sqrt(6.0 / static_cast<double>(from + to));
    for (float& weight : layer.weights.reshaped())
      weight = static_cast<float>(reach * (2 * rng.uniform() - 1));
    layers_.push_back(std::move(layer));
    from = to;
  }
}

float Perceptron::gradient(const MatrixXf& inputs, const VectorXf& targets, bool absolute,
                           std::vector<Layer>& gradient) const {
  std::vector<MatrixXf> values = {inputs};  // what each layer reads
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    MatrixXf next = (layers_[l].weights * values.back()).colwise() + layers_[l].bias;
    if (l + 1 < layers_.size()) next = next.cwiseMax(0);
    values.push_back(std::move(next));
  }
  const auto count = static_cast<float>(targets.size());
  const VectorXf errors = values.back().row(0).transpose() - targets;
  MatrixXf slope = (absolute ? VectorXf(errors.array().sign()) : errors).transpose() / count;
  gradient.resize(layers_.size());
  for (std::size_t l = layers_.size(); l-- > 0;) {
    gradient[l].weights = slope * values[l].transpose();
    gradient[l].bias = slope.rowwise().sum();
    if (l == 0) break;
    slope = (layers_[l].weights.transpose() * slope).array() * (values[l].array() > 0).cast<float>();
  }
  return absolute ? errors.cwiseAbs().mean() : 0.5F * errors.squaredNorm() / count;
}

void Perceptron::train(const Rows& rows, const VectorXf& targets, const PerceptronOptions& options,
                       derivation::Rng& rng) {
  constexpr std::size_t kBatch = 32;
  Adam adam(layers_, options.rate);
  std::vector<Index> order(static_cast<std::size_t>(rows.rows()));
  std::iota(order.begin(), order.end(), Index{0});
  std::vector<Layer> slope;
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
    for (std::size_t begin = 0; begin < order.size(); begin += kBatch) {
      const std::size_t size = std::min(kBatch, order.size() - begin);
      MatrixXf inputs(rows.cols(), static_cast<Index>(size));
      VectorXf batch(static_cast<Index>(size));
      for (std::size_t i = 0; i < size; ++i) {
        inputs.col(static_cast<Index>(i)) = rows.row(order[begin + i]).transpose();
        batch[static_cast<Index>(i)] = targets[order[begin + i]];
      }
      gradient(inputs, batch, options.absolute, slope);
      adam.step(slope, layers_);
    }
  }
}

VectorXf Perceptron::operator()(const Rows& rows) const {
  MatrixXf values = rows.transpose();
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    values = ((layers_[l].weights * values).colwise() + layers_[l].bias).eval();
    if (l + 1 < layers_.size()) values = values.cwiseMax(0).eval();
  }
  return values.row(0).transpose();
}

}  // namespace nasg::search
