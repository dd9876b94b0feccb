// SPDX-License-Identifier: Apache-2.0
// What kernels, encodings and surrogates are made for outside of searches.
#pragma once

#include "search/kernels/measure.h"
#include "search/repl/workspace.h"

namespace nasg::repl {

/// Of the selected space; its measures are objectives. The workspace must outlive what is made.
search::ModelContext model_context(const Workspace& workspace);

}  // namespace nasg::repl
