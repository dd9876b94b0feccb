// SPDX-License-Identifier: Apache-2.0
// The checkpoints of one architecture, seed and way of training, one for each fidelity.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "runtime/derivation/plan.h"

namespace nasg::training {

/// Files in a folder, named for a hash of the full network, the seed and the training, so that several
/// experiments may share the folder. Shares are in percent, from 1 to 100.
class TrialCheckpoints {
 public:
  /// An empty folder: there are none. `training` is a hash of protocol, data and kind of fidelity.
  TrialCheckpoints(const std::string& folder, std::uint64_t training, const derivation::Plan& plan,
                   std::uint64_t seed);

  bool kept() const { return !stem_.empty(); }
  /// Of a training whose fidelity is epochs: one file for all of them.
  std::string of_epochs() const { return stem_ + ".pt"; }
  std::string of_share(std::int64_t share) const { return stem_ + "-" + std::to_string(share) + ".pt"; }
  /// The highest share below that one that there is a checkpoint of.
  std::optional<std::int64_t> share_below(std::int64_t share) const;
  /// Removes those of shares below it.
  void remove_below(std::int64_t share) const;

 private:
  std::string stem_;
};

}  // namespace nasg::training
