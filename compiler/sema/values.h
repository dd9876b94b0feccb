// SPDX-License-Identifier: Apache-2.0
// The values of a set in braces.
#pragma once

#include <optional>
#include <vector>

#include "compiler/sema/context.h"

namespace nasg::sema {

/// A choice may have this many values, and an alternative this many combinations of choices written out in
/// it.
inline constexpr std::size_t kMaxChoices = 4096;

/// `{1, 3, 5}` in order; `{16..128 step 16}` with both ends, as far as the step meets the upper one;
/// `{1e-4..1e-1 log 7}`, seven numbers from end to end with equal ratios, kept to six digits, or whole where
/// both ends are. E0214 for what is no number, E0239 for a range that cannot be, W0218 for a value that
/// stands twice.
std::optional<std::vector<Chosen>> values_of(const Context& context, const Scope& scope,
                                             const grammar::Expression& set);

/// The whole numbers from `low` to `high`, as exponents. E0226, E0239.
std::optional<std::vector<Chosen>> exponents_of(const Context& context, const Scope& scope,
                                                const grammar::Expression& expression);

}  // namespace nasg::sema
