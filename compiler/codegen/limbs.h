// SPDX-License-Identifier: Apache-2.0
// Whole numbers of any size in generated code: arrays of 64-bit limbs, the least significant first.
#pragma once

#include "compiler/codegen/code.h"

namespace nasg::codegen {

/// Functions over limbs, emitted into the module.
class LimbFunctions {
 public:
  using Value = llvm::Value*;
  explicit LimbFunctions(const Unit& unit) : unit_(unit) {}
  void emit();

  /// Whether a >= b, of n limbs each.
  Value at_least(Code& code, Value a, Value b, Value n) const;
  /// a -= b, of n limbs each; b must not be the greater.
  void subtract(Code& code, Value a, Value b, Value n) const;
  /// out += a × b; the sum must have a place in the `words` limbs of out.
  void add_product(Code& code, Value out, Value words, Value a, Value a_words, Value b, Value b_words) const;
  /// Where generated code finds a Divisor.
  struct DivisorRef {
    Value limbs;
    Value words;
    Value shift;
    Value reciprocal;
  };
  /// Leaves the remainder in the `words` limbs of `number`, at least as many as the divisor's, and the
  /// quotient, which must have a place there, in the `quotient_words` limbs of `quotient`. `room` lends words
  /// + 1 limbs.
  void divide(Code& code, Value number, Value words, const DivisorRef& divisor, Value quotient,
              Value quotient_words, Value room) const;

 private:
  void emit_at_least();
  void emit_subtract();
  void emit_add_product();
  void emit_divide();

  const Unit& unit_;
  llvm::Function* at_least_ = nullptr;
  llvm::Function* subtract_ = nullptr;
  llvm::Function* add_product_ = nullptr;
  llvm::Function* divide_ = nullptr;
};

}  // namespace nasg::codegen
