// SPDX-License-Identifier: Apache-2.0
// A loaded file, and the space of it that commands work on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/sema/program.h"
#include "runtime/derivation/derivation.h"

namespace nasg::repl {

class Workspace {
 public:
  diag::SourceMap sources;

  /// Reads a program; on an error (in the sink) the one before stays.
  bool load(const std::string& path, diag::Sink& sink);
  /// Selects a space: a name, a name with arguments, or empty for the only one; on an error the one before
  /// stays.
  bool select(const std::string& space, diag::Sink& sink);
  /// Selects the space of a search.
  bool select(const ir::SearchSpec& search, diag::Sink& sink);

  const std::string& path() const { return path_; }
  const sema::Program* program() const { return program_ ? &*program_ : nullptr; }
  const sema::CheckedSpace* space() const { return space_.get(); }
  /// Where relative files of the program are looked for: beside it, the working folder, `$NASG_DATA`.
  std::vector<std::string> folders() const;

  /// Reads a setting, `bo(kernel = hwl)`; errors point into the text, shown as a file called `origin`.
  diag::Result<ir::Setting> setting(const std::string& text, const std::string& origin);
  /// Reads a term of the selected space, in any of its forms.
  diag::Result<derivation::Derivation> term(const std::string& text, const std::string& origin);

 private:
  bool take(std::optional<sema::CheckedSpace> space);

  std::string path_;
  std::optional<sema::Program> program_;
  std::unique_ptr<sema::CheckedSpace> space_;  ///< on the heap: others refer to it
};

}  // namespace nasg::repl
