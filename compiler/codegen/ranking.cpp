// SPDX-License-Identifier: Apache-2.0
// Emits ranking: which choice was taken where, and the sums and products of that.
#include "compiler/codegen/indexing.h"

namespace nasg::codegen {

using Value = llvm::Value*;

namespace {

/// What each rule, and each of its holes, adds to a limit on counts, capped as ir::Budget caps it.
struct LimitTables {
  std::vector<std::uint32_t> own;
  std::vector<std::uint32_t> first_hole;
  std::vector<std::uint32_t> times;
};

LimitTables tables_of(const ir::Space& space, const ir::Limit& limit) {
  const ir::Occurrences found = ir::occurrences(space, limit);
  const auto capped = [&](double value) {
    return static_cast<std::uint32_t>(std::min(value, limit.bound + 1));
  };
  LimitTables tables;
  for (std::size_t rule = 0; rule < space.rules.size(); ++rule) {
    tables.own.push_back(capped(found.own[rule]));
    tables.first_hole.push_back(static_cast<std::uint32_t>(tables.times.size()));
    for (const double times : found.holes[rule]) tables.times.push_back(capped(times));
  }
  tables.first_hole.push_back(static_cast<std::uint32_t>(tables.times.size()));
  return tables;
}

}  // namespace

// By position what its derivation spends of the limits on counts, as one number: limit by limit, from the
// leaves up.
void Indexing::emit_spent() {
  const ir::Space& space = unit_.facts.space;
  spent_ = unit_.function("spent", llvm::Type::getVoidTy(unit_.context()),
                          {{"rules", unit_.pointer()},
                           {"n", unit_.i(64)},
                           {"ends", unit_.pointer()},
                           {"spent", unit_.pointer()},
                           {"digits", unit_.pointer()}});
  Code code(unit_, spent_);
  llvm::IRBuilder<>& b = code.b;
  Value one = code.constant(1);
  Value spent = code.argument(3);
  Value digits = code.argument(4);
  auto* position = code.variable("position", code.constant(0));
  auto* sum = code.variable("sum", code.constant(0));
  auto* child = code.variable("child", code.constant(0));
  auto* hole = code.variable("hole", code.constant(0));
  std::uint64_t radix = 1;
  for (std::size_t i = 0; i < space.limits.size(); ++i) {
    const LimitTables limit = tables_of(space, space.limits[i]);
    const auto bound = static_cast<std::uint64_t>(space.limits[i].bound);
    const std::string name = "limit" + std::to_string(i);
    llvm::GlobalVariable* own = unit_.table(name + ".own", limit.own);
    llvm::GlobalVariable* first_hole = unit_.table(name + ".first_hole", limit.first_hole);
    llvm::GlobalVariable* times = unit_.table(name + ".times", limit.times);
    code.set(position, code.argument(1));
    code.repeat_while(
        [&] { return b.CreateICmpNE(code.get(position), code.constant(0)); },
        [&] {
          Value at = b.CreateSub(code.get(position), one);
          Value rule = code.load(code.argument(0), at, 32);
          Value last = of(code, first_hole, b.CreateAdd(rule, one));
          code.set(sum, of(code, own, rule));
          code.set(child, code.get(position));
          code.set(hole, of(code, first_hole, rule));
          code.repeat_while([&] { return b.CreateICmpULT(code.get(hole), last); },
                            [&] {
                              Value part = b.CreateMul(of(code, times, code.get(hole)),
                                                       code.load(digits, code.get(child), 32));
                              code.set(sum, b.CreateAdd(code.get(sum), part));
                              code.set(child, code.load(code.argument(2), code.get(child), 32));
                              code.set(hole, b.CreateAdd(code.get(hole), one));
                            });
          Value beyond = code.constant(bound + 1);
          Value digit = b.CreateSelect(b.CreateICmpULT(code.get(sum), beyond), code.get(sum), beyond);
          code.store(digits, at, digit, 32);
          Value before = i == 0 ? code.constant(0) : code.load(spent, at, 32);
          code.store(spent, at, b.CreateAdd(before, b.CreateMul(digit, code.constant(radix))), 32);
          code.set(position, at);
        });
    radix *= bound + 2;
  }
  b.CreateRetVoid();
}

// The first choice of the state whose rule stands at the position, and whose parts are what stands below it.
void Indexing::emit_choice_of() {
  choice_of_ = unit_.function("choice_of", unit_.i(64),
                              {{"state", unit_.i(64)},
                               {"position", unit_.i(64)},
                               {"rules", unit_.pointer()},
                               {"ends", unit_.pointer()},
                               {"cuts", unit_.pointer()},
                               {"spent", unit_.pointer()}});
  Code code(unit_, choice_of_);
  llvm::IRBuilder<>& b = code.b;
  Value one = code.constant(1);
  const Derived of_it = derived(code, 2);
  Value rule = code.load(of_it.rules, code.argument(1), 32);
  Value last = b.CreateSub(of(code, state_first_choice_, b.CreateAdd(code.argument(0), one)), one);
  auto* choice = code.variable("choice", of(code, state_first_choice_, code.argument(0)));
  auto* fits = code.variable("fits", b.getFalse());
  auto* child = code.variable("child", code.constant(0));
  code.repeat_while([&] { return b.CreateICmpULT(code.get(choice), last); },
                    [&] {
                      code.set(fits, b.CreateICmpEQ(of(code, choice_rule_, code.get(choice)), rule));
                      code.when(code.get(fits), [&] {
                        code.set(child, b.CreateAdd(code.argument(1), one));
                        each_part(code, code.get(choice), [&](Value part) {
                          Value fit = code.get(fits);
                          if (unit_.facts.connections) {
                            Value needs = code.load(unit_.table("part.needs", tables_.part_needs), part, 8);
                            Value cut = code.load(of_it.cuts, code.get(child), 32);
                            Value both = b.CreateAnd(needs, b.CreateShl(code.constant(ir::kConnected), cut));
                            fit = b.CreateAnd(fit, b.CreateICmpNE(both, code.constant(0)));
                          }
                          if (spent_ != nullptr) {
                            Value asked = of(code, table("part.spent", tables_.part_spent), part);
                            Value anything = b.CreateICmpEQ(asked, code.constant(ir::Budget::kAnything));
                            Value same = b.CreateICmpEQ(asked, code.load(of_it.spent, code.get(child), 32));
                            fit = b.CreateAnd(fit, b.CreateOr(anything, same));
                          }
                          code.set(fits, fit);
                          code.set(child, code.load(of_it.ends, code.get(child), 32));
                        });
                      });
                      code.return_if(code.get(fits), code.get(choice));
                      code.set(choice, b.CreateAdd(code.get(choice), one));
                    });
  b.CreateRet(last);
}

Indexing::Derived Indexing::derived(Code& code, unsigned first) const {
  return {code.argument(first), code.argument(first + 1), code.argument(first + 2), code.argument(first + 3)};
}

llvm::Value* Indexing::call_choice_of(Code& code, Value state, Value position, const Derived& derived) const {
  return code.b.CreateCall(
      choice_of_, {state, position, derived.rules, derived.ends, derived.cuts, derived.spent}, "choice");
}

// The index, within its state, of a derivation that takes a choice, and whose parts begin at `first`.
void Indexing::emit_rank_small() {
  rank_small_ = unit_.function("rank.small", unit_.i(64),
                               {{"state", unit_.i(64)},
                                {"choice", unit_.i(64)},
                                {"first", unit_.i(64)},
                                {"rules", unit_.pointer()},
                                {"ends", unit_.pointer()},
                                {"cuts", unit_.pointer()},
                                {"spent", unit_.pointer()}});
  Code code(unit_, rank_small_);
  llvm::IRBuilder<>& b = code.b;
  const Derived of_it = derived(code, 3);
  Value prefixes = prefix(code, code.argument(0), code.constant(1), code.argument(1));
  auto* index = code.variable("index", code.load(prefixes, code.constant(0), 64));
  auto* child = code.variable("child", code.argument(2));
  each_part(code, code.argument(1), [&](Value part) {
    Value state = of(code, part_state_, part);
    Value below = b.CreateAdd(code.get(child), code.constant(1));
    Value choice = call_choice_of(code, state, code.get(child), of_it);
    Value digit = b.CreateCall(
        rank_small_, {state, choice, below, of_it.rules, of_it.ends, of_it.cuts, of_it.spent}, "digit");
    Value product = code.load(number(code, of(code, part_product_, part)), code.constant(0), 64);
    code.set(index, b.CreateAdd(code.get(index), b.CreateMul(digit, product)));
    code.set(child, code.load(of_it.ends, code.get(child), 32));
  });
  b.CreateRet(code.get(index));
}

void Indexing::emit_rank_large() {
  rank_large_ = unit_.function("rank.large", llvm::Type::getVoidTy(unit_.context()),
                               {{"state", unit_.i(64)},
                                {"choice", unit_.i(64)},
                                {"first", unit_.i(64)},
                                {"rules", unit_.pointer()},
                                {"ends", unit_.pointer()},
                                {"cuts", unit_.pointer()},
                                {"spent", unit_.pointer()},
                                {"index", unit_.pointer()},
                                {"scratch", unit_.pointer()}});
  Code code(unit_, rank_large_);
  llvm::IRBuilder<>& b = code.b;
  const Derived of_it = derived(code, 3);
  Value state = code.argument(0);
  Value index = code.argument(7);
  Value words = of(code, state_words_, state);
  code.when(b.CreateICmpEQ(words, code.constant(1)), [&] {
    Value small = b.CreateCall(rank_small_, {state, code.argument(1), code.argument(2), of_it.rules,
                                             of_it.ends, of_it.cuts, of_it.spent});
    code.store(index, code.constant(0), small, 64);
    code.return_if(b.getTrue(), nullptr);
  });
  b.CreateMemCpy(index, llvm::Align(8), prefix(code, state, words, code.argument(1)), llvm::Align(8),
                 b.CreateShl(words, 3));
  auto* child = code.variable("child", code.argument(2));
  each_part(code, code.argument(1), [&](Value part) {
    Value below = of(code, part_state_, part);
    Value digit = code.argument(8);
    Value digit_words = of(code, state_words_, below);
    Value rest = b.CreateInBoundsGEP(unit_.i(64), digit, digit_words, "rest");
    Value choice = call_choice_of(code, below, code.get(child), of_it);
    Value first = b.CreateAdd(code.get(child), code.constant(1));
    b.CreateCall(rank_large_,
                 {below, choice, first, of_it.rules, of_it.ends, of_it.cuts, of_it.spent, digit, rest});
    limbs_.add_product(code, index, words, digit, digit_words, number(code, of(code, part_product_, part)),
                       of(code, part_product_words_, part));
    code.set(child, code.load(of_it.ends, code.get(child), 32));
  });
  b.CreateRetVoid();
}

// The top has one choice, which needs no looking for; its parts begin where the derivation does.
void Indexing::emit_rank() {
  Code code(unit_, unit_.entry("rank", llvm::Type::getVoidTy(unit_.context()),
                               {{"rules", unit_.pointer()},
                                {"n", unit_.i(64)},
                                {"index", unit_.pointer()},
                                {"scratch", unit_.pointer()}}));
  llvm::IRBuilder<>& b = code.b;
  Value rules = code.argument(0);
  Value n = code.argument(1);
  Value digits = code.argument(3);
  Value work = b.CreateConstInBoundsGEP1_64(unit_.i(64), digits, tables_.scratch_words, "work");
  analysis_.call_survey(code, rules, n, work, code.constant(0), n);
  Value ends = analysis_.column(code, work, n, Column::kEnd);
  Value cuts = analysis_.column(code, work, n, Column::kCut);
  Value spent = b.CreateInBoundsGEP(unit_.i(32), work, b.CreateMul(n, code.constant(kColumns)), "spent");
  if (spent_ != nullptr)
    b.CreateCall(spent_, {rules, n, ends, spent, b.CreateInBoundsGEP(unit_.i(32), spent, n, "digits")});
  Value top = code.constant(tables_.top);
  Value choice = code.constant(tables_.state_first_choice[tables_.top]);
  b.CreateCall(rank_large_,
               {top, choice, code.constant(0), rules, ends, cuts, spent, code.argument(2), digits});
  b.CreateRetVoid();
}

}  // namespace nasg::codegen
