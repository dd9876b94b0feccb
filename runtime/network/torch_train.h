// SPDX-License-Identifier: Apache-2.0
// Training by stochastic gradient descent.
#pragma once

#include "runtime/network/backend.h"
#include "runtime/network/torch_network.h"
#include "runtime/network/training.h"

namespace nasg::network {

/// What Backend::train says. For each epoch: shuffle, then for each batch
///   1. loss = cross-entropy of the outputs, in training mode;
///   2. gradients g; g += weight_decay w;
///   3. b = momentum b + g;  w -= lr (g + momentum b)   (Nesterov's momentum as PyTorch has it)
/// with lr = learning_rate / 2 (1 + cos(pi t / T)) in step t of T. A last batch of one example is left out:
/// batch statistics need two.
diag::Result<TrainingResult> train_network(TorchNetwork& network, const training::Split& data,
                                           const Protocol& protocol,
                                           const training::EvaluationContext& context);

}  // namespace nasg::network
