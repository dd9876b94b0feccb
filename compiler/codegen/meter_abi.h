/* SPDX-License-Identifier: Apache-2.0 */
/* What ahead-of-time code calls to learn what a network costs: plain C, in the library nasg_cost. */
#ifndef NASG_METER_H
#define NASG_METER_H

#include "compiler/codegen/runtime_abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A network that is laid out and never run; its input has so many axes, the batch apart. */
void* nasg_meter_begin(const int64_t* input, uint64_t axes);

/* What a constructor is handed together with it. */
const nasg_runtime* nasg_meter_runtime(void);

/* Ends the meter of the network whose output has that number. 1, and its parameters and FLOPs in `costs`; 0
 * if it cannot be laid out. */
int32_t nasg_meter_end(void* meter, uint32_t output, double costs[2]);

#ifdef __cplusplus
}
#endif

#endif
