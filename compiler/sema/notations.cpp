// SPDX-License-Identifier: Apache-2.0
// Notations: how a benchmark writes the terms of a space.
#include <algorithm>
#include <iterator>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/elaborate.h"
#include "compiler/sema/leaf_text.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

namespace {

/// A template cut at its `{name}`s.
struct Pieces {
  std::vector<std::string> text{""};
  std::vector<std::string> names;
};

std::optional<Pieces> split(const std::string& text) {
  Pieces pieces;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool doubled = i + 1 < text.size() && text[i + 1] == text[i];
    if (text[i] != '{' && text[i] != '}') {
      pieces.text.back() += text[i];
    } else if (doubled) {
      pieces.text.back() += text[i++];
    } else {
      const std::size_t end = text.find('}', i);
      if (text[i] == '}' || end == std::string::npos) return std::nullopt;
      pieces.names.push_back(text.substr(i + 1, end - i - 1));
      pieces.text.emplace_back();
      i = end;
    }
  }
  return pieces;
}

class NotationElaborator {
 public:
  /// One of a base may have patterns of rules that were replaced.
  NotationElaborator(Context& context, const grammar::NotationDeclaration& syntax, bool inherited)
      : context_(context), syntax_(syntax), inherited_(inherited) {}

  void run() {
    ir::Notation notation{syntax_.name.text, {}, {}};
    for (const auto& entry : syntax_.entries) add(notation, entry);
    context_.space().notations.push_back(std::move(notation));
  }

 private:
  using Entry = grammar::NotationDeclaration::Entry;
  using Part = ir::Notation::Part;

  void fail(diag::Place place, const std::string& why) { context_.sink.add(make(code::E0228, place, why)); }

  /// A derivation in a hole, by the name that a pattern gives it.
  struct Named {
    std::string name;
    Part part;
  };

  /// The text of a fixed argument; null for one that is derived or composed.
  static const std::string* fixed_text(const ir::Expr& argument) {
    if (const auto* layer = std::get_if<ir::Layer>(&argument.node)) return &layer->text;
    if (const auto* call = std::get_if<ir::Call>(&argument.node)) return &call->text;
    return nullptr;
  }

  /// The one rule of a nonterminal; null if it has others.
  const ir::Rule* only_rule(ir::NonterminalId nonterminal) const {
    const ir::Rule* found = nullptr;
    for (const ir::Rule& rule : context_.result.space.rules) {
      if (rule.lhs != nonterminal) continue;
      if (found != nullptr) return nullptr;
      found = &rule;
    }
    return found;
  }

  /// What the pattern of an argument names of the derivation in a hole.
  std::optional<std::vector<Named>> match_hole(const ir::Rule& rule, std::uint32_t hole,
                                               const grammar::Expression& pattern) const {
    if (const auto* name = std::get_if<grammar::NameExpression>(&pattern.node))
      return std::vector<Named>{{name->name, {hole}}};
    const ir::Rule* inner = only_rule(rule.holes[hole]);
    auto parts = inner ? match(*inner, pattern) : std::nullopt;
    if (!parts || parts->empty()) return std::nullopt;
    for (Named& named : *parts) {
      if (named.part.inner != Part::kItself) return std::nullopt;
      named.part = {hole, named.part.hole};
    }
    return parts;
  }

  /// The parts of the rule by the names of the pattern, if it is what the pattern describes.
  std::optional<std::vector<Named>> match(const ir::Rule& rule, const grammar::Expression& pattern) const {
    if (!rule.body.valid()) return std::nullopt;
    const ir::Space& space = context_.result.space;
    const auto& node = space[rule.body].node;
    const auto* apply = std::get_if<ir::Apply>(&node);
    if (!apply) {
      const bool leaf = std::holds_alternative<ir::Layer>(node) || std::holds_alternative<ir::Call>(node);
      if (!leaf || rule.head != canonical_text(pattern)) return std::nullopt;
      return std::vector<Named>{};
    }
    if (apply->args.empty() && canonical_text(pattern) == space[apply->topology].name)
      return std::vector<Named>{};
    const auto* call = std::get_if<grammar::CallExpression>(&pattern.node);
    if (!call || canonical_text(*call->callee) != space[apply->topology].name) return std::nullopt;
    if (call->arguments.size() != apply->args.size()) return std::nullopt;
    std::vector<Named> parts;
    for (std::size_t i = 0; i < apply->args.size(); ++i) {
      if (call->arguments[i].name) return std::nullopt;
      if (const std::string* fixed = fixed_text(space[apply->args[i]])) {
        if (*fixed != canonical_text(*call->arguments[i].value)) return std::nullopt;
        continue;
      }
      const auto* hole = std::get_if<ir::Hole>(&space[apply->args[i]].node);
      if (!hole) return std::nullopt;
      const auto named = match_hole(rule, hole->index, *call->arguments[i].value);
      if (!named) return std::nullopt;
      std::ranges::copy(*named, std::back_inserter(parts));
    }
    return parts;
  }

