// SPDX-License-Identifier: Apache-2.0
// Where a session writes, and how.
#include "search/repl/console.h"

#include <fmt/format.h>

#include <cmath>

#include "compiler/diag/render.h"

namespace nasg::repl {

void report(const Console& console, const diag::SourceMap& sources, const diag::Diagnostic& diagnostic) {
  console.err << diag::render_text(sources, diagnostic, console.colours) << std::flush;
}

bool report(const Console& console, const diag::SourceMap& sources, const diag::Sink& sink) {
  for (const diag::Diagnostic& diagnostic : sink.all()) report(console, sources, diagnostic);
  return !sink.has_errors();
}

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string readable(double number) {
  if (number == std::floor(number) && std::abs(number) < 1e15) return fmt::format("{:.0f}", number);
  return fmt::format("{:.6g}", number);
}

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::max(0.0, seconds)));
  const std::int64_t hours = whole / 3600;
  const std::int64_t minutes = whole / 60 % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60);
  return fmt::format("{}:{:02}", minutes, whole % 60);
}

}  // namespace nasg::repl
