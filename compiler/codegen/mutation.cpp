// SPDX-License-Identifier: Apache-2.0
// Emits the mutator.
#include "compiler/codegen/mutation.h"

#include "runtime/derivation/variation.h"

namespace nasg::codegen {
namespace {

using Value = llvm::Value*;

constexpr std::uint64_t kStride = 8;  ///< a power of two

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
    Value candidates = collect();
    code_.return_if(code_.b.CreateICmpEQ(candidates, code_.constant(0)), code_.constant(0));
    Value chosen = emit_below(code_, code_.argument(0), candidates);
    Value position = code_.load(column(Column::kCandidate), chosen, 32);
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

  /// Writes the positions that vary, in order, and gives their number. Without branches: each position is
  /// written, and stays if it varies. Several positions a turn, since this loop is most of a mutation.
  Value collect() {
    auto* count = code_.variable("count", code_.constant(0));
    auto* position = code_.variable("position", code_.constant(0));
    collect_while(code_.b.CreateAnd(n(), code_.constant(~(kStride - 1))), kStride, position, count);
    collect_while(n(), 1, position, count);
    return code_.get(count);
  }

  void collect_while(Value end, std::uint64_t stride, llvm::AllocaInst* position, llvm::AllocaInst* count) {
    llvm::IRBuilder<>& b = code_.b;
    Value candidates = column(Column::kCandidate);
    code_.repeat_while([&] { return b.CreateICmpULT(code_.get(position), end); },
                       [&] {
                         Value kept = code_.get(count);
                         for (std::uint64_t i = 0; i < stride; ++i) {
                           Value at = b.CreateAdd(code_.get(position), code_.constant(i));
                           code_.store(candidates, kept, at, 32);
                           Value varies = lean_ ? analysis_.always_varies(code_, code_.load(rules(), at, 32))
                                                : analysis_.varies(code_, surveyed_state(at));
                           kept = b.CreateAdd(kept, varies);
                         }
                         code_.set(count, kept);
                         code_.set(position, b.CreateAdd(code_.get(position), code_.constant(stride)));
                       });
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
