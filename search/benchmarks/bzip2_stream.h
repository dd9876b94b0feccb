// SPDX-License-Identifier: Apache-2.0
// Reads a file that bzip2 compressed as a stream.
#pragma once

#include <istream>
#include <memory>
#include <string>

namespace nasg::benchmarks {

/// The stream ends where the file does, or where it is damaged.
std::unique_ptr<std::istream> open_bzip2(const std::string& path);

}  // namespace nasg::benchmarks
