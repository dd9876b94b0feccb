// SPDX-License-Identifier: Apache-2.0
// The outlines of rules in both written forms.
#include <algorithm>
#include <cctype>

#include "runtime/derivation/term_match.h"
#include "runtime/derivation/term_writer.h"

namespace nasg::derivation {

bool same_text(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  const auto skip = [](std::string_view text, std::size_t& at) {
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
  };
  for (;; ++i, ++j) {
    skip(a, i);
    skip(b, j);
    if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
    if (a[i] != b[j]) return false;
  }
}

namespace {

using ir::ExprId;
using Kind = TermNode::Kind;
constexpr std::uint32_t kUnbound = UINT32_MAX;

/// What both forms share: names bound by `let`, and nodes bound to holes.
struct Outline {
  const ir::Space& space;
  const TermTree& tree;
  const ir::Rule& rule;
  std::vector<std::uint32_t>& holes;
  std::vector<std::pair<std::uint32_t, std::string_view>> names;  ///< hole, name in the tree

  const TermNode& node(std::uint32_t id) const { return tree.nodes[id]; }

  bool bind(std::uint32_t hole, std::uint32_t id) {
    for (const auto& [bound, name] : names)
      if (bound == hole) return node(id).kind == Kind::kName && tree.text_of(id) == name;
    if (holes[hole] != kUnbound) return same_text(tree.text_of(holes[hole]), tree.text_of(id));
    holes[hole] = id;
    return true;
  }
};

class TermOutline : Outline {
 public:
  TermOutline(const ir::Space& space, const TermTree& tree, const ir::Rule& rule,
              std::vector<std::uint32_t>& holes)
      : Outline{space, tree, rule, holes, {}} {}

  bool fits(std::uint32_t id) {
    for (const ir::Let& let : rule.lets) {
      if (node(id).kind != Kind::kLet || node(id).tied != let.tied) return false;
      holes[let.hole] = tree.parts_of(id)[0];
      names.emplace_back(let.hole, tree.name_of(id));
      id = tree.parts_of(id)[1];
    }
    return fits(rule.body, id);
  }

 private:
  bool fits(ExprId body, std::uint32_t id) {
    const TermNode& at = node(id);
    const auto parts_fit = [&](const std::vector<ExprId>& bodies) {
      if (at.part_count != bodies.size()) return false;
      for (std::size_t i = 0; i < bodies.size(); ++i)
        if (!fits(bodies[i], tree.parts_of(id)[i])) return false;
      return true;
    };
    const auto is_name = [&](std::string_view name) {
      return at.kind == Kind::kName && tree.name_of(id) == name;
    };
    return ir::match(
        space[body].node,
        [&](const ir::Layer& layer) {
          return at.kind == Kind::kName && same_text(tree.text_of(id), layer.text);
        },
        [&](const ir::Call& call) {
          return at.kind == Kind::kName && same_text(tree.text_of(id), call.text);
        },
        [&](const ir::Apply& use) { return is_name(space[use.topology].name) && parts_fit(use.args); },
        [&](const ir::Hole& hole) { return bind(hole.index, id); },
        [&](const ir::Chain& chain) { return at.kind == Kind::kChain && parts_fit(chain.parts); },
        [&](const ir::Merge& merge) {
          const bool infix = at.kind == Kind::kMerge && at.merge == merge.kind;
          return (infix || is_name(ir::name(merge.kind))) && parts_fit(merge.parts);
        },
        [&](const ir::Repeat& repeat) {
          return at.kind == Kind::kRepeat && at.count == repeat.count && parts_fit({repeat.body});
        },
        [&](const ir::Block&) { return false; });
  }
};

class BracketOutline : Outline {
 public:
  BracketOutline(const ir::Space& space, const TermTree& tree, const ir::Rule& rule,
                 std::vector<std::uint32_t>& holes)
      : Outline{space, tree, rule, holes, {}} {}

  bool fits(std::uint32_t id) {
    if (node(id).kind != Kind::kBracket) return false;
    std::span<const std::uint32_t> items = tree.parts_of(id);
    if (!take(items, space[rule.lhs].name)) return false;
    for (const ir::Let& let : rule.lets) {
      if (!take(items, "let") || (let.tied && !take(items, "tied")) || items.size() < 2) return false;
      names.emplace_back(let.hole, tree.text_of(items[0]));
      holes[let.hole] = items[1];
      items = items.subspan(2);
    }
    if (!rule.lets.empty()) return items.size() == 1 && part_fits(rule.body, items[0]);
    return content_fits(rule.body, items);
  }

 private:
  bool take(std::span<const std::uint32_t>& items, std::string_view symbol) const {
    if (items.empty() || node(items[0]).kind != Kind::kName || !same_text(tree.text_of(items[0]), symbol))
      return false;
    items = items.subspan(1);
    return true;
  }

  bool content_fits(ExprId body, std::span<const std::uint32_t> items) {
    if (std::holds_alternative<ir::Hole>(space[body].node))
      return items.size() == 1 && part_fits(body, items[0]);
    if (!take(items, operator_text(space, body))) return false;
    const std::vector<ExprId> bodies = operands(space, body);
    if (items.size() != bodies.size()) return false;
    for (std::size_t i = 0; i < bodies.size(); ++i)
      if (!part_fits(bodies[i], items[i])) return false;
    return true;
  }

  bool part_fits(ExprId body, std::uint32_t id) {
    if (const auto* hole = std::get_if<ir::Hole>(&space[body].node)) return bind(hole->index, id);
    if (!operands(space, body).empty())
      return node(id).kind == Kind::kBracket && content_fits(body, tree.parts_of(id));
    return node(id).kind == Kind::kName && same_text(tree.text_of(id), operator_text(space, body));
  }
};

}  // namespace

bool has_term_outline(const ir::Space& space, const TermTree& tree, const ir::Rule& rule, std::uint32_t node,
                      std::vector<std::uint32_t>& holes) {
  holes.assign(rule.holes.size(), kUnbound);
  return TermOutline(space, tree, rule, holes).fits(node);
}

bool has_bracket_outline(const ir::Space& space, const TermTree& tree, const ir::Rule& rule,
                         std::uint32_t node, std::vector<std::uint32_t>& holes) {
  holes.assign(rule.holes.size(), kUnbound);
  return BracketOutline(space, tree, rule, holes).fits(node);
}

}  // namespace nasg::derivation
