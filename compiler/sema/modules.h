// SPDX-License-Identifier: Apache-2.0
// The files of a program: the root module and everything that it imports, parsed.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/pass.h"
#include "grammar/syntax.h"

namespace nasg::sema {

/// One parsed file. `imports` index the modules of the program; an import that failed is left out.
struct LoadedModule {
  grammar::Module syntax;
  std::vector<std::size_t> imports;
};

/// Module 0 is the root. References stay valid.
using Modules = std::deque<LoadedModule>;

/// Parses the root and, depth first, what it imports, each file once. Errors of syntax go to `syntax`; to
/// `sink` go E0208: no such module; E0210: a file that imports itself; E0901, E0902.
Modules load_modules(diag::SourceMap& sources, diag::SourceId root, const std::vector<std::string>& stdlib,
                     diag::Sink& syntax, diag::Sink& sink, ir::PassObserver* observer = nullptr);

}  // namespace nasg::sema
