// SPDX-License-Identifier: Apache-2.0
// `nasg table`: files that benchmarks publish, or two tables, as CSV for the objective `table`.
#include <sstream>

#include "search/benchmarks/convert_table.h"
#include "search/benchmarks/join_tables.h"
#include "search/repl/cli.h"
#include "search/repl/files.h"

namespace nasg::repl {

int table_command(const Console& console, const TableArguments& arguments) {
  std::ostringstream text;
  diag::Status status = arguments.format.empty()
                            ? benchmarks::join_tables(arguments.file, arguments.other, arguments.by, text)
                            : benchmarks::convert_table(arguments.format, arguments.file, text);
  const bool prints = arguments.output.empty() || arguments.output == "-";
  if (status && prints) console.out << text.view() << std::flush;
  if (status && !prints) status = write_file(arguments.output, text.view());
  if (status) return kSuccess;
  report(console, diag::SourceMap(), status.error());
  return kErrors;
}

}  // namespace nasg::repl
