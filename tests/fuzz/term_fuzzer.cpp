// SPDX-License-Identifier: Apache-2.0
// Any bytes as a term of a cell, in each of the forms that are read: what is read prints, and reads back.
#include <cstdlib>

#include "compiler/sema/program.h"
#include "grammar/parse.h"
#include "runtime/derivation/term.h"

namespace {

using namespace nasg;

sema::CheckedSpace load() {
  diag::SourceMap sources;
  diag::Sink sink;
  const auto source = grammar::read_source(sources, NASG_SOURCE_DIR "/stdlib/std/nb201.nasg");
  const auto program = sema::Program::load(sources, *source, {NASG_SOURCE_DIR "/stdlib"}, sink);
  return program.instantiate("NB201", {}, sink).value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sema::CheckedSpace checked = load();
  const std::string text(data, data + size);
  const auto read = derivation::parse(checked.space, checked.automaton, text);
  if (!read) return 0;
  for (const std::string& printed :
       {derivation::term(checked.space, *read), derivation::sexpr(checked.space, *read)}) {
    const auto again = derivation::parse(checked.space, checked.automaton, printed);
    if (!again || *again != *read) std::abort();
  }
  return 0;
}
