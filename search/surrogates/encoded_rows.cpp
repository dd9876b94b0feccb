// SPDX-License-Identifier: Apache-2.0
// Counts what stands in each column, and picks.
#include "search/surrogates/encoded_rows.h"

#include <algorithm>
#include <map>

namespace nasg::search {

EncodedRows::EncodedRows(const Encoding& encoding, std::span<const derivation::Derivation> training)
    : encoding_(&encoding) {
  struct Seen {
    double value;
    std::size_t times;  ///< that value, so far alone
    bool varies;
  };
  std::map<std::uint32_t, Seen> seen;
  for (const derivation::Derivation& derivation : training)
    for (const Entry& entry : encoding(derivation)) {
      Seen& column = seen.try_emplace(entry.column, Seen{entry.value, 0, false}).first->second;
      ++column.times;
      column.varies = column.varies || column.value != entry.value;
    }
  for (const auto& [column, what] : seen)
    if (what.varies || what.times < training.size()) columns_.push_back(column);
  if (columns_.empty()) columns_.push_back(0);
}

Rows EncodedRows::operator()(std::span<const derivation::Derivation> derivations) const {
  Rows rows = Rows::Zero(static_cast<Eigen::Index>(derivations.size()), width());
  for (Eigen::Index row = 0; row < rows.rows(); ++row)
    for (const Entry& entry : (*encoding_)(derivations[static_cast<std::size_t>(row)])) {
      const auto at = std::lower_bound(columns_.begin(), columns_.end(), entry.column);
      if (at != columns_.end() && *at == entry.column)
        rows(row, at - columns_.begin()) = static_cast<float>(entry.value);
    }
  return rows;
}

diag::Result<std::unique_ptr<Encoding>> read_encoding(ir::SettingReader& reader, const ir::Setting& setting,
                                                      const ModelContext& context,
                                                      const std::string& fallback) {
  ir::Setting::Call usual{fallback, {}, {}};
  if (fallback == "adjacency") usual.named.push_back({"one_hot", {true, setting.place}});
  const ir::Setting* const given = reader.find("encoding");
  return make_encoding(given == nullptr ? ir::Setting{std::move(usual), setting.place} : *given, context);
}

}  // namespace nasg::search
