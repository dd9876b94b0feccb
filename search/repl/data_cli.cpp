// SPDX-License-Identifier: Apache-2.0
// `nasg data fetch` and `nasg data make`: data sets from packages, and made from others.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/codes/network.h"
#include "runtime/training/data.h"
#include "runtime/workers/fetch.h"
#include "search/repl/cli.h"
#include "search/repl/interrupt.h"

namespace nasg::repl {

namespace {

diag::Status provide(const DataArguments& arguments, const std::vector<std::string>& known) {
  if (std::ranges::find(known, arguments.name) == known.end()) {
    auto error = diag::make(diag::code::E0602, {}, arguments.name);
    error.note(fmt::format("`nasg data {}` takes {}", arguments.action, fmt::join(known, ", ")));
    return error;
  }
  if (arguments.action == "fetch") return workers::fetch_data(arguments.name, arguments.to, &interrupted());
  return training::write_composed(arguments.name, arguments.from, arguments.to);
}

}  // namespace

int data_command(const Console& console, const DataArguments& arguments) {
  const bool fetches = arguments.action == "fetch";
  if (const auto done = provide(arguments, fetches ? workers::fetched_sets() : training::composed_sets());
      !done) {
    report(console, diag::SourceMap(), done.error());
    return kErrors;
  }
  if (fetches && arguments.name == "digits") {
    console.out << fmt::format("digits are in {0}: `data = csv(path = \"{0}/digits8x8.csv\")`\n",
                               arguments.to)
                << std::flush;
    return kSuccess;
  }
  console.out << fmt::format("{} is in {}: `data = {}(folder = \"{}\"{})`\n", arguments.name, arguments.to,
                             fetches ? arguments.name : "idx", arguments.to, fetches ? "" : ", valid = 15000")
              << std::flush;
  return kSuccess;
}

}  // namespace nasg::repl
