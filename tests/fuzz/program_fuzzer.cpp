// SPDX-License-Identifier: Apache-2.0
// Any bytes as a program: they end in a tree, in checked spaces, and in messages whose places lie in the text.
#include <cstdlib>

#include "compiler/diag/render.h"
#include "compiler/sema/program.h"
#include "grammar/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nasg;
  diag::SourceMap sources;
  diag::Sink sink;
  const auto source = grammar::add_source(sources, "fuzz.nasg", std::string(data, data + size));
  if (!source) return 0;
  const auto program = sema::Program::load(sources, *source, {NASG_SOURCE_DIR "/stdlib"}, sink);
  program.check(sink);
  for (const diag::Diagnostic& found : sink.all()) {
    const diag::Place place = found.primary;
    if (place.known() && (place.begin > place.end || place.end > sources[place.source].text().size())) abort();
    if (diag::render_text(sources, found, true).empty()) std::abort();
  }
  return 0;
}
