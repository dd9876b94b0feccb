// SPDX-License-Identifier: Apache-2.0
// Image sets as their files hold them, and how they are made ready for a network.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "runtime/training/data.h"

namespace nasg::training {

/// Grey images as stored: count × height × width bytes, row by row.
struct RawImages {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<std::uint8_t> pixels;
  std::vector<std::uint8_t> labels;
  std::size_t count() const { return labels.size(); }
};

/// A set that has a test part of its own, or an empty one.
struct ImageSet {
  RawImages examples;
  RawImages test;
  std::int64_t classes = 0;  ///< largest label + 1
};

/// A CSV file with a header, a column `label` (0 to 255) and a square number of pixel columns (0 to 255).
/// E0601 names the line.
diag::Result<ImageSet> read_digits(const std::string& path);

/// The four files of MNIST's format in a folder, plain or .gz. E0601 names the file.
diag::Result<ImageSet> read_idx(const std::string& folder);

/// How many examples each part gets; 0: all that are left (for `test`: the set's whole test part).
struct PartSizes {
  std::int64_t train = 0, valid = 0, test = 0;
};

/// Which examples make up the parts. Drawn without replacement, in an order that depends on the set's size
/// alone; test and validation part are drawn first, so that they stay the same whatever `train` is.
struct Parts {
  std::vector<std::size_t> train, valid;
  std::vector<std::size_t> test;  ///< of the set's test part if it has one
};
/// E0603 if the set has too few examples.
diag::Result<Parts> choose_parts(const ImageSet& set, const PartSizes& sizes);

/// The chosen images as [channels, height, width], resized bilinearly (pixel centres at half coordinates, as
/// PyTorch's `interpolate(align_corners=False)`), the one channel repeated. Values as stored.
Images prepare(const RawImages& raw, const std::vector<std::size_t>& chosen, const ir::Shape& shape);

/// Subtracts the training part's mean from every part and divides by its deviation (1 if it is 0).
void normalise(Split& split);

}  // namespace nasg::training
