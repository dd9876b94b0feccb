// SPDX-License-Identifier: Apache-2.0
// Measures of an untrained network.
#pragma once

#include "runtime/network/backend.h"

namespace nasg::network {

/// What Backend::measure says; the formulas stand in proxies.def.
diag::Result<double> measure_proxy(const derivation::Plan& plan, Proxy proxy,
                                   const training::Images& examples, std::uint64_t seed);

}  // namespace nasg::network
