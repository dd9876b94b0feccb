// SPDX-License-Identifier: Apache-2.0
// Texts as diagnostics suggest to mend them.
#pragma once

#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::driver {

/// A source with some of its mends made.
struct Mended {
  diag::SourceId source;
  std::string text;
  std::size_t mends = 0;
};

/// Makes the first mend of each diagnostic. Of several that touch the same text, those behind the first have
/// to wait until it is checked again; insertions at one place are all made, equal ones once.
std::vector<Mended> mend(const diag::SourceMap& sources, const diag::Sink& found);

}  // namespace nasg::driver
