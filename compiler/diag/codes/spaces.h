// SPDX-License-Identifier: Apache-2.0
// The codes of spaces.def by name.
#pragma once

#define NASG_CODES "compiler/diag/codes/spaces.def"
#include "compiler/diag/codes/by_name.inc"
