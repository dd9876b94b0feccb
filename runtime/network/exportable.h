// SPDX-License-Identifier: Apache-2.0
// Whether a network can be written for other programs.
#pragma once

#include "compiler/diag/diagnostic.h"
#include "runtime/derivation/plan.h"

namespace nasg::network {

/// E0672 if a layer of a shared object is among its steps; all other layers are known to every form.
diag::Status exportable(const derivation::Plan& plan);

}  // namespace nasg::network
