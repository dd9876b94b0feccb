// SPDX-License-Identifier: Apache-2.0
// What a shared object with an objective of one's own includes.
#pragma once

#include "search/strategies/objectives.h"

/// Makes `Type`, a training::Objective that a `const ObjectiveContext&` constructs, the objective of the
/// shared object that this stands in. Built as `libNAME.so` into a folder that $NASG_PLUGINS names, it is
/// `plugin(NAME)` in every setting of an objective. It must be compiled with the compiler and the sources
/// that nasg is.
#define NASG_OBJECTIVE(Type)                                                                        \
  extern "C" __attribute__((visibility("default"))) nasg::training::Objective* nasg_make_objective( \
      const nasg::search::ObjectiveContext& context) {                                              \
    return new Type(context);                                                                       \
  }
