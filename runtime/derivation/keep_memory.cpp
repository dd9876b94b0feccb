// SPDX-License-Identifier: Apache-2.0
// Two settings of glibc's allocator.
#include "runtime/derivation/keep_memory.h"

#include <cstdlib>  // says which C library it is

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace nasg::derivation {

void keep_memory() {
#ifdef __GLIBC__
  constexpr int kMostKept = 1 << 30;
  constexpr int kLargestOfHeap = 32 << 20;  // the most that glibc takes
  mallopt(M_TRIM_THRESHOLD, kMostKept);
  mallopt(M_MMAP_THRESHOLD, kLargestOfHeap);
#endif
}

}  // namespace nasg::derivation
