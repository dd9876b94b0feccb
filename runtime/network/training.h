// SPDX-License-Identifier: Apache-2.0
// How networks are trained, and what comes of it.
#pragma once

#include <string>
#include <vector>

#include "runtime/training/loader.h"

namespace nasg::network {

enum class Optimiser { kSgd, kAdam, kAdamW };
enum class Precision { kFloat32, kBfloat16 };
enum class Schedule { kConstant, kCosine, kStep, kOneCycle };

/// How a network is trained; the loss is cross-entropy.
struct Protocol {
  int epochs = 10;
  int batch = 64;
  double learning_rate = 0.05;  ///< the highest
  double momentum = 0.9;        ///< of Adam: the decay of the gradient's mean
  double weight_decay = 5e-4;
  Optimiser optimiser = Optimiser::kSgd;
  bool nesterov = true;  ///< of SGD
  Schedule schedule = Schedule::kCosine;
  bool by_epoch = false;             ///< the learning rate stays the same within an epoch
  double final_rate = 0;             ///< where the cosine ends
  std::vector<double> milestones{};  ///< of the step schedule: epochs, ascending
  double gamma = 0.1;                ///< what the learning rate is multiplied by at each
  double warmup = 0;                 ///< epochs in which the learning rate rises from 0, before the schedule
  double label_smoothing = 0;        ///< probability that is spread over all classes
  double clip = 0;                   ///< largest norm of the gradient; 0: any
  double ema = 0;                    ///< decay of the averaged weights that are measured; 0: none
  int patience = 0;                  ///< training ends after so many epochs without a better one; 0: never
  /// The weight of a second classifier's loss (auxiliary.h); 0: there is none.
  double auxiliary = 0;
  bool ramps_drop_path = false;  ///< drop paths' probability grows from 0 by equal steps, epoch by epoch
  Precision precision = Precision::kFloat32;  ///< of products, in the passes that train
  training::Augmentation augmentation{};
  bool shuffle = true;

  std::string device = "cpu";
  std::string checkpoint{};  ///< a file that training goes on from, and keeps after each epoch; empty: none
  int stop_after = 0;        ///< epochs of the schedule that are run; 0: all
  /// The checkpoint of a cheaper training of this network, whose weights and optimiser it takes over if it
  /// has none of its own; `start_epoch` is where it goes on then. If a tensor has another shape there, it
  /// starts anew.
  std::string start_from{};
  int start_epoch = 0;
};

/// The learning rate in a step (from 0) of `steps` per epoch. With t the share of the time after the warm-up:
///   cosine     final + (lr - final) / 2 (1 + cos(pi t))                      (Loshchilov, Hutter 2017)
///   step       lr gamma^k, k milestones are past
///   one-cycle  along half a cosine from lr / 25 to lr until t = 0.3, then to lr / 250000
///              (Smith, Topin 2018, with the numbers of PyTorch's OneCycleLR)
double learning_rate(const Protocol& protocol, std::int64_t step, std::int64_t steps);

/// What an epoch came to.
struct Epoch {
  double train_loss = 0;
  double valid_loss = 0;
  double valid_accuracy = 0;  ///< percent
};

struct TrainingResult {
  double valid_accuracy = 0;  ///< percent, after the last epoch
  double test_accuracy = 0;   ///< percent
  double valid_loss = 0;      ///< mean cross-entropy, after the last epoch
  double test_loss = 0;
  double train_loss = 0;  ///< mean over the last epoch
  bool cancelled = false;
  std::vector<Epoch> curve;  ///< by epoch of this training, those before a checkpoint too
};

}  // namespace nasg::network
