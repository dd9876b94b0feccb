// SPDX-License-Identifier: Apache-2.0
// Emits the writer of terms: the text of each rule is laid out beforehand, with gaps for its holes.
#include "compiler/codegen/exports.h"
#include "runtime/derivation/term_writer.h"

namespace nasg::codegen {
namespace {

using Value = llvm::Value*;

/// Pieces of text; behind each but a rule's last stands what a hole derives. What a rule's text is hangs on
/// how tightly it must bind.
struct TermTables {
  static constexpr std::uint32_t kBindings = derivation::kPrimaryBinds + 1;
  static constexpr std::uint32_t kNoHole = UINT32_MAX;

  std::vector<std::uint8_t> text;
  std::vector<std::uint32_t> first;    ///< by rule and binding, and one more
  std::vector<std::uint32_t> begin;    ///< by piece, into the text, and one more
  std::vector<std::uint32_t> hole;     ///< by piece
  std::vector<std::uint32_t> binding;  ///< by piece: how tightly the hole must bind

  explicit TermTables(const ir::Space& space) {
    for (const ir::Rule& rule : space.rules)
      for (std::uint32_t least = 0; least < kBindings; ++least)
        add_rule(space, rule, static_cast<derivation::Binding>(least));
    first.push_back(static_cast<std::uint32_t>(hole.size()));
    begin.push_back(static_cast<std::uint32_t>(text.size()));
  }

 private:
  void add_rule(const ir::Space& space, const ir::Rule& rule, derivation::Binding least) {
    first.push_back(static_cast<std::uint32_t>(hole.size()));
    std::string rest;
    const derivation::HoleWriter gap = [this](std::uint32_t which, derivation::Binding inside,
                                              std::string& before) {
      add_piece(before, which, inside);
      before.clear();
    };
    derivation::write_rule(space, rule, least, gap, rest);
    add_piece(rest, kNoHole, 0);
  }

  void add_piece(const std::string& piece, std::uint32_t which, std::uint32_t inside) {
    begin.push_back(static_cast<std::uint32_t>(text.size()));
    text.insert(text.end(), piece.begin(), piece.end());
    hole.push_back(which);
    binding.push_back(inside);
  }
};

class TermWriter {
 public:
  TermWriter(const Unit& unit, const Analysis& analysis) : unit_(unit), analysis_(analysis) {
    const TermTables tables(unit.facts.space);
    text_ = unit.table("term.text", tables.text);
    first_ = unit.table("term.first", tables.first);
    begin_ = unit.table("term.begin", tables.begin);
    hole_ = unit.table("term.hole", tables.hole);
    binding_ = unit.table("term.binding", tables.binding);
  }

  llvm::Function* emit() {
    emit_append();
    emit_part();
    return emit_whole();
  }

 private:
  void emit_append() {
    append_ = unit_.function("append", unit_.i(64),
                             {{"piece", unit_.pointer()},
                              {"length", unit_.i(64)},
                              {"text", unit_.pointer()},
                              {"size", unit_.i(64)},
                              {"at", unit_.i(64)}});
    Code code(unit_, append_);
    llvm::IRBuilder<>& b = code.b;
    auto* i = code.variable("i", code.constant(0));
    code.repeat_while([&] { return b.CreateICmpULT(code.get(i), code.argument(1)); },
                      [&] {
                        Value where = b.CreateAdd(code.argument(4), code.get(i));
                        code.when(b.CreateICmpULT(where, code.argument(3)), [&] {
                          code.store(code.argument(2), where, code.load(code.argument(0), code.get(i), 8), 8);
                        });
                        code.set(i, b.CreateAdd(code.get(i), code.constant(1)));
                      });
    b.CreateRet(b.CreateAdd(code.argument(4), code.argument(1)));
  }

