// SPDX-License-Identifier: Apache-2.0
// The objective `table(…)`: results are looked up.
#include "search/benchmarks/table_objective.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "compiler/diag/codes/files.h"
#include "compiler/diag/codes/search.h"
#include "search/benchmarks/csv.h"
#include "search/benchmarks/row_index.h"
#include "search/benchmarks/sqlite_records.h"

namespace nasg::benchmarks {
namespace {

struct TableSettings {
  std::string file;
  std::string table;
  TableColumns columns;
  std::vector<std::int64_t> fidelities{};
  bool minimise = false;
  Match match = Match::kTerm;
  Repeated repeated = Repeated::kWrong;
};

class TableObjective final : public training::Objective {
 public:
  TableObjective(RowIndex index, TableSettings settings)
      : index_(std::move(index)), settings_(std::move(settings)) {}

  bool maximises() const override { return !settings_.minimise; }
  training::Fidelities fidelities() const override {
    if (settings_.fidelities.empty()) return {};
    return {settings_.fidelities.back(), settings_.fidelities, false};
  }
  bool deterministic() const override { return true; }
  std::optional<std::vector<std::string>> metrics() const override { return settings_.columns.metrics; }

  training::Evaluation evaluate(const derivation::Derivation& derivation,
                                const training::EvaluationContext& context) override {
    training::Evaluation evaluation;
    const TableRow* const row = index_.find(derivation);
    if (row == nullptr) {
      evaluation.message = "the table `" + index_.path() + "` has no row for this architecture";
      return evaluation;
    }
    const TableValues& values = row->levels[level(context.fidelity)];
    evaluation.value = values.metric;
    evaluation.test = values.test;
    evaluation.seconds = values.cost.value_or(0);
    for (std::size_t i = 0; i < row->metrics.size(); ++i)
      if (row->metrics[i]) evaluation.metrics[settings_.columns.metrics[i]] = *row->metrics[i];
    if (!values.metric)
      evaluation.message = "the table `" + index_.path() + "` has no value for this architecture";
    return evaluation;
  }

 private:
  /// The columns of a fidelity; those of the highest for what is none of them.
  std::size_t level(std::int64_t fidelity) const {
    const auto found = std::ranges::find(settings_.fidelities, fidelity);
    if (found == settings_.fidelities.end()) return settings_.columns.levels.size() - 1;
    return static_cast<std::size_t>(found - settings_.fidelities.begin());
  }

