// SPDX-License-Identifier: Apache-2.0
// A written term as a tree, before it is known what its names mean.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/layers.h"

namespace nasg::derivation {

struct TermNode {
  enum class Kind : std::uint8_t {
    kName,    ///< `id`, `Cell(…)`, `sep_conv(k=3)`, a number; in the bracketed form any symbol
    kChain,   ///< a >> b
    kMerge,   ///< a + b, a * b, a ++ b
    kRepeat,  ///< a^3
    kLet,     ///< let b = a in c: parts are a and c
    kOther,   ///< other arithmetic, in the arguments of an op
    kBracket  ///< (…): parts are what stands inside
  };
  Kind kind = Kind::kName;
  ir::MergeKind merge = ir::MergeKind::kAdd;
  bool tied = false;
  std::uint32_t count = 0;  ///< of a repetition
  std::uint32_t begin = 0;  ///< bytes of the text
  std::uint32_t end = 0;
  std::uint32_t name_begin = 0;  ///< a name without its arguments; the name that a let binds
  std::uint32_t name_end = 0;
  std::uint32_t first_part = 0;  ///< index into TermTree::parts
  std::uint32_t part_count = 0;
};

/// The text must outlive the tree.
struct TermTree {
  std::string_view text;
  diag::SourceId source;
  std::vector<TermNode> nodes;
  std::vector<std::uint32_t> parts;
  std::vector<std::uint32_t> roots;

  std::span<const std::uint32_t> parts_of(std::uint32_t node) const {
    return {parts.data() + nodes[node].first_part, nodes[node].part_count};
  }
  std::string_view text_of(std::uint32_t node) const {
    return text.substr(nodes[node].begin, nodes[node].end - nodes[node].begin);
  }
  std::string_view name_of(std::uint32_t node) const {
    return text.substr(nodes[node].name_begin, nodes[node].name_end - nodes[node].name_begin);
  }
  diag::Place place_of(std::uint32_t node) const { return {source, nodes[node].begin, nodes[node].end}; }
};

/// Deeper nesting than this is refused.
inline constexpr int kMaxNesting = 2000;

/// Reads the term form: one root, or `<a ; b>` for several. E0410.
diag::Result<TermTree> read_term(std::string_view text, diag::SourceId source, std::size_t roots);
/// Reads the bracketed form, one bracket a root. E0410.
diag::Result<TermTree> read_brackets(std::string_view text, diag::SourceId source, std::size_t roots);

/// Where reading stands in a text; both readers are made of it. The first error stays, and ends the text.
class TermCursor {
 public:
  TermCursor(std::string_view text, diag::SourceId source) { tree_.text = text, tree_.source = source; }

 protected:
  void skip_blanks();
  char peek(std::size_t ahead = 0) const;
  bool take(std::string_view symbol);
  void expect(std::string_view symbol, const std::string& words);
  void fail(const std::string& expected);
  /// Stores the parts, and the node that has them.
  std::uint32_t add(TermNode node, const std::vector<std::uint32_t>& parts);
  diag::Result<TermTree> finish();

  TermTree tree_;
  std::uint32_t at_ = 0;
  int nesting_ = 0;
  std::optional<diag::Diagnostic> error_;
};

}  // namespace nasg::derivation
