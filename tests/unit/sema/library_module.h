// SPDX-License-Identifier: Apache-2.0
// Modules of the standard library, and the published data that their tests compare them with.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/sema/checked.h"

namespace nasg::testing {

/// `std.nb201` for "nb201".
Checked module(const std::string& name);

/// A table of the published data by its name, `nb201/nb201_cifar.csv`: records of fields, the heading first.
/// Empty where the data is absent.
std::vector<std::vector<std::string>> table(const std::string& name);

/// The index of a column in the heading.
std::size_t column(const std::vector<std::vector<std::string>>& table, const std::string& name);

}  // namespace nasg::testing
