/* SPDX-License-Identifier: Apache-2.0 */
/* What compiled constructors call to make a network: plain C, given as a table of functions. */
#ifndef NASG_RUNTIME_H
#define NASG_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An argument of a layer: a whole number, or a real one if is_real is not 0. */
typedef struct nasg_scalar {
  int64_t integer;
  double real;
  int64_t is_real;
} nasg_scalar;

/* Makes a network. Each function is handed the network that the constructor was called with. Values are
 * numbered by the maker as it likes; 0 is the network's input. */
typedef struct nasg_runtime {
  /* Applies a layer (an enum nasg_layer) to a value; its output's number. */
  uint32_t (*layer)(void* network, uint32_t kind, const nasg_scalar* args, size_t count, uint32_t input);
  /* Lets branches meet (by an enum nasg_merge); the result's number. */
  uint32_t (*merge)(void* network, uint32_t kind, const uint32_t* branches, size_t count);
  /* The same value, made of real zeros if `zero` cut it: called where the frame takes a derived part. */
  uint32_t (*materialise)(void* network, uint32_t value);
  /* A dimension of a value's shape, axes counted from 0 without the batch; 0 for an axis that it has not. */
  int64_t (*dim)(void* network, uint32_t value, uint32_t axis);
  /* A key for enter_tied, unlike all earlier ones. */
  uint64_t (*new_tie)(void* network);
  /* Layers between the two share their weights with those of the first visit with that key. Visits nest. */
  void (*enter_tied)(void* network, uint64_t key);
  void (*leave_tied)(void* network);
  /* Begins a question: the first of `inputs` values of the shape of `like`, numbered on from it. What is made
   * before end_probe is forgotten. Questions nest. */
  uint32_t (*begin_probe)(void* network, uint32_t like, uint32_t input, uint32_t inputs);
  /* Its answer: 1 if `result` hangs on the value `input`, counted from 0, by a path that no zero cuts, else
   * 0. */
  int64_t (*end_probe)(void* network, uint32_t result);
} nasg_runtime;

#ifdef __cplusplus
}
#endif

#endif
