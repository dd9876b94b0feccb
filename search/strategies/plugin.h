// SPDX-License-Identifier: Apache-2.0
// What a shared object with a strategy of one's own includes.
#pragma once

#include "search/strategies/strategy.h"

/// Makes `Type`, a Strategy that a `const SearchContext&` constructs, the strategy of the shared object that
/// this stands in. Built as `libNAME.so` into a folder that $NASG_PLUGINS names, it is `plugin(NAME)` in
/// every setting of a strategy. It must be compiled with the compiler and the sources that nasg is.
#define NASG_STRATEGY(Type)                                                                     \
  extern "C" __attribute__((visibility("default"))) nasg::search::Strategy* nasg_make_strategy( \
      const nasg::search::SearchContext& context) {                                             \
    return new Type(context);                                                                   \
  }
