// SPDX-License-Identifier: Apache-2.0
// Encodings by name.
#include "search/kernels/encoding.h"

#include "compiler/diag/codes/search.h"
#include "search/kernels/adjacency_encoding.h"
#include "search/kernels/joined_encoding.h"
#include "search/kernels/path_encoding.h"

namespace nasg::search {

std::vector<std::string> read_names(ir::SettingReader& reader, const std::string& key) {
  std::vector<std::string> names;
  const ir::Setting* const value = reader.find(key);
  if (value == nullptr) return names;
  const auto* const list = std::get_if<ir::Setting::List>(&value->value);
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const auto* const text = std::get_if<std::string>(&(*list)[i].value);
    const auto* const call = std::get_if<ir::Setting::Call>(&(*list)[i].value);
    if (text != nullptr) names.push_back(*text);
    if (call != nullptr) names.push_back((*list)[i].text());
  }
  if (list == nullptr || names.size() != list->size())
    reader.refuse(key, "must be a list of names such as `[conv3x3, avg_pool]`, not `" + value->text() + "`");
  return names;
}

namespace {

using EncodingResult = diag::Result<std::unique_ptr<Encoding>>;

EncodingResult read_path(ir::SettingReader& reader, const ir::Setting&, const ModelContext& context) {
  PathOptions options;
  const std::int64_t length = reader.integer("length", -1);
  if (length < -1 || length > kLongestWord) reader.refuse("length", "must be a whole number from 0 to 64");
  if (length >= 0) options.length = static_cast<std::uint32_t>(length);
  options.counts = reader.boolean("counts", false);
  options.alphabet = read_names(reader, "alphabet");
  return EncodingResult(std::make_unique<PathEncoding>(context.space, std::move(options)));
}

EncodingResult read_adjacency(ir::SettingReader& reader, const ir::Setting&, const ModelContext& context) {
  AdjacencyOptions options;
  options.one_hot = reader.boolean("one_hot", false);
  options.alphabet = read_names(reader, "alphabet");
  return EncodingResult(std::make_unique<AdjacencyEncoding>(context.space, std::move(options)));
}

EncodingResult read_measured(ir::SettingReader& reader, const ir::Setting& setting,
                             const ModelContext& context) {
  diag::Result<Measures> measures = Measures::read(reader, setting, context);
  if (!measures) return measures.error();
  return make_measured_encoding(*std::move(measures));
}

EncodingResult read_join(ir::SettingReader& reader, const ir::Setting& setting, const ModelContext& context) {
  const auto* const call = std::get_if<ir::Setting::Call>(&setting.value);
  std::vector<std::unique_ptr<Encoding>> parts;
  if (call->positional.empty()) static_cast<void>(reader.required_text("encoding 1"));
  for (std::size_t i = 1; i <= call->positional.size(); ++i) {
    EncodingResult part = make_encoding(*reader.find("encoding " + std::to_string(i)), context);
    if (!part) return part.error();
    parts.push_back(*std::move(part));
  }
  return make_joined_encoding(std::move(parts));
}

struct EncodingRow {
  const char* name;
  EncodingResult (*read)(ir::SettingReader&, const ir::Setting&, const ModelContext&);
};
constexpr EncodingRow kEncodings[] = {
    {"path", read_path}, {"adjacency", read_adjacency}, {"measured", read_measured}, {"join", read_join}};

}  // namespace

EncodingResult make_encoding(const ir::Setting& setting, const ModelContext& context) {
  ir::SettingReader reader(setting);
  std::vector<std::string> names;
  std::string list;
  for (const EncodingRow& row : kEncodings) {
    if (reader.name() == row.name) {
      EncodingResult made = row.read(reader, setting, context);
      if (!made) return made;
      if (const diag::Status status = reader.finish(); !status) return status.error();
      return made;
    }
    names.emplace_back(row.name);
    list += (list.empty() ? "`" : ", `") + names.back() + "`";
  }
  diag::Diagnostic error = diag::make(diag::code::E0716, setting.place, setting.text());
  if (const auto near = diag::nearest(reader.name(), names))
    error.fix(setting.place, *near, "did you mean `" + *near + "`?");
  error.note("the encodings are " + list);
  return error;
}

Eigen::MatrixXd encode(const Encoding& encoding, std::span<const derivation::Derivation> derivations) {
  Eigen::MatrixXd rows =
      Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(derivations.size()), encoding.width());
  for (Eigen::Index row = 0; row < rows.rows(); ++row)
    for (const Entry& entry : encoding(derivations[static_cast<std::size_t>(row)]))
      rows(row, entry.column) = entry.value;
  return rows;
}

}  // namespace nasg::search
