// SPDX-License-Identifier: Apache-2.0
// Plans made by hand for the tests of networks.
#pragma once

#include <span>
#include <vector>

#include "runtime/derivation/plan.h"

namespace nasg::network::testing {

/// Adds steps as they are told, with nothing removed; `finish` sets the last uses.
class HandPlan {
 public:
  explicit HandPlan(ir::Shape input);

  derivation::ValueId layer(ir::LayerKind kind, std::vector<ir::Scalar> args, derivation::ValueId input);
  /// A layer that shares the weights of the layer with that number.
  derivation::ValueId tied(std::uint32_t weights, ir::LayerKind kind, std::vector<ir::Scalar> args,
                           derivation::ValueId input);
  /// A zero layer that yields that shape.
  derivation::ValueId zeros(const ir::Shape& shape, derivation::ValueId input);
  derivation::ValueId merge(ir::MergeKind kind, std::vector<derivation::ValueId> inputs);
  derivation::Plan finish(derivation::ValueId result);

 private:
  derivation::ValueId add(derivation::PlanStep step, ir::Shape shape);

  derivation::Plan plan_;
  std::uint32_t next_weights_ = 1;
};

/// 3x3 convolution without bias, padding 1, stride 1.
std::vector<ir::Scalar> conv3x3(std::int64_t channels, std::int64_t stride = 1);
/// relu >> conv3x3 >> batch_norm
derivation::ValueId conv_block(HandPlan& plan, std::int64_t channels, std::int64_t stride,
                               derivation::ValueId input);
/// global_avg_pool >> flatten >> linear
derivation::ValueId classifier(HandPlan& plan, std::int64_t classes, derivation::ValueId input);

/// [1, 8, 8] -> [10]: a stem, a residual block, a reduction, a classifier.
derivation::Plan small_digits_plan();
/// [3, 8, 8] -> [5], with every layer of convolutional networks and every merge in it.
derivation::Plan every_layer_plan();
/// [2, 6, 6] -> [5], with every layer of layer_kernels.h in it.
derivation::Plan rows_and_functions_plan();

/// `count` numbers in [-1, 1), the same at each call.
std::vector<float> numbers(std::size_t count, std::uint64_t seed);

}  // namespace nasg::network::testing
