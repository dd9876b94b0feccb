// SPDX-License-Identifier: Apache-2.0
// The file `nasg.toml`, which says once what holds for all programs of a folder and of those within it.
#pragma once

#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::sema {

/// Without a file: nothing is waived, and imports are looked for in the standard library alone.
struct Project {
  /// A warning that somebody has looked at.
  struct Waiver {
    diag::Code warning{};
    std::string
        file;  ///< a pattern of the shell for the program's path, from the project's folder on; or empty
    std::string message;  ///< what the message must contain; or empty
  };
  std::string file;                  ///< its path, or empty
  std::vector<std::string> imports;  ///< folders where `import a.b` is looked for before the standard library
  std::vector<Waiver> waivers;

  bool waives(const diag::SourceMap& sources, const diag::Diagnostic& diagnostic) const;
};

/// Reads the project of a program: `nasg.toml` in its folder, or in the nearest one above that has it.
/// Mistakes in the file go to the sink, and what is right in it holds all the same. E0901, E0902, E0917.
Project find_project(diag::SourceMap& sources, const std::string& program, diag::Sink& sink);

}  // namespace nasg::sema
