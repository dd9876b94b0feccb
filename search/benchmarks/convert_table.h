// SPDX-License-Identifier: Apache-2.0
// Makes tables of the files that benchmarks publish.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::benchmarks {

/// The formats that are read: `nasbench101` (nasbench_full.tfrecord, nasbench_only108.tfrecord),
/// `nasbench201` (NAS-Bench-201-v1_*.pth, NATS-tss-*.pickle.pbz2, or the folder NATS-tss-*-simple),
/// `nasbench301` (results_*.json, or a folder with such files), `nasbenchmacro`
/// (nas-bench-macro_cifar10.json), and NAS-Bench-Suite-Zero's `zc_nasbench101`, `zc_nasbench201`,
/// `zc_nasbench301` (the .json of each name).
std::vector<std::string> table_formats();

/// Writes the file as CSV with headings, a row for each architecture, accuracies in percent.
///   nasbench101    hash, adj, ops, params, and for each number of epochs in the file, as `train_108`,
///                  `valid_108`, `test_108`, `seconds_108`, means over its runs, of which there were
///                  `runs_108`
///   nasbench201    a row for each architecture (nasbench201_file.h)
///   nasbench301    a row for each training (nasbench301_file.h)
///   nasbenchmacro  code, mean_acc, std, acc1, acc2, acc3, params, flops
///   zc_…           a row for each data set and architecture (suite_zero_file.h)
/// E0901: it cannot be read; E0765: it is no such file, or damaged. The format must be one of those.
diag::Status convert_table(const std::string& format, const std::string& path, std::ostream& out);

}  // namespace nasg::benchmarks