  // Recursion is as deep as the derivation.
  void emit_part() {
    part_ = unit_.function("write_part", unit_.i(64),
                           {{"rules", unit_.pointer()},
                            {"position", unit_.i(64)},
                            {"binding", unit_.i(64)},
                            {"text", unit_.pointer()},
                            {"size", unit_.i(64)},
                            {"at", unit_.i(64)}});
    Code code(unit_, part_);
    llvm::IRBuilder<>& b = code.b;
    Value rules = code.argument(0);
    Value one = code.constant(1);
    Value row =
        b.CreateAdd(b.CreateMul(code.load(rules, code.argument(1), 32), code.constant(TermTables::kBindings)),
                    code.argument(2));
    Value last = code.load(first_, b.CreateAdd(row, one), 32);
    auto* piece = code.variable("piece", code.load(first_, row, 32));
    auto* at = code.variable("at", code.argument(5));
    auto* child = code.variable("child", code.constant(0));
    auto* holes = code.variable("holes", code.constant(0));
    code.repeat_while(
        [&] { return b.CreateICmpULT(code.get(piece), last); },
        [&] {
          Value here = code.get(piece);
          Value begin = code.load(begin_, here, 32);
          Value length = b.CreateSub(code.load(begin_, b.CreateAdd(here, one), 32), begin);
          code.set(at, append(code, begin, length, code.argument(3), code.argument(4), code.get(at)));
          Value hole = code.load(hole_, here, 32);
          code.when(b.CreateICmpNE(hole, code.constant(TermTables::kNoHole)), [&] {
            code.set(child, b.CreateAdd(code.argument(1), one));
            code.set(holes, hole);
            code.repeat_while([&] { return b.CreateICmpNE(code.get(holes), code.constant(0)); },
                              [&] {
                                code.set(child, analysis_.call_end(code, rules, code.get(child)));
                                code.set(holes, b.CreateSub(code.get(holes), one));
                              });
            Value binding = code.load(binding_, here, 32);
            code.set(at, b.CreateCall(part_, {rules, code.get(child), binding, code.argument(3),
                                              code.argument(4), code.get(at)}));
          });
          code.set(piece, b.CreateAdd(here, one));
        });
    b.CreateRet(code.get(at));
  }

  // Several roots stand between angle brackets.
  llvm::Function* emit_whole() {
    llvm::Function* whole =
        unit_.function("write_term", unit_.i(64),
                       {{"rules", unit_.pointer()}, {"text", unit_.pointer()}, {"size", unit_.i(64)}});
    Code code(unit_, whole);
    llvm::IRBuilder<>& b = code.b;
    Value rules = code.argument(0);
    Value at = code.constant(0);
    Value position = code.constant(0);
    const auto write = [&](const std::string& fixed) {
      if (fixed.empty()) return;
      Value piece = b.CreateGlobalString(fixed, "", 0, &unit_.module, false);
      at =
          b.CreateCall(append_, {piece, code.constant(fixed.size()), code.argument(1), code.argument(2), at});
    };
    const std::size_t roots = unit_.facts.space.roots.size();
    for (std::size_t root = 0; root < roots; ++root) {
      write(roots == 1 ? "" : root == 0 ? "<" : " ; ");
      if (root > 0) position = analysis_.call_end(code, rules, position);
      at = b.CreateCall(part_, {rules, position, code.constant(derivation::kLetBinds), code.argument(1),
                                code.argument(2), at});
    }
    write(roots == 1 ? "" : ">");
    b.CreateRet(at);
    return whole;
  }

  Value append(Code& code, Value begin, Value length, Value text, Value size, Value at) {
    Value piece = code.b.CreateInBoundsGEP(unit_.i(8), text_, begin);
    return code.b.CreateCall(append_, {piece, length, text, size, at});
  }

  const Unit& unit_;
  const Analysis& analysis_;
  llvm::GlobalVariable* text_;
  llvm::GlobalVariable* first_;
  llvm::GlobalVariable* begin_;
  llvm::GlobalVariable* hole_;
  llvm::GlobalVariable* binding_;
  llvm::Function* append_ = nullptr;
  llvm::Function* part_ = nullptr;
};

}  // namespace

llvm::Function* emit_write_term(const Unit& unit, const Analysis& analysis) {
  return TermWriter(unit, analysis).emit();
}

}  // namespace nasg::codegen
