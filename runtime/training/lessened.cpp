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

}  // namespace

const std::vector<std::string>& fidelity_names() {
  static const std::vector<std::string> names{"epochs", "data", "resolution", "width"};
  return names;
}

diag::Result<PlannedTraining> lessened(PlannedTraining full, Fidelity fidelity, std::int64_t percent) {
  const ir::Shape input = full.plan.input;
  switch (fidelity) {
    case Fidelity::kEpochs: break;
    case Fidelity::kData: {
      const std::int64_t count = share(static_cast<std::int64_t>(full.data.train.count()), percent);
      full.data.train = first(full.data.train, static_cast<std::size_t>(std::max<std::int64_t>(count, 2)));
      break;
    }
    case Fidelity::kResolution: {
      const ir::Shape small{input[0], share(input[1], percent), share(input[2], percent)};
      auto plan = derivation::rescale(full.plan, small, 1);
      if (!plan) return plan.error();
      full.plan = *std::move(plan);
      for (Images* part : {&full.data.train, &full.data.valid, &full.data.test})
        *part = resized(*part, small[1], small[2]);
      Augmentation& augmentation = full.protocol.augmentation;
      augmentation.crop = share_of_side(augmentation.crop, percent);
      augmentation.cutout = share_of_side(augmentation.cutout, percent);
      break;
    }
    case Fidelity::kWidth: {
      auto plan =
          derivation::rescale(full.plan, input, static_cast<double>(percent) / static_cast<double>(kWhole));
      if (!plan) return plan.error();
      full.plan = *std::move(plan);
      break;
    }
  }
  return full;
}

}  // namespace nasg::training
