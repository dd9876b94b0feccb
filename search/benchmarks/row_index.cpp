// SPDX-License-Identifier: Apache-2.0
// Rows by text, by derivation, by network.
#include "search/benchmarks/row_index.h"

#include <algorithm>
#include <map>

#include "runtime/derivation/term.h"

namespace nasg::benchmarks {

// 1. Every row that stands for the same as an earlier one is put with it.
// 2. They are refused, or left, or the first becomes their mean.
diag::Result<RowIndex> RowIndex::make(Table table, Match match, Repeated repeated, const ir::Space& space,
                                      const ir::Automaton& automaton) {
  RowIndex index(std::move(table), space, automaton);
  if (match == Match::kIsomorphism) index.grapher_.emplace(space);
  std::map<std::size_t, std::vector<const TableRow*>> same;
  std::vector<TableRow>& rows = index.table_.rows;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto earlier = index.grapher_ ? index.earlier_by_network(i) : index.earlier_by_key(i);
    if (!earlier) continue;
    const TableRow& first = rows[*earlier];
    if (repeated == Repeated::kWrong) {
      const bool alike = rows[i].key == first.key;
      auto error = wrong_row(index.table_.path, rows[i].line,
                             "its key `" + rows[i].key + "` " +
                                 (alike ? "stands on line " : "is the network of line ") +
                                 std::to_string(first.line) + (alike ? " too" : ""));
      error.note("`repeated = mean` takes the mean of such rows, `repeated = first` the first");
      return error;
    }
    std::vector<const TableRow*>& group = same[*earlier];
    if (group.empty()) group.push_back(&first);
    group.push_back(&rows[i]);
  }
  if (repeated == Repeated::kMean)
    for (const auto& [first, group] : same) rows[first] = mean_row(group);
  return index;
}

std::optional<std::size_t> RowIndex::earlier_by_key(std::size_t row) {
  const auto [known, added] = by_key_.emplace(table_.rows[row].key, row);
  return added ? std::nullopt : std::optional(known->second);
}

std::optional<std::size_t> RowIndex::earlier_by_network(std::size_t row) {
  const auto derivation = derivation::parse(*space_, *automaton_, table_.rows[row].key);
  if (!derivation) return std::nullopt;
  derivation::NetworkGraph graph = (*grapher_)(*derivation);
  if (const std::size_t* const known = find_network(graph)) return *known;
  const std::uint64_t hash = shape_hash(graph);
  by_network_.emplace(hash, Network{std::move(graph), row});
  return std::nullopt;
}

const std::size_t* RowIndex::find_network(const derivation::NetworkGraph& graph) const {
  const auto [begin, end] = by_network_.equal_range(shape_hash(graph));
  const auto same = [&](const auto& known) { return isomorphic(known.second.graph, graph); };
  const auto found = std::find_if(begin, end, same);
  return found == end ? nullptr : &found->second.row;
}

const TableRow* RowIndex::find_text(const std::string& key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &table_.rows[found->second];
}

const TableRow* RowIndex::find(const derivation::Derivation& derivation) {
  if (grapher_) {
    const std::size_t* const row = find_network((*grapher_)(derivation));
    return row == nullptr ? nullptr : &table_.rows[*row];
  }
  if (const TableRow* const row = find_text(derivation::term(*space_, derivation))) return row;
  for (const ir::Notation& notation : space_->notations) {
    const auto text = derivation::notation(*space_, notation, derivation);
    if (!text) continue;
    if (const TableRow* const row = find_text(*text)) return row;
  }
  // Only keys that are spelt in another way are left to find; that takes reading them all.
  if (!keys_read_) read_keys();
  const auto found = by_derivation_.find(derivation);
  return found == by_derivation_.end() ? nullptr : &table_.rows[found->second];
}

void RowIndex::read_keys() {
  keys_read_ = true;
  for (std::size_t i = 0; i < table_.rows.size(); ++i)
    if (auto derivation = derivation::parse(*space_, *automaton_, table_.rows[i].key))
      by_derivation_.emplace(*std::move(derivation), i);
}

bool RowIndex::fits() const {
  if (grapher_) return !by_network_.empty();
  return std::ranges::any_of(table_.rows, [&](const TableRow& row) {
    return derivation::parse(*space_, *automaton_, row.key).ok();
  });
}

}  // namespace nasg::benchmarks
