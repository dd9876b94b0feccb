// SPDX-License-Identifier: Apache-2.0
// Emits comparison, subtraction, multiplication and division of whole numbers.
#include "compiler/codegen/limbs.h"

namespace nasg::codegen {
namespace {

using Value = llvm::Value*;

/// `for (i = from; i < to; ++i)`
void for_each(Code& code, Value from, Value to, const std::function<void(Value)>& body) {
  auto* i = code.variable("i", from);
  code.repeat_while([&] { return code.b.CreateICmpULT(code.get(i), to); },
                    [&] {
                      Value at = code.get(i);
                      body(at);
                      code.set(i, code.b.CreateAdd(at, code.constant(1)));
                    });
}

/// The 128 bits of a product or sum as two limbs.
struct Wide {
  Value low;
  Value high;
};

Wide split(Code& code, Value wide) {
  llvm::IRBuilder<>& b = code.b;
  return {b.CreateTrunc(wide, b.getInt64Ty()), b.CreateTrunc(b.CreateLShr(wide, 64), b.getInt64Ty())};
}

Value widen(Code& code, Value limb) {
  return code.b.CreateZExt(limb, code.b.getInt128Ty());
}

/// a × b + more, which never exceeds two limbs where `more` is the sum of at most two.
Value product(Code& code, Value a, Value b, std::initializer_list<Value> more) {
  Value sum = code.b.CreateMul(widen(code, a), widen(code, b));
  for (Value part : more) sum = code.b.CreateAdd(sum, widen(code, part));
  return sum;
}

Value limb(Code& code, Value array, Value index) {
  return code.load(array, index, 64);
}

Value as_number(Code& code, Value truth) {
  return code.b.CreateZExt(truth, code.b.getInt64Ty());
}

}  // namespace

void LimbFunctions::emit() {
  emit_at_least();
  emit_subtract();
  emit_add_product();
  emit_divide();
}

// The highest limbs that differ tell.
void LimbFunctions::emit_at_least() {
  at_least_ = unit_.function("at_least", unit_.i(1),
                             {{"a", unit_.pointer()}, {"b", unit_.pointer()}, {"n", unit_.i(64)}});
  Code code(unit_, at_least_);
  llvm::IRBuilder<>& b = code.b;
  auto* left = code.variable("left", code.argument(2));
  code.repeat_while([&] { return b.CreateICmpNE(code.get(left), code.constant(0)); },
                    [&] {
                      Value at = b.CreateSub(code.get(left), code.constant(1));
                      Value mine = limb(code, code.argument(0), at);
                      Value other = limb(code, code.argument(1), at);
                      code.return_if(b.CreateICmpNE(mine, other), b.CreateICmpUGT(mine, other));
                      code.set(left, at);
                    });
  b.CreateRet(b.getTrue());
}

void LimbFunctions::emit_subtract() {
  subtract_ = unit_.function("subtract", llvm::Type::getVoidTy(unit_.context()),
                             {{"a", unit_.pointer()}, {"b", unit_.pointer()}, {"n", unit_.i(64)}});
  Code code(unit_, subtract_);
  llvm::IRBuilder<>& b = code.b;
  auto* borrow = code.variable("borrow", code.constant(0));
  for_each(code, code.constant(0), code.argument(2), [&](Value at) {
    Value mine = limb(code, code.argument(0), at);
    Value other = limb(code, code.argument(1), at);
    Value less = b.CreateSub(mine, other);
    Value before = code.get(borrow);
    code.set(borrow,
             as_number(code, b.CreateOr(b.CreateICmpULT(mine, other), b.CreateICmpULT(less, before))));
    code.store(code.argument(0), at, b.CreateSub(less, before), 64);
  });
  b.CreateRetVoid();
}

// As on paper: a row for each limb of a, its carry passed on to the end.
void LimbFunctions::emit_add_product() {
  add_product_ = unit_.function("add_product", llvm::Type::getVoidTy(unit_.context()),
                                {{"out", unit_.pointer()},
                                 {"words", unit_.i(64)},
                                 {"a", unit_.pointer()},
                                 {"a_words", unit_.i(64)},
                                 {"b", unit_.pointer()},
                                 {"b_words", unit_.i(64)}});
  Code code(unit_, add_product_);
  llvm::IRBuilder<>& b = code.b;
  Value out = code.argument(0);
  Value words = code.argument(1);
  auto* carry = code.variable("carry", code.constant(0));
  for_each(code, code.constant(0), code.argument(3), [&](Value row) {
    Value factor = limb(code, code.argument(2), row);
    code.set(carry, code.constant(0));
    Value reach = b.CreateSub(words, row);
    Value short_of = b.CreateICmpULT(reach, code.argument(5));
    Value columns = b.CreateSelect(short_of, reach, code.argument(5));
    for_each(code, code.constant(0), columns, [&](Value column) {
      Value at = b.CreateAdd(row, column);
      Value other = limb(code, code.argument(4), column);
      const Wide sum = split(code, product(code, factor, other, {limb(code, out, at), code.get(carry)}));
      code.store(out, at, sum.low, 64);
      code.set(carry, sum.high);
    });
    for_each(code, b.CreateAdd(row, columns), words, [&](Value at) {
      Value sum = b.CreateAdd(limb(code, out, at), code.get(carry));
      code.set(carry, as_number(code, b.CreateICmpULT(sum, code.get(carry))));
      code.store(out, at, sum, 64);
    });
  });
  b.CreateRetVoid();
}

// 1. room = number << shift.
// 2. For each digit of the quotient, the highest first: estimate it from the two highest limbs that are left
//    and the divisor's highest (an estimate that is at most 2 too great, because that limb's highest bit is
//    1); subtract that multiple of the divisor; add the divisor back as often as too much was taken.
// 3. number = room >> shift.
void LimbFunctions::emit_divide() {
  divide_ = unit_.function("divide", llvm::Type::getVoidTy(unit_.context()),
                           {{"number", unit_.pointer()},
                            {"words", unit_.i(64)},
                            {"divisor", unit_.pointer()},
                            {"divisor_words", unit_.i(64)},
                            {"shift", unit_.i(64)},
                            {"reciprocal", unit_.i(64)},
                            {"quotient", unit_.pointer()},
                            {"quotient_words", unit_.i(64)},
                            {"dividend", unit_.pointer()}});
  Code code(unit_, divide_);
  llvm::IRBuilder<>& b = code.b;
  Value number = code.argument(0);
  Value words = code.argument(1);
  Value divisor = code.argument(2);
  Value n = code.argument(3);
  Value shift = code.argument(4);
  Value room = code.argument(8);
  Value one = code.constant(1);
  // Shifting by 64 at once is undefined: by 63 - shift, and once more.
  Value rest = b.CreateSub(code.constant(63), shift);

  for_each(code, code.constant(0), code.argument(7),
           [&](Value at) { code.store(code.argument(6), at, code.constant(0), 64); });
  auto* below = code.variable("below", code.constant(0));
  for_each(code, code.constant(0), words, [&](Value at) {
    Value here = limb(code, number, at);
    code.store(room, at, b.CreateOr(b.CreateShl(here, shift), code.get(below)), 64);
    code.set(below, b.CreateLShr(b.CreateLShr(here, rest), one));
  });
  code.store(room, words, code.get(below), 64);

  Value top = limb(code, divisor, b.CreateSub(n, one));
  auto* digits = code.variable("digits", b.CreateAdd(b.CreateSub(words, n), one));
  auto* digit = code.variable("digit", code.constant(0));
  auto* carry = code.variable("carry", code.constant(0));
  auto* missing = code.variable("missing", code.constant(0));
  code.repeat_while(
      [&] { return b.CreateICmpNE(code.get(digits), code.constant(0)); },
      [&] {
        Value place = b.CreateSub(code.get(digits), one);
        Value above = b.CreateAdd(place, n);
        Value high = limb(code, room, above);
        Value low = limb(code, room, b.CreateSub(above, one));
        Value estimate = product(code, code.argument(5), high, {});
        estimate = b.CreateAdd(estimate, b.CreateOr(b.CreateShl(widen(code, high), 64), widen(code, low)));
        const Wide parts = split(code, estimate);
        Value guess = b.CreateAdd(parts.high, one);
        Value left = b.CreateSub(low, b.CreateMul(guess, top));
        Value over = b.CreateICmpUGT(left, parts.low);
        guess = b.CreateSelect(over, b.CreateSub(guess, one), guess);
        left = b.CreateSelect(over, b.CreateAdd(left, top), left);
        guess = b.CreateSelect(b.CreateICmpUGE(left, top), b.CreateAdd(guess, one), guess);
        Value greatest = code.constant(UINT64_MAX);
        code.set(digit, b.CreateSelect(b.CreateICmpUGE(high, top), greatest, guess));

        code.set(carry, code.constant(0));
        for_each(code, code.constant(0), n, [&](Value at) {
          Value where = b.CreateAdd(place, at);
          const Wide taken =
              split(code, product(code, code.get(digit), limb(code, divisor, at), {code.get(carry)}));
          Value here = limb(code, room, where);
          code.store(room, where, b.CreateSub(here, taken.low), 64);
          code.set(carry, b.CreateAdd(taken.high, as_number(code, b.CreateICmpULT(here, taken.low))));
        });
        code.set(missing, as_number(code, b.CreateICmpULT(high, code.get(carry))));
        code.store(room, above, b.CreateSub(high, code.get(carry)), 64);
        code.repeat_while(
            [&] { return b.CreateICmpNE(code.get(missing), code.constant(0)); },
            [&] {
              code.set(digit, b.CreateSub(code.get(digit), one));
              code.set(carry, code.constant(0));
              for_each(code, code.constant(0), n, [&](Value at) {
                Value where = b.CreateAdd(place, at);
                Value sum =
                    b.CreateAdd(widen(code, limb(code, room, where)), widen(code, limb(code, divisor, at)));
                const Wide given = split(code, b.CreateAdd(sum, widen(code, code.get(carry))));
                code.store(room, where, given.low, 64);
                code.set(carry, given.high);
              });
              Value whole = b.CreateAdd(limb(code, room, above), code.get(carry));
              code.set(missing, b.CreateSub(code.get(missing),
                                            as_number(code, b.CreateICmpULT(whole, code.get(carry)))));
              code.store(room, above, whole, 64);
            });
        code.when(b.CreateICmpULT(place, code.argument(7)),
                  [&] { code.store(code.argument(6), place, code.get(digit), 64); });
        code.set(digits, place);
      });

  for_each(code, code.constant(0), words, [&](Value at) {
    Value here = b.CreateLShr(limb(code, room, at), shift);
    Value more = b.CreateShl(limb(code, room, b.CreateAdd(at, one)), rest);
    code.store(number, at, b.CreateOr(here, b.CreateShl(more, one)), 64);
  });
  b.CreateRetVoid();
}

llvm::Value* LimbFunctions::at_least(Code& code, Value a, Value b, Value n) const {
  return code.b.CreateCall(at_least_, {a, b, n}, "at_least");
}

void LimbFunctions::subtract(Code& code, Value a, Value b, Value n) const {
  code.b.CreateCall(subtract_, {a, b, n});
}

void LimbFunctions::add_product(Code& code, Value out, Value words, Value a, Value a_words, Value b,
                                Value b_words) const {
  code.b.CreateCall(add_product_, {out, words, a, a_words, b, b_words});
}

void LimbFunctions::divide(Code& code, Value number, Value words, const DivisorRef& divisor, Value quotient,
                           Value quotient_words, Value room) const {
  code.b.CreateCall(divide_, {number, words, divisor.limbs, divisor.words, divisor.shift, divisor.reciprocal,
                              quotient, quotient_words, room});
}

}  // namespace nasg::codegen
