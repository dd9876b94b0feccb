// SPDX-License-Identifier: Apache-2.0
// The canonical term, and a benchmark's own notation.
#include "runtime/derivation/term.h"

#include <algorithm>

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

/// The text of a template; `parts` says where the texts of its holes stand.
std::string fill(const ir::Notation::Template& entry, const std::vector<std::string>& texts,
                 const std::vector<std::uint32_t>& parts) {
  std::string out;
  for (std::size_t i = 0; i < entry.text.size(); ++i) {
    out += entry.text[i];
    if (i < entry.holes.size()) out += texts[parts[entry.holes[i]]];
  }
  return out;
}

}  // namespace

std::string term(const ir::Space& space, const Derivation& derivation) {
  const TermWriter writer(space, derivation);
  return write_roots(
      space, [&](std::uint32_t p, std::string& out) { writer.write(p, kLetBinds, out); },
      [&](std::uint32_t p) { return writer.end(p); });
}

std::optional<std::string> notation(const ir::Space& space, const ir::Notation& notation,
                                    const Derivation& derivation) {
  const std::span<const ir::RuleId> rules = derivation.rules;
  std::vector<const ir::Notation::Template*> templates(space.rules.size(), nullptr);
  for (const ir::Notation::Template& entry : notation.templates)
    if (templates[entry.rule.index()] == nullptr) templates[entry.rule.index()] = &entry;
  const auto known = [&](ir::RuleId rule) {
    return templates[rule.index()] != nullptr || is_unit(space, space[rule]);
  };
  if (!std::all_of(rules.begin(), rules.end(), known)) return std::nullopt;
  const std::vector<std::uint32_t> ends = subtree_ends(space, rules);
  std::vector<std::string> texts(rules.size());  // from the leaves up
  for (auto p = static_cast<std::uint32_t>(rules.size()); p-- > 0;) {
    std::vector<std::uint32_t> parts;
    for (std::uint32_t c = p + 1; parts.size() < space[rules[p]].holes.size(); c = ends[c])
      parts.push_back(c);
    const ir::Notation::Template* entry = templates[rules[p].index()];
    if (entry == nullptr) {
      texts[p] = std::move(texts[parts[0]]);
      continue;
    }
    texts[p] = fill(*entry, texts, parts);
  }
  if (notation.frame) {
    std::vector<std::uint32_t> roots;
    for (std::uint32_t p = 0; p < rules.size(); p = ends[p]) roots.push_back(p);
    return fill(*notation.frame, texts, roots);
  }
  return write_roots(
      space, [&](std::uint32_t p, std::string& out) { out += texts[p]; },
      [&](std::uint32_t p) { return ends[p]; });
}

}  // namespace nasg::derivation
