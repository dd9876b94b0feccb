// SPDX-License-Identifier: Apache-2.0
// A memoised matcher of templates against text: where may what starts here end?
#include "runtime/derivation/parse_notation.h"

#include <algorithm>
#include <map>

#include "runtime/derivation/named_nodes.h"
#include "runtime/derivation/term_writer.h"

namespace nasg::derivation {

namespace {

using Template = ir::Notation::Template;
using Part = ir::Notation::Part;

class NotationReader {
 public:
  NotationReader(const ir::Space& space, const ir::Notation& notation, std::string_view text)
      : space_(space), notation_(notation), text_(text), templates_(space.rules.size()) {
    for (const Template& entry : notation.templates) templates_[entry.rule.index()].push_back(&entry);
    for (std::size_t r = 0; r < space.rules.size(); ++r)
      if (templates_[r].empty() && is_understood(space, space.rules[r])) templates_[r].push_back(&kUnit);
  }

  std::optional<Derivation> read() {
    const Template frame = notation_.frame.value_or(tuple());
    const auto last = static_cast<std::uint32_t>(text_.size());
    const Ends found = ends_of(frame, space_.roots, 0);
    if (std::find(found.begin(), found.end(), last) == found.end()) return std::nullopt;
    Derivation result;
    build_parts(frame, space_.roots, 0, last, result);
    return result;
  }

 private:
  using Ends = std::vector<std::uint32_t>;

  /// Of a rule that is left out.
  inline static const Template kUnit{{}, {"", ""}, {{0}}};

  Template tuple() const {
    const bool several = space_.roots.size() > 1;
    Template frame;
    for (std::size_t root = 0; root < space_.roots.size(); ++root) {
      frame.text.push_back(root > 0 ? " ; " : several ? "<" : "");
      frame.parts.push_back({static_cast<std::uint32_t>(root)});
    }
    frame.text.push_back(several ? ">" : "");
    return frame;
  }

  bool stands_at(const std::string& piece, std::uint32_t at) const {
    return text_.substr(at, piece.size()) == piece;
  }

  ir::RuleId only_rule(ir::NonterminalId nonterminal) const {
    return ir::RuleId(space_[nonterminal].first_rule);
  }

  ir::NonterminalId nonterminal_of(const Part& part, const std::vector<ir::NonterminalId>& holes) const {
    const ir::NonterminalId whole = holes[part.hole];
    return part.inner == Part::kItself ? whole : space_[only_rule(whole)].holes[part.inner];
  }

  /// Where a derivation of the nonterminal that starts at `at` may end. A part that would have to contain
  /// itself has no end.
  const Ends& ends(ir::NonterminalId nonterminal, std::uint32_t at) {
    const auto [known, fresh] = memo_.try_emplace({nonterminal.index(), at});
    if (!fresh) return known->second;
    Ends found;
    const ir::Nonterminal& info = space_[nonterminal];
    for (std::uint32_t r = 0; r < info.rule_count; ++r) {
      for (const Template* entry : templates_[info.first_rule + r])
        for (const std::uint32_t end : ends_of(*entry, space_.rules[info.first_rule + r].holes, at))
          if (std::find(found.begin(), found.end(), end) == found.end()) found.push_back(end);
    }
    return memo_[{nonterminal.index(), at}] = std::move(found);
  }

  Ends ends_of(const Template& entry, const std::vector<ir::NonterminalId>& holes, std::uint32_t at,
               std::size_t piece = 0) {
    if (!stands_at(entry.text[piece], at)) return {};
    at += static_cast<std::uint32_t>(entry.text[piece].size());
    if (piece == entry.parts.size()) return {at};
    Ends found;
    const Ends parts = ends(nonterminal_of(entry.parts[piece], holes), at);
    for (const std::uint32_t end : parts)
      for (const std::uint32_t last : ends_of(entry, holes, end, piece + 1))
        if (std::find(found.begin(), found.end(), last) == found.end()) found.push_back(last);
    return found;
  }

  static bool holds(const Ends& ends, std::uint32_t end) {
    return std::find(ends.begin(), ends.end(), end) != ends.end();
  }

  void build(ir::NonterminalId nonterminal, std::uint32_t begin, std::uint32_t end, Derivation& out) {
    const ir::Nonterminal& info = space_[nonterminal];
    for (std::uint32_t r = 0; r < info.rule_count; ++r) {
      const ir::Rule& rule = space_.rules[info.first_rule + r];
      for (const Template* entry : templates_[info.first_rule + r]) {
        if (!holds(ends_of(*entry, rule.holes, begin), end)) continue;
        out.rules.push_back(ir::RuleId(info.first_rule + r));
        return build_parts(*entry, rule.holes, begin, end, out);
      }
    }
  }

  /// Splits [begin, end) among the parts in the order of the text, then builds them in the order of the
  /// rules.
  void build_parts(const Template& entry, const std::vector<ir::NonterminalId>& holes, std::uint32_t begin,
                   std::uint32_t end, Derivation& out) {
    std::map<Part, std::pair<std::uint32_t, std::uint32_t>> spans;
    for (std::size_t piece = 0; piece < entry.parts.size(); ++piece) {
      begin += static_cast<std::uint32_t>(entry.text[piece].size());
      const Part& part = entry.parts[piece];
      for (const std::uint32_t last : Ends(ends(nonterminal_of(part, holes), begin))) {
        if (!holds(ends_of(entry, holes, last, piece + 1), end)) continue;
        spans[part] = {begin, last};
        begin = last;
        break;
      }
    }
    for (const auto& [part, span] : spans) {
      if (part.inner == 0) out.rules.push_back(only_rule(holes[part.hole]));
      build(nonterminal_of(part, holes), span.first, span.second, out);
    }
  }

  const ir::Space& space_;
  const ir::Notation& notation_;
  std::string_view text_;
  std::vector<std::vector<const Template*>> templates_;  ///< by rule
  std::map<std::pair<std::size_t, std::uint32_t>, Ends> memo_;
};

}  // namespace

std::optional<Derivation> parse_notation(const ir::Space& space, const ir::Notation& notation,
                                         std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
  if (!lists_nodes(notation)) return NotationReader(space, notation, text).read();
  const std::optional<std::string> listed = list_nodes(notation, text);
  return listed ? NotationReader(space, notation, *listed).read() : std::nullopt;
}

}  // namespace nasg::derivation
