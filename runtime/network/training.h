// SPDX-License-Identifier: Apache-2.0
// How networks are trained, and what comes of it.
#pragma once

namespace nasg::network {

/// How a network is trained: cross-entropy, SGD with Nesterov momentum, cosine schedule to 0 by step.
struct Protocol {
  int epochs = 10;
  int batch = 64;
  double learning_rate = 0.05;
  double momentum = 0.9;
  double weight_decay = 5e-4;
};

struct TrainingResult {
  double valid_accuracy = 0;  ///< percent, after the last epoch
  double test_accuracy = 0;   ///< percent
  double valid_loss = 0;      ///< mean cross-entropy, after the last epoch
  double test_loss = 0;
  double train_loss = 0;  ///< mean over the last epoch
  bool cancelled = false;
};

}  // namespace nasg::network
