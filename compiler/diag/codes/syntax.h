// SPDX-License-Identifier: Apache-2.0
// The codes of syntax.def by name.
#pragma once

#define NASG_CODES "compiler/diag/codes/syntax.def"
#include "compiler/diag/codes/by_name.inc"