  /// The parts in the order in which the text names them; nothing if something is wrong with that.
  std::optional<std::vector<Part>> ordered(const Entry& entry, const Pieces& pieces,
                                           const std::vector<Named>& parts) {
    std::vector<Part> found;
    for (const std::string& name : pieces.names) {
      const auto at = std::ranges::find(parts, name, &Named::name);
      if (at == parts.end()) {
        fail(entry.text_place, "`{" + name + "}` is no argument of its pattern");
        return std::nullopt;
      }
      found.push_back(at->part);
    }
    if (std::ranges::is_permutation(found, parts, {}, {}, &Named::part)) return found;
    fail(entry.text_place, "every argument of the pattern stands in the text once");
    return std::nullopt;
  }

  static bool is_frame(const grammar::Expression& pattern) {
    const auto* call = std::get_if<grammar::CallExpression>(&pattern.node);
    return call && canonical_text(*call->callee) == "frame";
  }

  void add_frame(ir::Notation& notation, const Entry& entry, const Pieces& pieces) {
    std::vector<Named> named;
    for (const grammar::Argument& argument : std::get<grammar::CallExpression>(entry.pattern->node).arguments)
      if (const auto* name = std::get_if<grammar::NameExpression>(&argument.value->node);
          name && !argument.name)
        named.push_back({name->name, {static_cast<std::uint32_t>(named.size())}});
    const std::size_t roots = context_.space().roots.size();
    if (named.size() != roots)
      return fail(entry.pattern->place,
                  "the frame has " + std::to_string(roots) + (roots == 1 ? " nonterminal" : " nonterminals"));
    if (auto parts = ordered(entry, pieces, named)) notation.frame = {{}, pieces.text, std::move(*parts)};
  }

  void add(ir::Notation& notation, const Entry& entry) {
    const auto pieces = split(entry.text);
    if (!pieces) return fail(entry.text_place, "its braces do not match; `{{` stands for a brace");
    if (is_frame(*entry.pattern)) return add_frame(notation, entry, *pieces);
    bool matched = false;
    for (std::size_t i = 0; i < context_.space().rules.size(); ++i) {
      const auto parts = match(context_.space().rules[i], *entry.pattern);
      if (!parts) continue;
      matched = true;
      auto arguments = ordered(entry, *pieces, *parts);
      if (!arguments) return;
      const ir::Notation::Template made{ir::RuleId(i), pieces->text, std::move(*arguments)};
      if (std::ranges::any_of(notation.templates, [&](const ir::Notation::Template& known) {
            return known.rule == made.rule && known.text == made.text && known.parts == made.parts;
          }))
        return fail(entry.pattern->place,
                    "`" + canonical_text(*entry.pattern) + "` has this template already");
      notation.templates.push_back(made);
    }
    const auto& rules = context_.space().rules;
    const bool all_known = std::ranges::all_of(rules, [](const ir::Rule& rule) { return rule.body.valid(); });
    if (!matched && all_known && !inherited_)
      fail(entry.pattern->place, "no rule of the space is `" + canonical_text(*entry.pattern) + "`");
  }

  Context& context_;
  const grammar::NotationDeclaration& syntax_;
  bool inherited_;
};

}  // namespace

void elaborate_notations(Context& context, const Lineage& lineage) {
  for (std::size_t owner = 0; owner < lineage.size(); ++owner) {
    const bool inherited = owner + 1 < lineage.size();
    std::map<std::string, diag::Place> first;
    for (const grammar::NotationDeclaration& notation : lineage[owner].space->notations) {
      const auto [at, fresh] = first.emplace(notation.name.text, notation.name.place);
      if (!fresh)
        context.sink.add(make(code::E0201, notation.name.place, notation.name.text))
            .label(at->second, "first defined here");
      else
        std::erase_if(context.space().notations,
                      [&](const ir::Notation& known) { return known.name == notation.name.text; });
      NotationElaborator(context, notation, inherited).run();
    }
  }
}

}  // namespace nasg::sema
