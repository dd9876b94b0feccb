// SPDX-License-Identifier: Apache-2.0
// The bracketed form: a bracket for each rule, with its nonterminal, its operator and the operator's parts.
#include "runtime/derivation/term.h"
#include "runtime/derivation/term_writer.h"

namespace nasg::derivation {

namespace {

using ir::ExprId;

/// Recursion is as deep as the derivation, at most kMaxDepth rules. Where an operator of a rule stands inside
/// another, it has a bracket without a nonterminal; `let` is written `let [tied] NAME (…) BODY`.
class BracketWriter {
 public:
  BracketWriter(const ir::Space& space, const Derivation& derivation)
      : space_(space), rules_(derivation.rules), ends_(subtree_ends(space, rules_)) {}

  std::string write() {
    for (std::uint32_t p = 0; p < rules_.size(); p = ends_[p]) {
      if (p > 0) out_ += ' ';
      write_rule(p);
    }
    return std::move(out_);
  }

 private:
  void write_rule(std::uint32_t position) {
    const ir::Rule& rule = space_[rules_[position]];
    out_ += '(' + symbol_text(space_[rule.lhs]);
    for (const ir::Let& let : rule.lets) {
      out_ += (let.tied ? " let tied " : " let ") + let.name + ' ';
      write_rule(part(position, let.hole));
    }
    if (rule.lets.empty())
      write_content(position, rule, rule.body);
    else
      write_part(position, rule, rule.body);
    out_ += ')';
  }

  /// ` OPERATOR PART PART`
  void write_content(std::uint32_t position, const ir::Rule& rule, ExprId body) {
    if (std::holds_alternative<ir::Hole>(space_[body].node)) return write_part(position, rule, body);
    out_ += ' ' + operator_text(space_, body);
    for (const ExprId operand : operands(space_, body)) write_part(position, rule, operand);
  }

  void write_part(std::uint32_t position, const ir::Rule& rule, ExprId body) {
    if (const auto* hole = std::get_if<ir::Hole>(&space_[body].node)) {
      out_ += ' ';
      for (const ir::Let& let : rule.lets) {
        if (let.hole != hole->index) continue;
        out_ += let.name;
        return;
      }
      return write_rule(part(position, hole->index));
    }
    if (operands(space_, body).empty()) {
      out_ += ' ' + operator_text(space_, body);
      return;
    }
    out_ += " (";
    const std::size_t start = out_.size();
    write_content(position, rule, body);
    out_.erase(start, 1);
    out_ += ')';
  }

  std::uint32_t part(std::uint32_t position, std::uint32_t hole) const {
    std::uint32_t child = position + 1;
    for (; hole > 0; --hole) child = ends_[child];
    return child;
  }

  const ir::Space& space_;
  std::span<const ir::RuleId> rules_;
  std::vector<std::uint32_t> ends_;
  std::string out_;
};

}  // namespace

std::string sexpr(const ir::Space& space, const Derivation& derivation) {
  return BracketWriter(space, derivation).write();
}

}  // namespace nasg::derivation
