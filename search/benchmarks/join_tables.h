// SPDX-License-Identifier: Apache-2.0
// Two tables of the same architectures as one.
#pragma once

#include <ostream>
#include <string>

#include "compiler/diag/diagnostic.h"

namespace nasg::benchmarks {

/// Writes the rows of the CSV file `path`, each with the columns of `other` behind it (but for those that it
/// has already) from the row with the same field in the column `by`; empty fields where there is none. E0901:
/// a file cannot be read; E0731: one lacks the column; E0732: a row that cannot be right, or one of `other`
/// whose field in that column an earlier one has.
diag::Status join_tables(const std::string& path, const std::string& other, const std::string& by,
                         std::ostream& out);

}  // namespace nasg::benchmarks
