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

  /// The names that a pattern gives to the arguments of topologies; empty for a leaf.
  static std::vector<std::string> argument_names(const grammar::Expression& pattern) {
    std::vector<std::string> names;
    const auto* call = std::get_if<grammar::CallExpression>(&pattern.node);
    if (!call) return names;
    for (const grammar::Argument& argument : call->arguments) {
      if (argument.name) continue;
      if (const auto* name = std::get_if<grammar::NameExpression>(&argument.value->node))
        names.push_back(name->name);
      else
        std::ranges::copy(argument_names(*argument.value), std::back_inserter(names));
    }
    return names;
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
  std::optional<std::vector<Part>> match_hole(const ir::Rule& rule, std::uint32_t hole,
                                              const grammar::Expression& pattern) const {
    if (std::holds_alternative<grammar::NameExpression>(pattern.node)) return std::vector<Part>{{hole}};
    const ir::Rule* inner = only_rule(rule.holes[hole]);
    auto parts = inner ? match(*inner, pattern) : std::nullopt;
    if (!parts || parts->empty()) return std::nullopt;
    for (Part& part : *parts) {
      if (part.inner != Part::kItself) return std::nullopt;
      part = {hole, part.hole};
    }
    return parts;
  }

  /// The parts of the rule by the names of the pattern, if it is what the pattern describes.
  std::optional<std::vector<Part>> match(const ir::Rule& rule, const grammar::Expression& pattern) const {
    if (!rule.body.valid()) return std::nullopt;
    const ir::Space& space = context_.result.space;
    const auto& node = space[rule.body].node;
    const auto* apply = std::get_if<ir::Apply>(&node);
    if (!apply) {
      const bool leaf = std::holds_alternative<ir::Layer>(node) || std::holds_alternative<ir::Call>(node);
      if (!leaf || rule.head != canonical_text(pattern)) return std::nullopt;
      return std::vector<Part>{};
    }
    if (apply->args.empty() && canonical_text(pattern) == space[apply->topology].name)
      return std::vector<Part>{};
    const auto* call = std::get_if<grammar::CallExpression>(&pattern.node);
    if (!call || canonical_text(*call->callee) != space[apply->topology].name) return std::nullopt;
    if (call->arguments.size() != apply->args.size()) return std::nullopt;
    std::vector<Part> parts;
    for (std::size_t i = 0; i < apply->args.size(); ++i) {
      const auto* hole = std::get_if<ir::Hole>(&space[apply->args[i]].node);
      if (!hole || call->arguments[i].name) return std::nullopt;
      const auto named = match_hole(rule, hole->index, *call->arguments[i].value);
      if (!named) return std::nullopt;
      std::ranges::copy(*named, std::back_inserter(parts));
    }
    return parts;
  }

  /// The parts in the order in which the text names them; nothing if something is wrong with that.
  std::optional<std::vector<Part>> ordered(const Entry& entry, const Pieces& pieces,
                                           const std::vector<Part>& parts) {
    const std::vector<std::string> names = argument_names(*entry.pattern);
    std::vector<Part> found;
    for (const std::string& name : pieces.names) {
      const auto at = std::ranges::find(names, name);
      if (at == names.end() || parts.empty()) {
        fail(entry.text_place, "`{" + name + "}` is no argument of its pattern");
        return std::nullopt;
      }
      found.push_back(parts[static_cast<std::size_t>(at - names.begin())]);
    }
    if (std::ranges::is_permutation(found, parts)) return found;
    fail(entry.text_place, "every argument of the pattern stands in the text once");
    return std::nullopt;
  }

  static bool is_frame(const grammar::Expression& pattern) {
    const auto* call = std::get_if<grammar::CallExpression>(&pattern.node);
    return call && canonical_text(*call->callee) == "frame";
  }

  void add_frame(ir::Notation& notation, const Entry& entry, const Pieces& pieces) {
    std::vector<Part> roots(context_.space().roots.size());
    for (std::uint32_t root = 0; root < roots.size(); ++root) roots[root].hole = root;
    if (argument_names(*entry.pattern).size() != roots.size())
      return fail(entry.pattern->place, "the frame has " + std::to_string(roots.size()) +
                                            (roots.size() == 1 ? " nonterminal" : " nonterminals"));
    if (auto parts = ordered(entry, pieces, roots)) notation.frame = {{}, pieces.text, std::move(*parts)};
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
