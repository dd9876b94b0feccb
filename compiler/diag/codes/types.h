// SPDX-License-Identifier: Apache-2.0
// The codes of types.def by name.
#pragma once

#define NASG_CODES "compiler/diag/codes/types.def"
#include "compiler/diag/codes/by_name.inc"
