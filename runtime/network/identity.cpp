// SPDX-License-Identifier: Apache-2.0
// Writes protocols and data down, and hashes the text.
#include "runtime/network/identity.h"

#include <algorithm>
#include <sstream>

#include "runtime/derivation/label_hash.h"

namespace nasg::network {

std::uint64_t protocol_hash(const Protocol& p) {
  std::ostringstream out;
  out.precision(17);
  const training::Augmentation& a = p.augmentation;
  out << p.epochs << ' ' << p.batch << ' ' << p.learning_rate << ' ' << p.momentum << ' ' << p.weight_decay
      << ' ' << static_cast<int>(p.optimiser) << ' ' << p.nesterov << ' ' << static_cast<int>(p.schedule)
      << ' ' << p.by_epoch << ' ' << p.final_rate << ' ' << p.gamma << ' ' << p.warmup << ' '
      << p.label_smoothing << ' ' << p.clip << ' ' << p.ema << ' ' << p.patience << ' ' << a.crop << ' '
      << a.flip << ' ' << a.cutout << ' ' << a.mixup << ' ' << p.shuffle << ' ' << p.auxiliary << ' '
      << p.ramps_drop_path << ' ' << static_cast<int>(p.precision);
  for (const double milestone : p.milestones) out << ' ' << milestone;
  return derivation::label_hash(out.view());
}

std::uint64_t data_hash(const training::Split& data) {
  std::ostringstream out;
  out.precision(9);
  for (const training::Images* part : {&data.train, &data.valid}) {
    out << ir::text(part->shape) << part->count();
    for (const std::int64_t label : part->labels) out << ' ' << label;
    const std::size_t size = part->pixels.size() / std::max<std::size_t>(part->count(), 1);
    for (std::size_t i = 0; i < size; ++i) out << ' ' << part->pixels[i];
  }
  return derivation::label_hash(out.view());
}

}  // namespace nasg::network
