// SPDX-License-Identifier: Apache-2.0
// What is wrong with a file.
#pragma once

#include <string>

namespace nasg::benchmarks {

/// Why it is no such file, or nothing.
using Complaint = std::string;

}  // namespace nasg::benchmarks
