// SPDX-License-Identifier: Apache-2.0
// The path encoding: which words of operations lead from input to output.
#pragma once

#include <map>
#include <optional>

#include "runtime/derivation/ways.h"
#include "search/kernels/encoding.h"

namespace nasg::search {

/// A column for each word that a path can spell (BANANAS: White, Neiswanger and Savani, AAAI 2021, arXiv
/// 1910.11858, §3). A path leads through one operator (runtime/derivation/ways.h); its letters are what the
/// holes on it derive, `id` and `zero` among them, operators by nonterminal and head. So a cell space has the
/// paths of its cell, a hierarchical one those of every motif on every level: paths through the whole network
/// would be as many as 4^40.
///
/// Each operator, and each of its inputs, has a block of columns, in the order of the rules. Within a block
/// words go by length, and of one length by the number whose digits are the letters, the first the least
/// significant: index = sum of |alphabet|^t × letter_t. The letters of a block are in the order of the rules.
/// The cell of NAS-Bench-201 has 5 + 25 + 125 = 155 columns, the first 30 of them without the longest path:
/// the published full and truncated encodings.
struct PathOptions {
  std::optional<std::uint32_t> length;  ///< longer words are left out: the truncated encoding
  bool counts = false;                  ///< how often a word occurs, else whether it does
  std::vector<std::string> alphabet;    ///< letters that stand first in every block, in this order
};

/// What `length` may be at the most.
inline constexpr std::int64_t kLongestWord = 64;

class PathEncoding final : public Encoding {
 public:
  /// Where there are more words than kMostColumns, each has the column that its hash names.
  PathEncoding(const ir::Space& space, PathOptions options);
  static constexpr std::uint32_t kMostColumns = 1U << 16;

  std::uint32_t width() const override { return width_; }
  std::vector<Entry> operator()(const derivation::Derivation& derivation) const override;
  std::string heading(std::uint32_t column) const override;

 private:
  struct Block {
    std::string name;
    std::vector<std::uint32_t> letters;                  ///< labels, in the order of their digits
    std::map<std::uint32_t, std::uint32_t> digits;       ///< by label
    std::map<std::uint32_t, std::uint64_t> first_words;  ///< by length: the column of its first word
  };
  using Word = std::vector<std::uint32_t>;
  void make_blocks();
  void add_letters(Block& block, const derivation::Way& way, const ir::Rule& rule) const;
  void add_letters(Block& block, ir::NonterminalId id, std::vector<char>& seen) const;
  void sort_letters(Block& block) const;
  std::uint32_t column(const Block& block, const Word& word) const;
  bool is_kept(const derivation::Way& way) const {
    return !options_.length || way.steps.size() <= *options_.length;
  }

  const ir::Space& space_;
  PathOptions options_;
  derivation::Ways ways_;
  std::vector<Block> blocks_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> block_of_;  ///< by label and input
  std::uint32_t width_ = 0;
  bool hashed_ = false;
};

}  // namespace nasg::search
