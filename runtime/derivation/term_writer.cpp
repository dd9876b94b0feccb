// SPDX-License-Identifier: Apache-2.0
// Writes rule bodies with as few parentheses as read back to the same structure.
#include "runtime/derivation/term_writer.h"

#include "compiler/diag/diagnostic.h"

namespace nasg::derivation {

using ir::ExprId;

namespace {

class BodyWriter {
 public:
  BodyWriter(const ir::Space& space, const ir::Rule& rule, const HoleWriter& hole, std::string& out)
      : space_(space), rule_(rule), hole_(hole), out_(out) {}

  void write(ExprId id, Binding least) {
    if (const auto* hole = std::get_if<ir::Hole>(&space_[id].node)) return write_hole(*hole, least);
    const Binding own = binding(space_, id);
    if (own < least) out_ += '(';
    ir::match(
        space_[id].node, [&](const ir::Layer& layer) { out_ += layer.text; },
        [&](const ir::Call& call) { out_ += call.text; },
        [&](const ir::Apply& use) { write_list(space_[use.topology].name, use.args); },
        [&](const ir::Chain& chain) { write_infix(" >> ", chain.parts, kSumBinds); },
        [&](const ir::Merge& merge) {
          if (!ir::is_infix(merge.kind)) return write_list(ir::name(merge.kind), merge.parts);
          write_infix(std::string(" ") + ir::name(merge.kind) + " ", merge.parts,
                      static_cast<Binding>(own + 1));
        },
        [&](const ir::Repeat& repeat) {
          write(repeat.body, kPrimaryBinds);
          out_ += "^" + std::to_string(repeat.count);
        },
        [&](const ir::Hole&) {},
        [&](const ir::Block&) { NASG_ASSERT(false, "rules are not written as blocks"); });
    if (own < least) out_ += ')';
  }

 private:
  void write_hole(const ir::Hole& hole, Binding least) {
    for (const ir::Let& let : rule_.lets) {
      if (let.hole != hole.index) continue;
      out_ += let.name;
      return;
    }
    hole_(hole.index, least, out_);
  }

  void write_list(const std::string& name, const std::vector<ExprId>& parts) {
    if (parts.empty()) {
      out_ += name;
      return;
    }
    out_ += name + '(';
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) out_ += ", ";
      write(parts[i], kLetBinds);
    }
    out_ += ')';
  }

  void write_infix(const std::string& between, const std::vector<ExprId>& parts, Binding least) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) out_ += between;
      write(parts[i], least);
    }
  }

  const ir::Space& space_;
  const ir::Rule& rule_;
  const HoleWriter& hole_;
  std::string& out_;
};

}  // namespace

Binding binding(const ir::Space& space, ExprId body) {
  return ir::match(
      space[body].node, [](const ir::Chain&) { return kChainBinds; },
      [](const ir::Merge& merge) {
        if (!ir::is_infix(merge.kind)) return kPrimaryBinds;
        return merge.kind == ir::MergeKind::kMultiply ? kProductBinds : kSumBinds;
      },
      [](const ir::Repeat&) { return kPowerBinds; }, [](const auto&) { return kPrimaryBinds; });
}

void write_rule(const ir::Space& space, const ir::Rule& rule, Binding least, const HoleWriter& hole,
                std::string& out) {
  const bool enclosed = !rule.lets.empty() && least > kLetBinds;
  if (enclosed) out += '(';
  for (const ir::Let& let : rule.lets) {
    out += (let.tied ? "let tied " : "let ") + let.name + " = ";
    hole(let.hole, kLetBinds, out);
    out += " in ";
  }
  BodyWriter(space, rule, hole, out).write(rule.body, rule.lets.empty() ? least : kLetBinds);
  if (enclosed) out += ')';
}

std::string symbol_text(const ir::Nonterminal& nonterminal) {
  std::string text = nonterminal.name;
  std::erase(text, ' ');
  return text;
}

std::string operator_text(const ir::Space& space, ExprId body) {
  return ir::match(
      space[body].node, [](const ir::Layer& layer) { return layer.text; },
      [](const ir::Call& call) { return call.text; },
      [&](const ir::Apply& use) { return space[use.topology].name; },
      [](const ir::Hole&) { return std::string(); }, [](const ir::Chain&) { return std::string(">>"); },
      [](const ir::Merge& merge) { return std::string(ir::name(merge.kind)); },
      [](const ir::Repeat& repeat) { return "^" + std::to_string(repeat.count); },
      [](const ir::Block&) { return std::string("{}"); });
}

std::string operator_text(const ir::Space& space, const ir::Rule& rule) {
  return rule.lets.empty() ? operator_text(space, rule.body) : "let";
}

std::string pattern(const ir::Space& space, const ir::Rule& rule) {
  std::string out;
  const HoleWriter names = [&](std::uint32_t hole, Binding, std::string& text) {
    text += space[rule.holes[hole]].name;
  };
  write_rule(space, rule, kLetBinds, names, out);
  return out;
}

std::vector<ExprId> operands(const ir::Space& space, ExprId body) {
  return ir::match(
      space[body].node, [](const ir::Apply& use) { return use.args; },
      [](const ir::Chain& chain) { return chain.parts; }, [](const ir::Merge& merge) { return merge.parts; },
      [](const ir::Repeat& repeat) { return std::vector<ExprId>{repeat.body}; },
      [](const auto&) { return std::vector<ExprId>(); });
}

}  // namespace nasg::derivation
