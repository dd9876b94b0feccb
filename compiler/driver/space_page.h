// SPDX-License-Identifier: Apache-2.0
// What `nasgc report` writes: a space as a page for a browser.
#pragma once

#include <string>

#include "compiler/driver/pass_record.h"
#include "compiler/sema/program.h"

namespace nasg::driver {

/// Its facts and warnings, its rules with their types, counts and shares, the graph of its nonterminals, what
/// its derivations are like by weight and uniformly (of 1,000 draws each, from seed 0), and what each pass
/// made of it, beside what it was given. `record` keeps the texts of the passes. Without Graphviz the graph
/// is left out.
std::string space_page(const sema::CheckedSpace& checked, const diag::SourceMap& sources,
                       const diag::Sink& found, const PassRecord& record);

}  // namespace nasg::driver
