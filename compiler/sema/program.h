// SPDX-License-Identifier: Apache-2.0
// Programs: a file with all that it imports, and the spaces that it defines.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/automaton.h"
#include "compiler/ir/pass.h"
#include "compiler/ir/setting.h"
#include "compiler/ir/space.h"
#include "compiler/sema/project.h"
#include "grammar/syntax.h"

namespace nasg::sema {

/// Where `import std.x` is looked for, in order: `$NASG_STDLIB`, share/nasg/stdlib beside the program's
/// folder.
std::vector<std::string> stdlib_folders();
/// Where a module stands in such a folder: `std/nb201.nasg` for `std.nb201`.
std::string module_path(std::string name);
/// The file that a command line means: itself if there is one, else a module in one of the folders that is
/// named as imports name it, `std.nb201`.
std::string program_file(const std::string& name, const std::vector<std::string>& folders = stdlib_folders());

/// A checked space: everything that later layers ask of it.
struct CheckedSpace {
  ir::Space space;
  ir::Automaton automaton;
};

/// A parsed file and its imports, names resolved. Spaces are checked when they are instantiated.
class Program {
 public:
  /// Reads the root, its project and what it imports, from `folders` where the project does not have it (see
  /// stdlib_folders). Errors go to the sink; a program comes back even then, for tools. Warnings that the
  /// project waives are not told, here or later. Sources must outlive the program. The observer is told of
  /// the passes, then and whenever a space is made; it must outlive the program.
  static Program load(diag::SourceMap& sources, diag::SourceId root, const std::vector<std::string>& folders,
                      diag::Sink& sink, ir::PassObserver* observer = nullptr);
  ~Program();
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;

  /// The spaces and searches of the file itself, in order of the text (imported ones not counted).
  std::vector<std::string> space_names() const;
  const std::vector<ir::SearchSpec>& searches() const;
  const grammar::Module& syntax() const;
  const Project& project() const;
  /// Where imports are looked for, in order.
  const std::vector<std::string>& folders() const;

  /// The space with its parameters bound: names, arity, productivity, types and shapes all checked. All
  /// errors go to the sink; nothing comes back if there was one. Searches may name imported spaces too.
  std::optional<CheckedSpace> instantiate(const std::string& space,
                                          const std::vector<ir::Setting::Named>& arguments,
                                          diag::Sink& sink) const;

  /// Checks all that the file declares: every space with its default parameters, every search's space
  /// with its arguments, ops and topologies that no space uses. `each` receives the spaces without errors.
  void check(diag::Sink& sink, const std::function<void(CheckedSpace&&)>& each = {}) const;

 private:
  struct Data;
  explicit Program(std::unique_ptr<Data> data);
  std::unique_ptr<Data> data_;
};

/// Which space a command means: `text` is empty (the only one of the file), a name, or a name with
/// arguments, `NB201(width = 8)`. E0209 lists the names when it is not clear.
std::optional<CheckedSpace> select_space(const Program& program, diag::SourceMap& sources,
                                         const std::string& text, diag::Sink& sink);

}  // namespace nasg::sema
