// SPDX-License-Identifier: Apache-2.0
// The objective `table(…)`: results are looked up.
#include "search/benchmarks/table_objective.h"

#include <filesystem>
#include <fstream>
#include <unordered_map>

#include "compiler/diag/codes/files.h"
#include "compiler/diag/codes/search.h"
#include "runtime/derivation/term.h"
#include "search/benchmarks/table.h"

namespace nasg::benchmarks {
namespace {

class TableObjective final : public training::Objective {
 public:
  TableObjective(Table table, bool minimise, const ir::Space& space, const ir::Automaton& automaton)
      : table_(std::move(table)), minimise_(minimise), space_(space), automaton_(automaton) {}

  bool maximises() const override { return !minimise_; }
  bool deterministic() const override { return true; }

  /// Whether some key is a term of the space; stops at the first.
  bool fits() const {
    for (const TableRow& row : table_.rows) {
      if (derivation::parse(space_, automaton_, row.key)) return true;
    }
    return false;
  }

  training::Evaluation evaluate(const derivation::Derivation& derivation,
                                const training::EvaluationContext&) override {
    training::Evaluation evaluation;
    const TableRow* row = find(derivation);
    if (row == nullptr) {
      evaluation.message = "the table `" + table_.path + "` has no row for this architecture";
      return evaluation;
    }
    evaluation.value = row->metric;
    evaluation.test = row->test;
    evaluation.seconds = row->cost.value_or(0);
    if (!row->metric)
      evaluation.message = "the table `" + table_.path + "` has no value for this architecture";
    return evaluation;
  }

 private:
  const TableRow* find(const derivation::Derivation& derivation) {
    if (const TableRow* row = find(derivation::term(space_, derivation))) return row;
    for (const ir::Notation& notation : space_.notations) {
      const auto text = derivation::notation(space_, notation, derivation);
      if (!text) continue;
      if (const TableRow* row = find(*text)) return row;
    }
    // Only keys that are spelt in another way are left to find; that takes reading them all.
    if (!parsed_) parse_keys();
    const auto found = by_derivation_.find(derivation);
    return found == by_derivation_.end() ? nullptr : &table_.rows[found->second];
  }

  const TableRow* find(const std::string& key) const {
    const auto found = table_.by_key.find(key);
    return found == table_.by_key.end() ? nullptr : &table_.rows[found->second];
  }

  void parse_keys() {
    parsed_ = true;
    for (std::size_t i = 0; i < table_.rows.size(); ++i) {
      if (auto derivation = derivation::parse(space_, automaton_, table_.rows[i].key)) {
        by_derivation_.emplace(std::move(*derivation), i);
      }
    }
  }

  Table table_;
  bool minimise_;
  const ir::Space& space_;
  const ir::Automaton& automaton_;
  bool parsed_ = false;
  std::unordered_map<derivation::Derivation, std::size_t, derivation::Hash> by_derivation_;
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

}  // namespace

diag::Result<std::unique_ptr<training::Objective>> make_table_objective(
    const ir::Setting& setting, const ir::Space& space, const ir::Automaton& automaton,
    const std::vector<std::string>& folders) {
  ir::SettingReader reader(setting);
  const std::string name = reader.required_text("file");
  TableColumns columns;
  columns.key = reader.required_text("key");
  columns.metric = reader.required_text("metric");
  columns.test = reader.text("test", "");
  columns.cost = reader.text("cost", "");
  const bool minimise = reader.boolean("minimise", false);
  if (diag::Status status = reader.finish(); !status) return status.error();

  const auto path = find_file(setting, name, folders);
  if (!path) return path.error();
  std::ifstream file(*path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad() || !file.is_open())
    return diag::make(diag::code::E0901, setting.place, *path, "it may not be read");
  auto table = read_table(*path, text, columns);
  if (!table) {
    diag::Diagnostic error = table.error();
    error.primary = setting.place;
    return error;
  }
  auto objective = std::make_unique<TableObjective>(std::move(*table), minimise, space, automaton);
  if (!objective->fits()) return diag::make(diag::code::E0733, setting.place, *path, columns.key, space.name);
  return std::unique_ptr<training::Objective>(std::move(objective));
}

}  // namespace nasg::benchmarks
