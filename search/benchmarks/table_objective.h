// SPDX-License-Identifier: Apache-2.0
// The objective `table(file = "nb201.csv", key = arch, metric = valid)`: results are looked up.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/ir/automaton.h"
#include "compiler/ir/setting.h"
#include "runtime/training/objective.h"

namespace nasg::benchmarks {

/// `table(file, key = …, metric = …, test = …, cost = …, minimise = false, fidelities = […], metrics = […],
/// table = …, where = […], match = term | isomorphism, repeated = wrong | first | mean)`
///
/// The file is CSV or SQLite, of which `table` names the table where it has several. The key column holds
/// terms, bracketed forms, or any notation of the space; several columns are one for each root of the space,
/// `key = [normal, reduce]`, or of a space with one root the parts of a text, `key = [adj, ops]`. The search
/// sees `metric`; the report alone sees `test`; `cost` gives an evaluation's seconds (0 without it);
/// `metrics` are columns to keep beside. With `fidelities = [12, 200]` there are so many columns of each,
/// whose names have the fidelity in the place of `{fidelity}`: `metric = "valid_{fidelity}"`. Of the rows
/// those count that have the values of `where = [dataset, cifar10]`. `match` says what a row stands for, and
/// `repeated` what several rows of one architecture are (row_index.h). A derivation that the table lacks, or
/// whose metric is empty, is a failed trial. A relative file is looked for in `folders`, in order. E0730: no
/// such file; E0731, E0732 (table.h, row_index.h); E0733: no key at all is a term of the space; E0806
/// (runtime/study/sqlite_rows.h). Space and automaton must outlive the objective.
diag::Result<std::unique_ptr<training::Objective>> make_table_objective(
    const ir::Setting& setting, const ir::Space& space, const ir::Automaton& automaton,
    const std::vector<std::string>& folders);

}  // namespace nasg::benchmarks
