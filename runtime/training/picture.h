// SPDX-License-Identifier: Apache-2.0
// One image file of any kind that is read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"

namespace nasg::training {

struct Picture {
  std::int64_t channels = 0, height = 0, width = 0;  ///< one channel or three
  std::vector<std::uint8_t> pixels;                  ///< [H, W, C]
};

/// Whether its name ends as that of an image does: `.png`, `.jpg`, `.jpeg`, `.ppm`, `.pgm`.
bool is_picture(const std::filesystem::path& path);

/// E0601: what is wrong with a file or folder of images.
diag::Diagnostic unusable(const std::filesystem::path& path, std::string why);

/// PNG, JPEG, and binary PGM and PPM of bytes, by the ending of the name. E0601.
diag::Result<Picture> read_picture(const std::filesystem::path& path);

}  // namespace nasg::training
