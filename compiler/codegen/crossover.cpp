// SPDX-License-Identifier: Apache-2.0
// Emits the crossover.
#include "compiler/codegen/mutation.h"
#include "runtime/derivation/variation.h"

namespace nasg::codegen {
namespace {

using Value = llvm::Value*;

/// One of the two parents, as the generated function has it at hand.
struct Parent {
  Value rules;
  Value n;
  Value work;
};

class Crossover {
 public:
  Crossover(const Unit& unit, const Analysis& analysis)
      : unit_(unit),
        analysis_(analysis),
        code_(unit, unit.entry("cross", unit.i(64),
                               {{"rng", unit.pointer()},
                                {"a", unit.pointer()},
                                {"na", unit.i(64)},
                                {"work_a", unit.pointer()},
                                {"b", unit.pointer()},
                                {"nb", unit.i(64)},
                                {"work_b", unit.pointer()},
                                {"out", unit.pointer()}})) {}

  void emit() {
    llvm::IRBuilder<>& b = code_.b;
    const Parent first{code_.argument(1), code_.argument(2), code_.argument(3)};
    const Parent second{code_.argument(4), code_.argument(5), code_.argument(6)};
    for (const Parent& parent : {first, second}) {
      analysis_.call_survey(code_, parent.rules, parent.n, parent.work, code_.constant(0), parent.n);
      if (unit_.facts.connections || unit_.facts.heights()) {
        analysis_.call_places(code_, parent.rules, parent.n, parent.work);
      }
    }
    auto* tries = code_.variable("tries", code_.constant(0));
    code_.repeat_while(
        [&] { return b.CreateICmpULT(code_.get(tries), code_.constant(derivation::kRedraws)); },
        [&] {
          Value p = emit_below(code_, code_.argument(0), first.n);
          Value matches = collect(first, p, second);
          code_.when(b.CreateICmpNE(matches, code_.constant(0)), [&] { finish(first, p, second, matches); });
          code_.set(tries, b.CreateAdd(code_.get(tries), code_.constant(1)));
        });
    b.CreateRet(code_.constant(0));
  }

 private:
  Value column(const Parent& parent, Column which) {
    return analysis_.column(code_, parent.work, parent.n, which);
  }
  Value at(const Parent& parent, Column which, Value position) {
    return code_.load(column(parent, which), position, 32);
  }
  Value nonterminal(const Parent& parent, Value position) {
    return analysis_.nonterminal(code_, code_.load(parent.rules, position, 32));
  }

  /// Writes the positions of `b` that fit position p of `a`, in order, and gives their number.
  Value collect(const Parent& a, Value p, const Parent& other) {
    llvm::IRBuilder<>& b = code_.b;
    Value wanted = nonterminal(a, p);
    auto* count = code_.variable("count", code_.constant(0));
    auto* position = code_.variable("position", code_.constant(0));
    code_.set(count, code_.constant(0));
    code_.set(position, code_.constant(0));
    code_.repeat_while([&] { return b.CreateICmpULT(code_.get(position), other.n); },
                       [&] {
                         Value q = code_.get(position);
                         code_.when(b.CreateICmpEQ(nonterminal(other, q), wanted), [&] {
                           code_.when(fits(a, p, other, q), [&] {
                             code_.when(differs(a, p, other, q), [&] {
                               code_.store(column(other, Column::kCandidate), code_.get(count), q, 32);
                               code_.set(count, b.CreateAdd(code_.get(count), code_.constant(1)));
                             });
                           });
                         });
                         code_.set(position, b.CreateAdd(q, code_.constant(1)));
                       });
    return code_.get(count);
  }

  /// Each subtree is what the other's place asks for; whole derivations of one root do not change places.
  Value fits(const Parent& a, Value p, const Parent& other, Value q) {
    llvm::IRBuilder<>& b = code_.b;
    Value fit = b.getTrue();
    if (unit_.facts.space.roots.size() == 1) {
      fit = b.CreateICmpNE(b.CreateOr(p, q), code_.constant(0));
    }
    const auto one_way = [&](const Parent& from, Value subtree, const Parent& to, Value place) {
      if (unit_.facts.connections) {
        Value connection = b.CreateShl(code_.constant(ir::kConnected), at(from, Column::kCut, subtree));
        Value asked = b.CreateAnd(connection, at(to, Column::kNeeds, place));
        fit = b.CreateAnd(fit, b.CreateICmpNE(asked, code_.constant(0)));
      }
      if (unit_.facts.heights()) {
        Value height = at(from, Column::kHeight, subtree);
        fit = b.CreateAnd(fit, b.CreateICmpULE(height, at(to, Column::kRoom, place)));
      }
      if (!unit_.facts.bounded) {
        Value kept = b.CreateSub(to.n, b.CreateSub(at(to, Column::kEnd, place), place));
        Value whole = b.CreateAdd(kept, b.CreateSub(at(from, Column::kEnd, subtree), subtree));
        fit = b.CreateAnd(fit, b.CreateICmpULE(whole, code_.constant(ir::kMaxRules)));
      }
    };
    one_way(other, q, a, p);
    one_way(a, p, other, q);
    return fit;
  }

  Value differs(const Parent& a, Value p, const Parent& other, Value q) {
    llvm::IRBuilder<>& b = code_.b;
    Value length = b.CreateSub(at(a, Column::kEnd, p), p);
    Value other_length = b.CreateSub(at(other, Column::kEnd, q), q);
    auto* same = code_.variable("alike", b.CreateICmpEQ(length, other_length));
    code_.when(code_.get(same), [&] {
      Value left = b.CreateInBoundsGEP(unit_.i(32), a.rules, p);
      Value right = b.CreateInBoundsGEP(unit_.i(32), other.rules, q);
      code_.set(same, analysis_.call_same(code_, left, right, length));
    });
    return b.CreateNot(code_.get(same));
  }

  void finish(const Parent& a, Value p, const Parent& other, Value matches) {
    llvm::IRBuilder<>& b = code_.b;
    Value chosen = emit_below(code_, code_.argument(0), matches);
    Value q = at(other, Column::kCandidate, chosen);
    Value out = code_.argument(7);
    code_.store(out, code_.constant(0), p, 64);
    code_.store(out, code_.constant(1), at(a, Column::kEnd, p), 64);
    code_.store(out, code_.constant(2), q, 64);
    code_.store(out, code_.constant(3), at(other, Column::kEnd, q), 64);
    code_.return_if(b.getTrue(), code_.constant(1));
  }

  const Unit& unit_;
  const Analysis& analysis_;
  Code code_;
};

}  // namespace

void emit_cross(const Unit& unit, const Analysis& analysis) {
  Crossover(unit, analysis).emit();
}

}  // namespace nasg::codegen
