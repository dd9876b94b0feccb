// SPDX-License-Identifier: Apache-2.0
// Names and looks for files.
#include "runtime/training/trial_checkpoints.h"

#include <fmt/format.h>

#include <filesystem>

#include "runtime/derivation/label_hash.h"

namespace nasg::training {

namespace fs = std::filesystem;

TrialCheckpoints::TrialCheckpoints(const std::string& folder, std::uint64_t training,
                                   const derivation::Plan& plan, std::uint64_t seed) {
  if (folder.empty()) return;
  const std::uint64_t name =
      derivation::mix(derivation::mix(derivation::label_hash(derivation::text(plan)) ^ seed) ^ training);
  stem_ = (fs::path(folder) / fmt::format("{:016x}", name)).string();
}

std::optional<std::int64_t> TrialCheckpoints::share_below(std::int64_t share) const {
  std::error_code ignored;
  while (--share > 0)
    if (fs::exists(of_share(share), ignored)) return share;
  return std::nullopt;
}

void TrialCheckpoints::remove_below(std::int64_t share) const {
  std::error_code ignored;
  while (const auto lower = share_below(share))
    if (!fs::remove(of_share(*lower), ignored)) return;
}

}  // namespace nasg::training
