// SPDX-License-Identifier: Apache-2.0
// Blocks of words, and the words of a derivation.
#include "search/kernels/path_encoding.h"

#include <algorithm>
#include <cmath>

#include "search/kernels/histogram.h"

namespace nasg::search {

using derivation::Way;

PathEncoding::PathEncoding(const ir::Space& space, PathOptions options)
    : space_(space), options_(std::move(options)), ways_(space) {
  make_blocks();
}

void PathEncoding::make_blocks() {
  for (std::size_t r = 0; r < space_.rules.size(); ++r) {
    const ir::RuleId id(r);
    for (const Way& way : ways_.of(id)) {
      if (!is_kept(way)) continue;
      const std::uint32_t label = ways_.label(id);
      const auto [at, added] =
          block_of_.try_emplace({label, way.input}, static_cast<std::uint32_t>(blocks_.size()));
      if (added) {
        const std::string from = way.input == 0 ? "" : " from input " + std::to_string(way.input);
        blocks_.push_back({ways_.name(label) + from, {}, {}, {}});
      }
      Block& block = blocks_[at->second];
      add_letters(block, way, space_.rules[r]);
      block.first_words.try_emplace(static_cast<std::uint32_t>(way.steps.size()), 0);
    }
  }
  double next = 0;
  for (Block& block : blocks_) {
    sort_letters(block);
    for (auto& [length, first] : block.first_words) {
      if (next <= kMostColumns) first = static_cast<std::uint64_t>(next);
      next += std::pow(static_cast<double>(block.letters.size()), length);
    }
  }
  hashed_ = next > kMostColumns;
  width_ = hashed_ ? kMostColumns : static_cast<std::uint32_t>(next);
}

void PathEncoding::add_letters(Block& block, const Way& way, const ir::Rule& rule) const {
  std::vector<char> seen(space_.nonterminals.size(), 0);
  for (const Way::Step& step : way.steps) {
    if (step.hole) {
      add_letters(block, rule.holes[step.what], seen);
    } else {
      block.digits.try_emplace(step.what, 0);
    }
  }
}

/// What a nonterminal derives; a lone hole stands for what that derives.
void PathEncoding::add_letters(Block& block, ir::NonterminalId id, std::vector<char>& seen) const {
  if (seen[id.index()]) return;
  seen[id.index()] = 1;
  const ir::Nonterminal& nonterminal = space_[id];
  for (std::uint32_t i = 0; i < nonterminal.rule_count; ++i) {
    const ir::RuleId rule(std::size_t{nonterminal.first_rule} + i);
    if (ways_.is_unit(rule)) {
      add_letters(block, space_[rule].holes[0], seen);
    } else {
      block.digits.try_emplace(ways_.label(rule), 0);
    }
  }
}

/// Labels are numbered in the order of the rules.
void PathEncoding::sort_letters(Block& block) const {
  for (const std::string& name : options_.alphabet)
    for (const auto& [label, digit] : block.digits)
      if (ways_.name(label) == name) block.letters.push_back(label);
  for (const auto& [label, digit] : block.digits)
    if (std::find(block.letters.begin(), block.letters.end(), label) == block.letters.end())
      block.letters.push_back(label);
  for (std::uint32_t i = 0; i < block.letters.size(); ++i) block.digits[block.letters[i]] = i;
}

std::uint32_t PathEncoding::column(const Block& block, const Word& word) const {
  if (hashed_) {
    std::uint64_t key = spread(static_cast<std::uint64_t>(&block - blocks_.data()), word.size());
    for (const std::uint32_t digit : word) key = spread(key, digit);
    return static_cast<std::uint32_t>(key % width_);
  }
  std::uint64_t index = 0;
  for (std::size_t t = word.size(); t-- > 0;) index = index * block.letters.size() + word[t];
  return static_cast<std::uint32_t>(block.first_words.at(static_cast<std::uint32_t>(word.size())) + index);
}

std::vector<Entry> PathEncoding::operator()(const derivation::Derivation& derivation) const {
  const std::span<const ir::RuleId> rules = derivation.rules;
  const derivation::Children children = derivation::children(space_, rules);
  std::vector<std::uint32_t> columns;
  Word word;
  for (std::size_t p = 0; p < rules.size(); ++p) {
    for (const Way& way : ways_.of(rules[p])) {
      if (!is_kept(way)) continue;
      const Block& block = blocks_[block_of_.at({ways_.label(rules[p]), way.input})];
      word.clear();
      for (const Way::Step& step : way.steps) {
        std::uint32_t label = step.what;
        if (step.hole) {
          std::uint32_t at = children.of(p)[step.what];
          while (ways_.is_unit(rules[at])) ++at;
          label = ways_.label(rules[at]);
        }
        word.push_back(block.digits.at(label));
      }
      columns.push_back(column(block, word));
    }
  }
  std::sort(columns.begin(), columns.end());
  std::vector<Entry> entries;
  for (const std::uint32_t column : columns) {
    if (entries.empty() || entries.back().column != column) {
      entries.push_back({column, 1});
    } else if (options_.counts) {
      ++entries.back().value;
    }
  }
  return entries;
}

/// `CELL Cell: conv3x3 > id`; the empty word has no letters.
std::string PathEncoding::heading(std::uint32_t column) const {
  if (hashed_) return "words " + std::to_string(column);
  const Block* block = nullptr;
  std::uint32_t length = 0;
  std::uint64_t index = 0;
  for (const Block& other : blocks_)
    for (const auto& [words, first] : other.first_words)
      if (first <= column) {
        block = &other;
        length = words;
        index = column - first;
      }
  std::string text = block->name + ":";
  for (std::uint32_t t = 0; t < length; ++t, index /= block->letters.size())
    text += (t == 0 ? " " : " > ") + ways_.name(block->letters[index % block->letters.size()]);
  return text;
}

}  // namespace nasg::search
