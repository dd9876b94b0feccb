// SPDX-License-Identifier: Apache-2.0
// The spaces that the project carries: those of the standard library and of the examples.
#pragma once

#include <string>
#include <vector>

#include "compiler/sema/program.h"

namespace nasg::testing {

struct LibrarySpace {
  std::string file;
  sema::CheckedSpace checked;
};

/// Every space of every program below a folder of the project ("/stdlib/std"), in the order of their names.
/// `small` makes networks that build and run fast: narrow (`width = 4`) and with one cell where there are
/// many alike (`n = 1`), as far as a space has such parameters, over images of 8x8 where they are 32x32. A
/// program with an error then is taken as it stands.
/// Fails the test at a program that has an error as it stands.
std::vector<LibrarySpace> library_spaces(const std::string& folder, bool small);

}  // namespace nasg::testing
