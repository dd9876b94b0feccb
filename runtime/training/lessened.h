// SPDX-License-Identifier: Apache-2.0
// Trainings that are cheaper than a full one, and tell something of it.
#pragma once

#include "runtime/derivation/plan.h"
#include "runtime/network/training.h"
#include "runtime/training/data.h"

namespace nasg::training {

/// In what a training at a lower fidelity is less than a full one.
enum class Fidelity { kEpochs, kData, kResolution, kWidth };
/// In their order.
const std::vector<std::string>& fidelity_names();

/// Fidelities other than epochs are in percent.
inline constexpr std::int64_t kWhole = 100;

struct PlannedTraining {
  derivation::Plan plan;
  Split data;
  network::Protocol protocol;
};

/// With so many percent of the training examples (at least two), of the sides of images, with the borders and
/// squares of their augmentation, or of the channels; each rounded, at least one, and sides and channels up
/// to the next that the layers take.
PlannedTraining lessened(PlannedTraining full, Fidelity fidelity, std::int64_t percent);

}  // namespace nasg::training
