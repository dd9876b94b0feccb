// SPDX-License-Identifier: Apache-2.0
// Cuts examples, images and channels down.
#include "runtime/training/lessened.h"

#include <algorithm>
#include <cmath>

#include "runtime/derivation/rescale.h"
#include "runtime/training/image_set.h"

namespace nasg::training {

namespace {

std::int64_t share(std::int64_t of, std::int64_t percent) {
  return std::max<std::int64_t>(
      1, std::llround(static_cast<double>(of * percent) / static_cast<double>(kWhole)));
}

/// 0 stays 0: what is not done is not done on smaller images either.
int share_of_side(int side, std::int64_t percent) {
  return side == 0 ? 0 : static_cast<int>(share(side, percent));
}

/// For images of so many percent of the sides, or of the next larger ones that the layers take: halves of odd
/// sides may not meet.
derivation::Plan smaller(const derivation::Plan& plan, std::int64_t percent) {
  const ir::Shape& input = plan.input;
  for (std::int64_t height = share(input[1], percent); height < input[1]; ++height) {
    const std::int64_t width = std::max<std::int64_t>(1, height * input[2] / input[1]);
    if (auto made = derivation::rescale(plan, {input[0], height, width}, 1)) return *std::move(made);
  }
  return plan;
}

/// Of so many percent of the channels, or of the next wider ones that there are: rounded channels may not
/// meet.
derivation::Plan narrower(const derivation::Plan& plan, std::int64_t percent) {
  for (; percent < kWhole; ++percent) {
    const double width = static_cast<double>(percent) / static_cast<double>(kWhole);
    if (auto made = derivation::rescale(plan, plan.input, width)) return *std::move(made);
  }
  return plan;
}

}  // namespace

const std::vector<std::string>& fidelity_names() {
  static const std::vector<std::string> names{"epochs", "data", "resolution", "width"};
  return names;
}

PlannedTraining lessened(PlannedTraining full, Fidelity fidelity, std::int64_t percent) {
  switch (fidelity) {
    case Fidelity::kEpochs: break;
    case Fidelity::kData: {
      const std::int64_t count = share(static_cast<std::int64_t>(full.data.train.count()), percent);
      full.data.train = first(full.data.train, static_cast<std::size_t>(std::max<std::int64_t>(count, 2)));
      break;
    }
    case Fidelity::kResolution: {
      full.plan = smaller(full.plan, percent);
      for (Images* part : {&full.data.train, &full.data.valid, &full.data.test})
        *part = resized(*part, full.plan.input[1], full.plan.input[2]);
      Augmentation& augmentation = full.protocol.augmentation;
      augmentation.crop = share_of_side(augmentation.crop, percent);
      augmentation.cutout = share_of_side(augmentation.cutout, percent);
      break;
    }
    case Fidelity::kWidth: full.plan = narrower(full.plan, percent); break;
  }
  return full;
}

}  // namespace nasg::training
