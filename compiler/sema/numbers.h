// SPDX-License-Identifier: Apache-2.0
// Arithmetic in arguments, types, weights and powers.
#pragma once

#include <optional>

#include "compiler/sema/context.h"

namespace nasg::sema {

/// An expression as a number, constants folded: integers divide rounding down. Reports E0203, E0214 (not a
/// number), E0233 (division by zero, overflow), E0243 (`reads` out of its place).
std::optional<ir::Number> elaborate_number(const Context& context, const Scope& scope,
                                           const grammar::Expression& expression);

/// The same where it must be a constant integer (E0214), such as a power.
std::optional<std::int64_t> constant_integer(const Context& context, const Scope& scope,
                                             const grammar::Expression& expression);
/// The same for a constant of either kind.
std::optional<double> constant_real(const Context& context, const Scope& scope,
                                    const grammar::Expression& expression);

/// a op b with constants folded; nothing on overflow or division by zero.
std::optional<ir::Number> fold(ir::Number::Kind op, const ir::Number& a, const ir::Number& b);

inline ir::Number integer_number(std::int64_t value) {
  return {ir::Number::Kind::kInteger, value, 0, {}};
}
inline ir::Number real_number(double value) {
  return {ir::Number::Kind::kReal, 0, value, {}};
}

/// Where a name stands among those of the blocks' numbers, the innermost first.
std::optional<std::size_t> find_named(const Scope& scope, const std::string& name);
/// Whether the callee is that name.
bool calls(const grammar::CallExpression& call, const char* name);

/// Sums and differences of integers, or nothing if they do not fit.
std::optional<std::int64_t> checked(ir::Number::Kind op, std::int64_t a, std::int64_t b);

}  // namespace nasg::sema
