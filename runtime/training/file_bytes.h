// SPDX-License-Identifier: Apache-2.0
// The bytes of a file that may be compressed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::training {

/// The bytes of the file, decompressed if its name ends in .xz. E0601: it may not be read, is damaged, or has
/// more than `most` bytes.
diag::Result<std::vector<std::uint8_t>> read_bytes(const std::string& path, std::size_t most);

}  // namespace nasg::training
