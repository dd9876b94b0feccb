// SPDX-License-Identifier: Apache-2.0
// Emits unranking, which divides an index part by part, and uniform draws.
#include "compiler/codegen/indexing.h"

namespace nasg::codegen {

using Value = llvm::Value*;

Indexing::Indexing(const Unit& unit, const Analysis& analysis, const IndexTables& tables)
    : unit_(unit),
      analysis_(analysis),
      tables_(tables),
      limbs_(unit),
      numbers_(unit.table("index.numbers", tables.numbers)),
      state_words_(unit.table("state.words", tables.state_words)),
      state_first_choice_(unit.table("state.first_choice", tables.state_first_choice)),
      state_prefixes_(unit.table("state.prefixes", tables.state_prefixes)),
      choice_rule_(unit.table("choice.rule", tables.choice_rule)),
      choice_first_part_(unit.table("choice.first_part", tables.choice_first_part)),
      part_state_(unit.table("part.state", tables.part_state)),
      part_product_(unit.table("part.product", tables.part_product)),
      part_product_words_(unit.table("part.product_words", tables.part_product_words)) {}

void Indexing::emit() {
  limbs_.emit();
  emit_unrank_small();
  emit_unrank_large();
  emit_unrank();
  emit_uniform();
  if (unit_.facts.automaton.keeps_limits() && !unit_.facts.space.limits.empty()) emit_spent();
  emit_choice_of();
  emit_rank_small();
  emit_rank_large();
  emit_rank();
}

llvm::Value* Indexing::number(Code& code, Value at) const {
  return code.b.CreateInBoundsGEP(unit_.i(64), numbers_, at);
}

/// Where the number of derivations of a state's choices before this one stands.
llvm::Value* Indexing::prefix(Code& code, Value state, Value words, Value choice) const {
  llvm::IRBuilder<>& b = code.b;
  Value nth = b.CreateSub(choice, of(code, state_first_choice_, state));
  return number(code, b.CreateAdd(of(code, state_prefixes_, state), b.CreateMul(nth, words)));
}

/// The last choice of a state that is reached, by halving; the first always is.
llvm::Value* Indexing::search(Code& code, Value state, const std::function<Value(Value)>& reached) const {
  llvm::IRBuilder<>& b = code.b;
  Value one = code.constant(1);
  auto* low = code.variable("low", of(code, state_first_choice_, state));
  auto* high = code.variable("high", of(code, state_first_choice_, b.CreateAdd(state, one)));
  code.repeat_while([&] { return b.CreateICmpUGT(b.CreateSub(code.get(high), code.get(low)), one); },
                    [&] {
                      Value middle = b.CreateLShr(b.CreateAdd(code.get(low), code.get(high)), one);
                      Value there = reached(middle);
                      code.set(low, b.CreateSelect(there, middle, code.get(low)));
                      code.set(high, b.CreateSelect(there, code.get(high), middle));
                    });
  return code.get(low);
}

/// The choice of the top has no rule: what is written for it is written over.
llvm::Value* Indexing::write_rule(Code& code, Value choice, Value cursor) const {
  llvm::IRBuilder<>& b = code.b;
  Value rule = of(code, choice_rule_, choice);
  code.store(cursor, code.constant(0), rule, 32);
  Value written = b.CreateICmpNE(rule, code.constant(IndexTables::kNoRule));
  return b.CreateInBoundsGEP(unit_.i(32), cursor, b.CreateZExt(written, unit_.i(64)), "cursor");
}

void Indexing::each_part(Code& code, Value choice, const std::function<void(Value)>& body) const {
  llvm::IRBuilder<>& b = code.b;
  auto* part = code.variable("part", of(code, choice_first_part_, choice));
  Value last = of(code, choice_first_part_, b.CreateAdd(choice, code.constant(1)));
  code.repeat_while([&] { return b.CreateICmpULT(code.get(part), last); },
                    [&] {
                      Value at = code.get(part);
                      body(at);
                      code.set(part, b.CreateAdd(at, code.constant(1)));
                    });
}

void Indexing::emit_unrank_small() {
  unrank_small_ =
      unit_.function("unrank.small", unit_.pointer(),
                     {{"state", unit_.i(64)}, {"index", unit_.i(64)}, {"cursor", unit_.pointer()}});
  Code code(unit_, unrank_small_);
  llvm::IRBuilder<>& b = code.b;
  Value state = code.argument(0);
  Value one = code.constant(1);
  const auto prefix_of = [&](Value choice) {
    return code.load(prefix(code, state, one, choice), code.constant(0), 64);
  };
  Value choice =
      search(code, state, [&](Value at) { return b.CreateICmpUGE(code.argument(1), prefix_of(at)); });
  auto* index = code.variable("index", b.CreateSub(code.argument(1), prefix_of(choice)));
  auto* cursor = code.variable("cursor", write_rule(code, choice, code.argument(2)));
  each_part(code, choice, [&](Value part) {
    Value product = code.load(number(code, of(code, part_product_, part)), code.constant(0), 64);
    Value digit = b.CreateUDiv(code.get(index), product, "digit");
    code.set(index, b.CreateSub(code.get(index), b.CreateMul(digit, product)));
    code.set(cursor, b.CreateCall(unrank_small_, {of(code, part_state_, part), digit, code.get(cursor)}));
  });
  b.CreateRet(code.get(cursor));
}

// The same over limbs, as long as there is more than one. The index is used up; `scratch` takes digits.
void Indexing::emit_unrank_large() {
  unrank_large_ = unit_.function("unrank.large", unit_.pointer(),
                                 {{"state", unit_.i(64)},
                                  {"index", unit_.pointer()},
                                  {"cursor", unit_.pointer()},
                                  {"scratch", unit_.pointer()}});
  Code code(unit_, unrank_large_);
  llvm::IRBuilder<>& b = code.b;
  Value state = code.argument(0);
  Value index = code.argument(1);
  Value words = of(code, state_words_, state);
  code.when(b.CreateICmpEQ(words, code.constant(1)), [&] {
    Value small = code.load(index, code.constant(0), 64);
    code.return_if(b.getTrue(), b.CreateCall(unrank_small_, {state, small, code.argument(2)}));
  });
  Value choice = search(code, state, [&](Value at) {
    return limbs_.at_least(code, index, prefix(code, state, words, at), words);
  });
  limbs_.subtract(code, index, prefix(code, state, words, choice), words);
  auto* cursor = code.variable("cursor", write_rule(code, choice, code.argument(2)));
  const auto divisors = table("part.divisor", tables_.part_divisor);
  const auto shifts = table("part.shift", tables_.part_shift);
  const auto reciprocals = unit_.table("part.reciprocal", tables_.part_reciprocal);
  each_part(code, choice, [&](Value part) {
    Value child = of(code, part_state_, part);
    Value digit_words = of(code, state_words_, child);
    Value digit = code.argument(3);
    Value rest = b.CreateInBoundsGEP(unit_.i(64), digit, digit_words, "rest");
    limbs_.divide(code, index, words,
                  {number(code, of(code, divisors, part)), of(code, part_product_words_, part),
                   of(code, shifts, part), code.load(reciprocals, part, 64)},
                  digit, digit_words, rest);
    code.set(cursor, b.CreateCall(unrank_large_, {child, digit, code.get(cursor), rest}));
  });
  b.CreateRet(code.get(cursor));
}

void Indexing::emit_unrank() {
  Code code(
      unit_,
      unit_.entry("unrank", unit_.i(64),
                  {{"index", unit_.pointer()}, {"rules", unit_.pointer()}, {"scratch", unit_.pointer()}}));
  llvm::IRBuilder<>& b = code.b;
  Value words = code.constant(tables_.words);
  Value too_large =
      limbs_.at_least(code, code.argument(0), number(code, code.constant(tables_.count_at)), words);
  code.return_if(too_large, code.constant(0));
  Value index = code.argument(2);
  b.CreateMemCpy(index, llvm::Align(8), code.argument(0), llvm::Align(8), tables_.words * 8);
  Value rest = b.CreateInBoundsGEP(unit_.i(64), index, words, "rest");
  Value end = b.CreateCall(unrank_large_, {code.constant(tables_.top), index, code.argument(1), rest}, "end");
  b.CreateRet(b.CreatePtrDiff(unit_.i(32), end, code.argument(1)));
}

// Random limbs, the highest cut to the bits of the count, until they are below it.
void Indexing::emit_uniform() {
  Code code(unit_, unit_.entry(
                       "uniform", unit_.i(64),
                       {{"rng", unit_.pointer()}, {"rules", unit_.pointer()}, {"scratch", unit_.pointer()}}));
  llvm::IRBuilder<>& b = code.b;
  const std::uint64_t spare = tables_.words * 64 - mpz_sizeinbase(tables_.count.get_mpz_t(), 2);
  Value words = code.constant(tables_.words);
  Value highest = code.constant(tables_.words - 1);
  Value index = code.argument(2);
  auto* again = code.variable("again", b.getTrue());
  auto* at = code.variable("at", code.constant(0));
  code.repeat_while(
      [&] { return code.get(again); },
      [&] {
        code.set(at, code.constant(0));
        code.repeat_while([&] { return b.CreateICmpULT(code.get(at), words); },
                          [&] {
                            code.store(index, code.get(at), emit_next(code, code.argument(0)), 64);
                            code.set(at, b.CreateAdd(code.get(at), code.constant(1)));
                          });
        code.store(index, highest, b.CreateLShr(code.load(index, highest, 64), spare), 64);
        code.set(again, limbs_.at_least(code, index, number(code, code.constant(tables_.count_at)), words));
      });
  Value rest = b.CreateInBoundsGEP(unit_.i(64), index, words, "rest");
  Value end = b.CreateCall(unrank_large_, {code.constant(tables_.top), index, code.argument(1), rest}, "end");
  b.CreateRet(b.CreatePtrDiff(unit_.i(32), end, code.argument(1)));
}

void emit_index_sizes(const Unit& unit, const IndexTables& tables) {
  const std::vector<std::uint64_t> sizes{tables.words, tables.scratch_words};
  unit.table("index_sizes", sizes)->setLinkage(llvm::GlobalValue::ExternalLinkage);
}

llvm::GlobalVariable* Indexing::table(const char* name, const std::vector<std::uint32_t>& values) const {
  return unit_.table(name, values);
}

}  // namespace nasg::codegen
