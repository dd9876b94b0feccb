// SPDX-License-Identifier: Apache-2.0
// Measures that remember.
#include "search/kernels/measure.h"

#include <cmath>

namespace nasg::search {

diag::Result<Measures> Measures::read(ir::SettingReader& reader, const ir::Setting& setting,
                                      const ModelContext& context) {
  const auto* const call = std::get_if<ir::Setting::Call>(&setting.value);
  const std::size_t count = call == nullptr ? 0 : call->positional.size();
  Measures made;
  if (count == 0) static_cast<void>(reader.required_text("measure 1"));
  for (std::size_t i = 1; i <= count; ++i) {
    const std::string key = "measure " + std::to_string(i);
    const ir::Setting& part = *reader.find(key);
    made.names_.push_back(part.text());
    if (!context.make_measure) {
      reader.refuse(key, "cannot be measured here");
      continue;
    }
    diag::Result<Measure> measure = context.make_measure(part);
    if (!measure) return measure.error();
    made.measures_.push_back(*std::move(measure));
  }
  return made;
}

std::vector<double> Measures::operator()(const derivation::Derivation& derivation) const {
  const std::lock_guard lock(known_->mutex);
  const auto [at, added] = known_->values.try_emplace(derivation);
  if (!added) return at->second;
  for (const Measure& measure : measures_) {
    const double value = measure(derivation).value_or(0);
    at->second.push_back(std::isfinite(value) ? std::asinh(value) : 0);
  }
  return at->second;
}

}  // namespace nasg::search
