// SPDX-License-Identifier: Apache-2.0
// Files that commands read and write.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::repl {

/// Writes the file whole or not at all: under another name first, then renamed. E0903.
diag::Status write_file(const std::string& path, std::string_view text);

struct Line {
  std::size_t number;  ///< from 1
  std::string text;    ///< without blanks at its ends
};
/// The lines of a file (`-`: standard input) that are not blank. E0901.
diag::Result<std::vector<Line>> read_lines(const std::string& path);

/// The file that a search without `--study` goes to, in the working folder, named for its program:
/// `quickstart.db`, `quickstart-2.db`, … With `existing` the newest there is, else the first free name.
std::string study_name(const std::string& program, bool existing);

}  // namespace nasg::repl
