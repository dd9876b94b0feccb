// SPDX-License-Identifier: Apache-2.0
// A space as text: its title, and the IR one rule a line.
#include "compiler/ir/space.h"

#include "compiler/ir/number_text.h"

namespace nasg::ir {

std::string Space::title() const {
  std::string out = name;
  for (std::size_t i = 0; i < params.size(); ++i)
    out += (i ? ", " : "(") + params[i].name + "=" + std::to_string(params[i].value);
  return params.empty() ? out : out + ")";
}

namespace {

/// Prints expressions in which holes have the names of what stands in them.
class Printer {
 public:
  Printer(const Space& space, std::vector<std::string> axes, std::vector<std::string> params,
          std::vector<std::string> holes)
      : space_(space), axes_(std::move(axes)), params_(std::move(params)), holes_(std::move(holes)) {}

  /// `nested`: stands inside an operator, so that operators need parentheses.
  std::string operator()(ExprId id, bool nested = false) const {
    if (!id.valid()) return "?";
    return match(
        space_[id].node, [&](const Layer& layer) { return layer_text(layer); },
        [&](const Call& call) {
          return space_[call.op].name +
                 arguments(call.args, [&](std::size_t i) { return space_[call.op].params[i]; });
        },
        [&](const Apply& apply) {
          return space_[apply.topology].name + "(" + list(apply.args, ", ", false) + ")";
        },
        [&](const Hole& hole) { return hole.index < holes_.size() ? holes_[hole.index] : "?"; },
        [&](const Chain& chain) { return parenthesise(list(chain.parts, " >> ", true), nested); },
        [&](const Merge& merge) {
          if (!is_infix(merge.kind)) return name(merge.kind) + ("(" + list(merge.parts, ", ", false)) + ")";
          return parenthesise(list(merge.parts, std::string(" ") + name(merge.kind) + " ", true), nested);
        },
        [&](const Repeat& repeat) { return (*this)(repeat.body, true) + "^" + std::to_string(repeat.count); },
        [&](const Block& block) { return block_text(block); });
  }

 private:
  static std::string parenthesise(const std::string& text, bool nested) {
    return nested ? "(" + text + ")" : text;
  }

  std::string list(const std::vector<ExprId>& parts, const std::string& separator, bool nested) const {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) out += (i ? separator : "") + (*this)(parts[i], nested);
    return out;
  }

  std::string layer_text(const Layer& layer) const {
    return info(layer.kind).name +
           arguments(layer.args, [&](std::size_t i) { return info(layer.kind).params[i].name; });
  }

  template <class NameOf>
  std::string arguments(const std::vector<Number>& args, NameOf name_of) const {
    std::string out;
    for (std::size_t i = 0; i < args.size(); ++i)
      out += (i ? ", " : "(") + std::string(name_of(i)) + "=" + number_text(args[i], axes_, params_, holes_);
    return args.empty() ? out : out + ")";
  }

  std::string block_text(const Block& block) const {
    std::string out = "|";
    for (std::uint32_t i = 0; i < block.inputs; ++i) out += (i ? ", %" : "%") + std::to_string(i);
    out += "| {";
    for (std::size_t i = 0; i < block.numbers.size(); ++i)
      out += " n" + std::to_string(block.first_number + i) + " = " +
             number_text(block.numbers[i].value, axes_, params_, holes_) + ";";
    for (std::size_t i = 0; i < block.steps.size(); ++i) {
      const Block::Step& step = block.steps[i];
      out += " %" + std::to_string(block.inputs + i) + " = ";
      out += match(
          step.what, [&](ExprId function) { return (*this)(function, true); },
          [](MergeKind kind) { return std::string(name(kind)); });
      for (std::size_t k = 0; k < step.inputs.size(); ++k)
        out += (k ? ", %" : "(%") + std::to_string(step.inputs[k]);
      out += ");";
    }
    return out + " %" + std::to_string(block.result) + " }";
  }

