// SPDX-License-Identifier: Apache-2.0
// libFuzzer target: any bytes end in a tree and in messages whose places lie in the text.
#include <cstdlib>

#include "compiler/diag/render.h"
#include "grammar/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nasg;
  diag::SourceMap sources;
  diag::Sink sink;
  const std::string text(data, data + size);
  const diag::SourceId source = sources.add("fuzz.nasg", text);
  const grammar::Module module = grammar::parse(sources, source, sink);
  for (const diag::Diagnostic& error : sink.all()) {
    if (error.primary.begin > error.primary.end || error.primary.end > size) std::abort();
    if (diag::render_text(sources, error, true).empty()) std::abort();
  }
  if (size < 4096 && grammar::dump(module).size() > (1U << 30)) std::abort();
  return 0;
}
