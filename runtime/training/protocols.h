// SPDX-License-Identifier: Apache-2.0
// The ways in which networks are trained, by name and by their parts.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/setting.h"
#include "runtime/network/training.h"

namespace nasg::training {

struct NamedProtocol {
  const char* name;
  const char* doc;  ///< what it is, and its source
  network::Protocol protocol;
};
const std::vector<NamedProtocol>& named_protocols();

/// The arguments of a protocol: `protocol` names one whose values stand where nothing else is given, `quick`
/// if it is left out. `epochs`, `batch`, `lr`, `momentum`, `weight_decay`; `optimiser = sgd | adam | adamw`,
/// `nesterov`; `schedule = constant | cosine | step | one_cycle` with `by = step | epoch`, `final_lr`,
/// `milestones`, `gamma` and `warmup`; `label_smoothing`, `clip`, `ema`, `patience`; `auxiliary`,
/// `ramp_drop_path`; `precision = float32 | bfloat16`; `device`; `crop`, `flip`, `cutout`, `mixup`;
/// `shuffle`. What is out of range or unknown is refused (E0702), for `reader.finish()` to tell. `device` is
/// taken where the setting says none.
network::Protocol read_protocol(ir::SettingReader& reader, const std::string& device = "cpu");

}  // namespace nasg::training
