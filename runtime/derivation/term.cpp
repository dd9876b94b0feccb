// SPDX-License-Identifier: Apache-2.0
// The canonical term, and a benchmark's own notation.
#include "runtime/derivation/term.h"

#include <algorithm>

#include "runtime/derivation/named_nodes.h"
#include "runtime/derivation/term_writer.h"

namespace nasg::derivation {

namespace {

/// Recursion is as deep as the derivation, at most kMaxDepth rules.
class TermWriter {
 public:
  TermWriter(const ir::Space& space, const Derivation& derivation)
      : space_(space), rules_(derivation.rules), ends_(subtree_ends(space, rules_)) {}

  void write(std::uint32_t position, Binding least, std::string& out) const {
    const ir::Rule& rule = space_[rules_[position]];
    const HoleWriter part = [&](std::uint32_t hole, Binding least_inside, std::string& text) {
      std::uint32_t child = position + 1;
      for (; hole > 0; --hole) child = ends_[child];
      write(child, least_inside, text);
    };
    write_rule(space_, rule, least, part, out);
  }

  std::uint32_t end(std::uint32_t position) const { return ends_[position]; }

 private:
  const ir::Space& space_;
  std::span<const ir::RuleId> rules_;
  std::vector<std::uint32_t> ends_;
};

/// Several roots stand between `<` and `>`.
template <class WriteRoot, class EndOf>
std::string write_roots(const ir::Space& space, WriteRoot write_root, EndOf end_of) {
  const bool tuple = space.roots.size() > 1;
  std::string out = tuple ? "<" : "";
  std::uint32_t position = 0;
  for (std::size_t root = 0; root < space.roots.size(); ++root, position = end_of(position)) {
    if (root > 0) out += " ; ";
    write_root(position, out);
  }
  return tuple ? out + ">" : out;
}

/// Texts of a notation by position, from the leaves up; nothing where a rule has none.
class NotationWriter {
 public:
  NotationWriter(const ir::Space& space, const ir::Notation& notation, std::span<const ir::RuleId> rules)
      : ends_(subtree_ends(space, rules)), texts_(rules.size()) {
    std::vector<const ir::Notation::Template*> templates(space.rules.size(), nullptr);
    for (const ir::Notation::Template& entry : notation.templates)
      if (templates[entry.rule.index()] == nullptr) templates[entry.rule.index()] = &entry;
    for (auto p = static_cast<std::uint32_t>(rules.size()); p-- > 0;) {
      if (const auto* entry = templates[rules[p].index()])
        texts_[p] = fill(*entry, p + 1, ends_[p]);
      else if (is_understood(space, space[rules[p]]))
        texts_[p] = texts_[p + 1];
    }
  }

  std::uint32_t end(std::uint32_t position) const { return ends_[position]; }
  const std::optional<std::string>& text(std::uint32_t position) const { return texts_[position]; }

  /// The text of a template over the derivations that stand from `begin` to `end`.
  std::optional<std::string> fill(const ir::Notation::Template& entry, std::uint32_t begin,
                                  std::uint32_t end) const {
    const std::vector<std::uint32_t> holes = parts(begin, end);
    std::string out = entry.text[0];
    for (std::size_t i = 0; i < entry.parts.size(); ++i) {
      const auto& [hole, inner] = entry.parts[i];
      const std::uint32_t whole = holes[hole];
      const std::optional<std::string>& part =
          texts_[inner == ir::Notation::Part::kItself ? whole : parts(whole + 1, ends_[whole])[inner]];
      if (!part) return std::nullopt;
      out += *part + entry.text[i + 1];
    }
    return out;
  }

 private:
  std::vector<std::uint32_t> parts(std::uint32_t begin, std::uint32_t end) const {
    std::vector<std::uint32_t> positions;
    for (std::uint32_t at = begin; at < end; at = ends_[at]) positions.push_back(at);
    return positions;
  }

  std::vector<std::uint32_t> ends_;
  std::vector<std::optional<std::string>> texts_;
};

}  // namespace

std::string term(const ir::Space& space, const Derivation& derivation) {
  const TermWriter writer(space, derivation);
  return write_roots(
      space, [&](std::uint32_t p, std::string& out) { writer.write(p, kLetBinds, out); },
      [&](std::uint32_t p) { return writer.end(p); });
}

std::optional<std::string> notation(const ir::Space& space, const ir::Notation& notation,
                                    const Derivation& derivation) {
  const NotationWriter writer(space, notation, derivation.rules);
  const auto size = static_cast<std::uint32_t>(derivation.rules.size());
  if (notation.frame) {
    std::optional<std::string> whole = writer.fill(*notation.frame, 0, size);
    return whole && lists_nodes(notation) ? name_nodes(*whole) : whole;
  }
  for (std::uint32_t root = 0; root < size; root = writer.end(root))
    if (!writer.text(root)) return std::nullopt;
  return write_roots(
      space, [&](std::uint32_t p, std::string& out) { out += *writer.text(p); },
      [&](std::uint32_t p) { return writer.end(p); });
}

}  // namespace nasg::derivation
