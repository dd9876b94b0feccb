// SPDX-License-Identifier: Apache-2.0
// Emits the mutator.
#include "compiler/codegen/mutation.h"

#include "runtime/derivation/variation.h"

namespace nasg::codegen {
namespace {

using Value = llvm::Value*;

/// The emission of one mutator; its steps are methods in the order in which they run.
class Mutation {
 public:
  Mutation(const Unit& unit, const Analysis& analysis, const Sampler& sampler)
      : unit_(unit),
        analysis_(analysis),
        sampler_(sampler),
        lean_(unit.facts.varies_known() && !unit.facts.depth()),
        code_(unit, unit.entry("mutate", unit.i(64),
                               {{"rng", unit.pointer()},
                                {"rules", unit.pointer()},
                                {"n", unit.i(64)},
                                {"work", unit.pointer()},
                                {"fresh", unit.pointer()},
                                {"out", unit.pointer()}})) {}

  void emit() {
    analyse();
    Value position = choose();
    Value end =
        lean_ ? analysis_.call_end(code_, rules(), position) : code_.load(column(Column::kEnd), position, 32);
    redraw(position, end, state_at(position));
  }

 private:
  Value rules() { return code_.argument(1); }
  Value n() { return code_.argument(2); }
  Value work() { return code_.argument(3); }
  Value column(Column which) { return analysis_.column(code_, work(), n(), which); }

  /// Where each nonterminal always or never varies, the rules alone tell the candidates.
  void analyse() {
    if (lean_) return;
    analysis_.call_survey(code_, rules(), n(), work(), code_.constant(0), n());
    analysis_.call_places(code_, rules(), n(), work());
  }

  /// A random position that varies: tried first, looked for among all if the tries do not find one.
  Value choose() {
    llvm::IRBuilder<>& b = code_.b;
    auto* position = code_.variable("position", code_.constant(0));
    auto* tries = code_.variable("tries", code_.constant(0));
    auto* found = code_.variable("found", code_.constant(0));
    code_.repeat_while(
        [&] {
          Value more = b.CreateICmpULT(code_.get(tries), code_.constant(derivation::kPositionTries));
          return b.CreateAnd(more, b.CreateICmpEQ(code_.get(found), code_.constant(0)));
        },
        [&] {
          code_.set(position, emit_below(code_, code_.argument(0), n()));
          code_.set(found, varies(code_.get(position)));
          code_.set(tries, b.CreateAdd(code_.get(tries), code_.constant(1)));
        });
    code_.when(b.CreateICmpEQ(code_.get(found), code_.constant(0)), [&] {
      Value candidates = collect();
      code_.return_if(b.CreateICmpEQ(candidates, code_.constant(0)), code_.constant(0));
      Value chosen = emit_below(code_, code_.argument(0), candidates);
      code_.set(position, code_.load(column(Column::kCandidate), chosen, 32));
    });
    return code_.get(position);
  }

  Value varies(Value position) {
    return lean_ ? analysis_.always_varies(code_, code_.load(rules(), position, 32))
                 : analysis_.varies(code_, surveyed_state(position));
  }

  /// Writes the positions that vary, in order, and gives their number: each is written, and stays if it
  /// varies.
  Value collect() {
    llvm::IRBuilder<>& b = code_.b;
    Value candidates = column(Column::kCandidate);
    auto* count = code_.variable("count", code_.constant(0));
    auto* at = code_.variable("at", code_.constant(0));
    code_.repeat_while([&] { return b.CreateICmpULT(code_.get(at), n()); },
                       [&] {
                         code_.store(candidates, code_.get(count), code_.get(at), 32);
                         code_.set(count, b.CreateAdd(code_.get(count), varies(code_.get(at))));
                         code_.set(at, b.CreateAdd(code_.get(at), code_.constant(1)));
                       });
    return code_.get(count);
  }

  Value surveyed_state(Value position) {
    const SpaceFacts& facts = unit_.facts;
    Value nonterminal = analysis_.nonterminal(code_, code_.load(rules(), position, 32));
    Value needs =
        facts.connections ? code_.load(column(Column::kNeeds), position, 32) : code_.constant(ir::kEither);
    Value room = facts.depth() ? code_.load(column(Column::kRoom), position, 32) : nullptr;
    return analysis_.state(code_, nonterminal, needs, room);
  }

  Value state_at(Value position) {
    if (!lean_) return surveyed_state(position);
    Value nonterminal = analysis_.nonterminal(code_, code_.load(rules(), position, 32));
    Value needs = unit_.facts.connections ? analysis_.call_needs(code_, rules(), n(), work(), position)
                                          : code_.constant(ir::kEither);
    return analysis_.state(code_, nonterminal, needs, nullptr);
  }

  void redraw(Value position, Value end, Value state) {
    llvm::IRBuilder<>& b = code_.b;
    Value fresh = code_.argument(4);
    Value old = b.CreateInBoundsGEP(unit_.i(32), rules(), position);
    Value old_length = b.CreateSub(end, position);
    Value room = unit_.facts.bounded ? nullptr : analysis_.call_room(code_, rules(), position);
    auto* tries = code_.variable("tries", code_.constant(0));
    code_.repeat_while(
        [&] { return b.CreateICmpULT(code_.get(tries), code_.constant(derivation::kRedraws)); },
        [&] {
          Value drawn = sampler_.call_any(code_, state, code_.argument(0), fresh, room);
          Value length = b.CreatePtrDiff(b.getInt32Ty(), drawn, fresh, "length");
          auto* differs = code_.variable("differs", b.CreateICmpNE(length, old_length));
          code_.when(b.CreateNot(code_.get(differs)), [&] {
            code_.set(differs, b.CreateNot(analysis_.call_same(code_, old, fresh, length)));
          });
          if (!unit_.facts.bounded) {
            Value whole = b.CreateAdd(b.CreateSub(n(), old_length), length);
            Value fits = b.CreateICmpULE(whole, code_.constant(ir::kMaxRules));
            code_.set(differs, b.CreateAnd(code_.get(differs), b.CreateAnd(fits, b.CreateIsNotNull(drawn))));
          }
          Value out = code_.argument(5);
          code_.store(out, code_.constant(0), position, 64);
          code_.store(out, code_.constant(1), end, 64);
          code_.store(out, code_.constant(2), length, 64);
          code_.return_if(code_.get(differs), code_.constant(1));
          code_.set(tries, b.CreateAdd(code_.get(tries), code_.constant(1)));
        });
    b.CreateRet(code_.constant(0));
  }

  const Unit& unit_;
  const Analysis& analysis_;
  const Sampler& sampler_;
  const bool lean_;
  Code code_;
};

}  // namespace

void emit_mutate(const Unit& unit, const Analysis& analysis, const Sampler& sampler) {
  Mutation(unit, analysis, sampler).emit();
}

}  // namespace nasg::codegen
