// SPDX-License-Identifier: Apache-2.0
// The language server (Language Server Protocol 3.17).
#pragma once

#include "compiler/lsp/transport.h"

namespace nasg::lsp {

/// Serves one client until it says `exit` or its end of the line closes. Whether the client took leave in the
/// right order: `shutdown`, then `exit`. What it sends that makes no sense is answered with an error, if at
/// all.
bool serve(Transport& transport);

}  // namespace nasg::lsp
