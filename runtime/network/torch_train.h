// SPDX-License-Identifier: Apache-2.0
// Training by gradient descent.
#pragma once

#include "runtime/network/backend.h"
#include "runtime/network/torch_network.h"
#include "runtime/network/training.h"

namespace nasg::network {

/// What Backend::train says. For each epoch: shuffle, then for each batch
///   1. loss = cross-entropy of the outputs, in training mode;
///   2. one update (optimiser.h) with the schedule's learning rate (training.h);
///   3. the average of weights and running statistics moves: a = ema a + (1 - ema) w;
/// then the validation part is measured, on the averages if there are any, and the checkpoint kept. A
/// training that goes on from one comes to the same weights as one that was never stopped.
diag::Result<TrainingResult> train_network(TorchNetwork& network, const training::Split& data,
                                           const Protocol& protocol,
                                           const training::EvaluationContext& context);

}  // namespace nasg::network
