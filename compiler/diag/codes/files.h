// SPDX-License-Identifier: Apache-2.0
// The codes of files.def by name.
#pragma once

#define NASG_CODES "compiler/diag/codes/files.def"
#include "compiler/diag/codes/by_name.inc"