  const Space& space_;
  std::vector<std::string> axes_;
  std::vector<std::string> params_;
  std::vector<std::string> holes_;
};

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) out += (i ? ", " : "") + names[i];
  return out;
}

std::string rule_line(const Space& space, std::size_t index) {
  const Rule& rule = space.rules[index];
  std::vector<std::string> holes;
  for (const NonterminalId hole : rule.holes) holes.push_back(space[hole].name);
  std::string lets;
  for (const Let& let : rule.lets) {
    lets += std::string("let ") + (let.tied ? "tied " : "") + let.name + " = " + holes[let.hole] + " in ";
    holes[let.hole] = let.name;
  }
  const Printer print(space, space[rule.lhs].axes, {}, holes);
  std::string out =
      "  r" + std::to_string(index) + ": " + space[rule.lhs].name + " = " + lets + print(rule.body);
  if (rule.weight != 1) out += " @ " + real_text(rule.weight);
  if (rule.connected) out += " where connected";
  return out + "\n";
}

std::string definitions(const Space& space) {
  std::string out;
  for (const Op& op : space.ops) {
    const Printer print(space, op.axes, op.params, {});
    out += "  op " + op.name + (op.params.empty() ? "" : "(" + joined(op.params) + ")") + " = " +
           print(op.body) + "\n";
  }
  for (const Topology& topology : space.topologies) {
    const Printer print(space, {}, {}, topology.params);
    out +=
        "  topology " + topology.name + "(" + joined(topology.params) + ") = " + print(topology.body) + "\n";
  }
  return out;
}

std::string notation_lines(const Space& space) {
  std::string out;
  for (const Notation& notation : space.notations) {
    const auto line = [&](const std::string& what, const Notation::Template& entry) {
      out += "  notation " + notation.name + " " + what + ": \"";
      for (std::size_t i = 0; i < entry.text.size(); ++i) {
        out += entry.text[i];
        if (i == entry.parts.size()) break;
        const auto& [hole, inner] = entry.parts[i];
        out += "{" + std::to_string(hole);
        if (inner != Notation::Part::kItself) out += "." + std::to_string(inner);
        out += "}";
      }
      out += "\"\n";
    };
    if (notation.frame) line("frame", *notation.frame);
    for (const Notation::Template& entry : notation.templates)
      line("r" + std::to_string(entry.rule.index()), entry);
  }
  return out;
}

}  // namespace

std::string type_text(const Nonterminal& nonterminal) {
  if (nonterminal.output.empty()) return "";
  std::string inputs = text(nonterminal.input, nonterminal.axes);
  for (const SymbolicShape& input : nonterminal.more_inputs) inputs += ", " + text(input, nonterminal.axes);
  if (nonterminal.inputs() > 1) inputs = "(" + inputs + ")";
  return inputs + " -> " + text(nonterminal.output, nonterminal.axes);
}

std::string text(const Space& space) {
  std::string out = "space " + space.title() + " : " + text(space.input) + " -> " + text(space.output) + "\n";
  std::vector<std::string> roots;
  for (const NonterminalId root : space.roots) roots.push_back(space[root].name);
  out += "  frame: " + Printer(space, {}, {}, roots)(space.frame) + "\n";
  out += "  roots: " + joined(roots) + "\n";
  if (space.depth_limit) out += "  limit: depth <= " + std::to_string(*space.depth_limit) + "\n";
  for (const Limit& limit : space.limits) out += "  limit: " + limit.text + "\n";
  for (const auto& level : space.levels) {
    out += "  level:";
    for (const NonterminalId id : level) out += " " + space[id].name;
    out += "\n";
  }
  out += definitions(space);
  for (const Nonterminal& nonterminal : space.nonterminals) {
    const std::string type = type_text(nonterminal);
    out += "  " + nonterminal.name + (type.empty() ? "" : " : " + type) + "\n";
    for (std::uint32_t i = 0; i < nonterminal.rule_count; ++i)
      out += "  " + rule_line(space, nonterminal.first_rule + i);
  }
  return out + notation_lines(space);
}

}  // namespace nasg::ir
