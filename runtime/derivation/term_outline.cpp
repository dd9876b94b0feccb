// SPDX-License-Identifier: Apache-2.0
// Derivations for programs (JSON) and for a terminal (a drawn tree).
#include "runtime/derivation/term.h"
#include "runtime/derivation/term_writer.h"

namespace nasg::derivation {

namespace {

std::string quoted(const std::string& text) {
  constexpr const char* kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (byte >= 0x20) {
      out += c;
      continue;
    }
    out += "\\u00";
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out + '"';
}

/// For each position how many of the ancestors' brackets end behind it.
std::vector<std::uint32_t> closings(std::span<const std::uint32_t> ends) {
  std::vector<std::uint32_t> count(ends.size(), 0);
  for (const std::uint32_t end : ends) ++count[end - 1];
  return count;
}

std::string json_tree(const ir::Space& space, std::span<const ir::RuleId> rules,
                      std::span<const std::uint32_t> ends) {
  const std::vector<std::uint32_t> closing = closings(ends);
  std::string out;
  for (std::size_t p = 0; p < rules.size(); ++p) {
    const ir::Rule& rule = space[rules[p]];
    if (p > 0 && closing[p - 1] > 0) out += ", ";
    out += "{\"nonterminal\": " + quoted(space[rule.lhs].name) +
           ", \"operator\": " + quoted(operator_text(space, rule)) + ", \"children\": [";
    for (std::uint32_t i = 0; i < closing[p]; ++i) out += "]}";
  }
  return out;
}

}  // namespace

std::string json(const ir::Space& space, const Derivation& derivation) {
  std::string out = "{\"term\": " + quoted(term(space, derivation)) + ", \"rules\": [";
  for (std::size_t p = 0; p < derivation.rules.size(); ++p)
    out += (p == 0 ? "" : ", ") + std::to_string(derivation.rules[p].value);
  const std::string tree = json_tree(space, derivation.rules, subtree_ends(space, derivation.rules));
  return out + "], \"tree\": " + (space.roots.size() > 1 ? "[" + tree + "]" : tree) + "}";
}

std::string tree(const ir::Space& space, const Derivation& derivation) {
  struct Level {
    std::string indent;       ///< of the children
    std::uint32_t remaining;  ///< children still to come
  };
  std::string out;
  std::vector<Level> levels;
  for (const ir::RuleId id : derivation.rules) {
    const ir::Rule& rule = space[id];
    while (!levels.empty() && levels.back().remaining == 0) levels.pop_back();
    std::string indent;
    if (!levels.empty()) {
      Level& level = levels.back();
      const bool last = --level.remaining == 0;
      out += level.indent + (last ? "└─ " : "├─ ");
      indent = level.indent + (last ? "   " : "│  ");
    }
    const std::string head = operator_text(space, rule);
    out += space[rule.lhs].name + (head.empty() ? "" : " " + head) + '\n';
    levels.push_back({indent, static_cast<std::uint32_t>(rule.holes.size())});
  }
  return out;
}

}  // namespace nasg::derivation