  RowIndex index_;
  TableSettings settings_;
};

diag::Result<std::string> find_file(const ir::Setting& setting, const std::string& name,
                                    const std::vector<std::string>& folders) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (fs::path(name).is_absolute() && fs::is_regular_file(name, ignored)) return name;
  std::string looked;
  for (const std::string& folder : folders) {
    if (fs::path(name).is_absolute()) break;
    const fs::path path = fs::path(folder) / name;
    if (fs::is_regular_file(path, ignored)) return path.lexically_normal().string();
    looked += (looked.empty() ? "looked for in `" : "`, `") + (folder.empty() ? "." : folder);
  }
  auto error = diag::make(diag::code::E0730, setting.place, name);
  if (!looked.empty()) error.note(looked + "`");
  return error;
}

/// A name, a text, or a list of such.
std::vector<std::string> names(ir::SettingReader& reader, const std::string& key) {
  const ir::Setting* given = reader.find(key);
  if (given == nullptr) return {};
  const ir::Setting::List one{*given};
  const auto* list = std::get_if<ir::Setting::List>(&given->value);
  std::vector<std::string> result;
  for (const ir::Setting& part : list != nullptr ? *list : one) {
    if (const auto* text = std::get_if<std::string>(&part.value))
      result.push_back(*text);
    else if (const auto* name = std::get_if<ir::Setting::Call>(&part.value))
      result.push_back(name->name);
    else
      reader.refuse(key, "must be a name or a list of names");
  }
  return result;
}

std::string at_fidelity(std::string name, std::int64_t fidelity) {
  constexpr std::string_view kPlace = "{fidelity}";
  const std::size_t at = name.find(kPlace);
  if (at != std::string::npos) name.replace(at, kPlace.size(), std::to_string(fidelity));
  return name;
}

diag::Result<TableSettings> read_settings(const ir::Setting& setting) {
  ir::SettingReader reader(setting);
  TableSettings settings;
  settings.file = reader.required_text("file");
  settings.columns.key = names(reader, "key");
  if (settings.columns.key.empty()) settings.columns.key = {reader.required_text("key")};
  ValueColumns columns;
  columns.metric = reader.required_text("metric");
  columns.test = reader.text("test", "");
  columns.cost = reader.text("cost", "");
  settings.minimise = reader.boolean("minimise", false);
  for (const double fidelity : reader.numbers("fidelities", {})) {
    const std::int64_t last = settings.fidelities.empty() ? 0 : settings.fidelities.back();
    if (!(fidelity > static_cast<double>(last) && fidelity <= INT32_MAX &&
          fidelity == std::floor(fidelity))) {
      reader.refuse("fidelities", "must be whole numbers from 1 on, ascending");
      break;
    }
    settings.fidelities.push_back(static_cast<std::int64_t>(fidelity));
  }
  if (settings.fidelities.size() > 1 && columns.metric.find("{fidelity}") == std::string::npos)
    reader.refuse("metric", "must have `{fidelity}` in it where there are several fidelities");
  settings.columns.metrics = names(reader, "metrics");
  settings.table = reader.text("table", "");
  const std::vector<std::string> where = names(reader, "where");
  if (where.size() % 2 != 0) reader.refuse("where", "must be a list of columns and fields, by turns");
  for (std::size_t i = 0; i + 1 < where.size(); i += 2)
    settings.columns.where.emplace_back(where[i], where[i + 1]);
  const std::string match = reader.text("match", "term"), repeated = reader.text("repeated", "wrong");
  if (match != "term" && match != "isomorphism") reader.refuse("match", "must be `term` or `isomorphism`");
  if (match == "isomorphism") settings.match = Match::kIsomorphism;
  if (repeated != "wrong" && repeated != "first" && repeated != "mean")
    reader.refuse("repeated", "must be `wrong`, `first` or `mean`");
  if (repeated != "wrong") settings.repeated = repeated == "mean" ? Repeated::kMean : Repeated::kFirst;
  if (diag::Status status = reader.finish(); !status) return status.error();
  for (const std::int64_t fidelity : settings.fidelities)
    settings.columns.levels.push_back({at_fidelity(columns.metric, fidelity),
                                       at_fidelity(columns.test, fidelity),
                                       at_fidelity(columns.cost, fidelity)});
  if (settings.columns.levels.empty()) settings.columns.levels = {columns};
  return settings;
}

diag::Diagnostic placed(const ir::Setting& setting, diag::Diagnostic error) {
  error.primary = setting.place;
  return error;
}

diag::Result<Table> read_file(const ir::Setting& setting, const std::string& path,
                              const TableSettings& settings) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad() || !file.is_open())
    return diag::make(diag::code::E0901, setting.place, path, "it may not be read");
  std::unique_ptr<Records> records = std::make_unique<CsvReader>(text);
  if (study::is_sqlite(text)) {
    auto rows = study::SqliteRows::open(path, settings.table);
    if (!rows) return placed(setting, rows.error());
    records = std::make_unique<SqliteRecords>(*std::move(rows));
  }
  auto table = read_table(path, *records, settings.columns);
  if (!table) return placed(setting, table.error());
  return table;
}

}  // namespace

diag::Result<std::unique_ptr<training::Objective>> make_table_objective(
    const ir::Setting& setting, const ir::Space& space, const ir::Automaton& automaton,
    const std::vector<std::string>& folders) {
  auto settings = read_settings(setting);
  if (!settings) return settings.error();
  settings->columns.roots = space.roots.size() > 1;
  const auto path = find_file(setting, settings->file, folders);
  if (!path) return path.error();
  auto table = read_file(setting, *path, *settings);
  if (!table) return table.error();
  auto index = RowIndex::make(*std::move(table), settings->match, settings->repeated, space, automaton);
  if (!index) return placed(setting, index.error());
  if (!index->fits())
    return diag::make(diag::code::E0733, setting.place, *path, settings->columns.key.front(), space.name);
  return std::unique_ptr<training::Objective>(
      std::make_unique<TableObjective>(*std::move(index), *std::move(settings)));
}

}  // namespace nasg::benchmarks
