// SPDX-License-Identifier: Apache-2.0
// Modules of the standard library, and the published data that their tests compare them with.
#pragma once

#include <string>
#include <vector>

#include "runtime/derivation/derivation.h"
#include "tests/unit/sema/checked.h"

namespace nasg::testing {

/// `std.nb201` for "nb201".
Checked module(const std::string& name);

/// The derivation of a term or of a benchmark's own string. Fails the test, and has no rules, if there is
/// none.
derivation::Derivation parsed(const sema::CheckedSpace& made, const std::string& text);
/// The string of a derivation in a notation of its space, by its number; empty if it has none.
std::string written(const sema::CheckedSpace& made, std::size_t notation,
                    const derivation::Derivation& derivation);
/// Of the network of a derivation; -1 of one without rules.
std::int64_t parameters(const sema::CheckedSpace& made, const derivation::Derivation& derivation);

/// A table of the published data by its name, `nb201/nb201_cifar.csv`: records of fields, the heading first.
/// Empty where the data is absent.
std::vector<std::vector<std::string>> table(const std::string& name);

/// The index of a column in the heading.
std::size_t column(const std::vector<std::vector<std::string>>& table, const std::string& name);

}  // namespace nasg::testing
