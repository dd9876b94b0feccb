// SPDX-License-Identifier: Apache-2.0
// Edits texts from their end to their beginning.
#include "compiler/driver/mends.h"

#include <algorithm>
#include <map>

namespace nasg::driver {

std::vector<Mended> mend(const diag::SourceMap& sources, const diag::Sink& found) {
  std::map<std::uint32_t, std::vector<const diag::Fix*>> by_source;
  for (const diag::Diagnostic& diagnostic : found.all())
    if (!diagnostic.fixes.empty() && diagnostic.fixes[0].place.known())
      by_source[diagnostic.fixes[0].place.source.value].push_back(&diagnostic.fixes[0]);
  std::vector<Mended> result;
  for (auto& [source, fixes] : by_source) {
    std::ranges::sort(fixes, {}, [](const diag::Fix* fix) {
      return std::tuple(fix->place.begin, fix->place.end, fix->replacement);
    });
    std::vector<const diag::Fix*> made;
    for (const diag::Fix* fix : fixes) {
      if (!made.empty() && fix->place.begin < made.back()->place.end) continue;
      if (!made.empty() && fix->place == made.back()->place && fix->replacement == made.back()->replacement)
        continue;
      made.push_back(fix);
    }
    std::string text(sources[diag::SourceId{source}].text());
    for (auto fix = made.rbegin(); fix != made.rend(); ++fix)
      text.replace((*fix)->place.begin, (*fix)->place.end - (*fix)->place.begin, (*fix)->replacement);
    result.push_back({diag::SourceId{source}, std::move(text), made.size()});
  }
  return result;
}

}  // namespace nasg::driver
