// SPDX-License-Identifier: Apache-2.0
// `nasg data make`: data sets made from others.
#include <fmt/format.h>

#include "runtime/training/data.h"
#include "search/repl/cli.h"

namespace nasg::repl {

int data_command(const Console& console, const DataArguments& arguments) {
  if (const auto made = training::write_composed(arguments.name, arguments.from, arguments.to); !made) {
    report(console, diag::SourceMap(), made.error());
    return kErrors;
  }
  console.out << fmt::format("{} is in {}: `data = idx(folder = \"{}\", valid = 15000)`\n", arguments.name,
                             arguments.to, arguments.to)
              << std::flush;
  return kSuccess;
}

}  // namespace nasg::repl
