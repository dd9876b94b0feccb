// SPDX-License-Identifier: Apache-2.0
// The files of NAS-Bench-201 and of NATS-Bench: pickles of Python.
#pragma once

#include <ostream>
#include <string>

#include "search/benchmarks/complaint.h"

namespace nasg::benchmarks {

/// Writes a row for each architecture, in the order of their numbers: index, arch (in the notation of the
/// benchmark), params, flops (those of CIFAR-10), and for each number of epochs E in the file means over the
/// seeds: accuracies in percent, and the seconds of a training and one validation, as the benchmark counts.
///
///   cifar10_valid_E, cifar10_testhalf_E, cifar10_seconds_E
///     trained on half of CIFAR-10, tried on the other half and on the test set;
///   cifar10_test_E
///     trained on all of it;
///   cifar100_valid_E, cifar100_test_E, cifar100_seconds_E, imagenet16_valid_E, …
///     trained on all, of whose test set one half is for validation.
///
/// A column that no row has is left out; what a row lacks is empty.
///
/// `path` is a file NAS-Bench-201-v1_*.pth or NATS-tss-*.pickle.pbz2, or a folder NATS-tss-*-simple; those of
/// NATS-sss, whose codes are numbers of channels, are read alike. Of a large file no more is kept than what
/// is written and what the pickle itself has to remember, some 16 bytes a text. (Layout:
/// github.com/D-X-Y/NATS-Bench, `api_utils.py`.)
Complaint convert_nasbench201(const std::string& path, std::ostream& out);

}  // namespace nasg::benchmarks
