// SPDX-License-Identifier: Apache-2.0
// Image sets as their files hold them, and how they are made ready for a network.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "runtime/training/data.h"

namespace nasg::training {

/// Images as stored: count × channels × height × width bytes, plane by plane, row by row.
struct RawImages {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<std::uint8_t> pixels;
  std::vector<std::uint8_t> labels;
  std::int64_t channels = 1;
  std::size_t count() const { return labels.size(); }
  /// Bytes of one image, and where those of the i-th are.
  std::size_t area() const { return static_cast<std::size_t>(channels * height * width); }
  const std::uint8_t* image(std::size_t i) const { return pixels.data() + i * area(); }
};

/// A set that has a test part of its own, or an empty one.
struct ImageSet {
  RawImages examples;
  RawImages test;
  std::int64_t classes = 0;  ///< largest label + 1
  bool tokens = false;       ///< two channels, the low and the high bytes of symbols in a row
};

/// A CSV file with a header, a column `label` (0 to 255) and columns of pixels (0 to 255): those of a square
/// image, if their number is a square, otherwise of a single row. E0601 names the line.
diag::Result<ImageSet> read_digits(const std::string& path);

/// The four files of MNIST's format in a folder, plain or .gz; images of several channels have a fourth axis.
/// E0601 names the file.
diag::Result<ImageSet> read_idx(const std::string& folder);

/// Writes the four files, so that `read_idx` gives the same set; the folder is made. E0903 names the file.
diag::Status write_idx(const ImageSet& set, const std::string& folder);

/// CIFAR's binary files in a folder, plain or .xz. `read_cifar10` takes every `data_batch_*.bin` there is for
/// the examples and every `test*.bin` for the test part; `read_cifar100` takes `train.bin` and `test.bin`,
/// with the fine labels. E0601 names the file.
diag::Result<ImageSet> read_cifar10(const std::string& folder);
diag::Result<ImageSet> read_cifar100(const std::string& folder);

/// A folder for each class, whose label is its place in the order of their names, with images of one size as
/// `.png`, `.ppm` and `.pgm` files of bytes; below `train` and `test`, where there are two such folders.
/// E0601 names the file.
diag::Result<ImageSet> read_image_folder(const std::string& folder);

/// A text file with an example a line: its label (0 to 255), then its symbols, whole numbers from 0 to
/// 65,535, with blanks between. Each is cut after `length` symbols, or filled up with 0. E0601 names the
/// line.
diag::Result<ImageSet> read_tokens(const std::string& path, std::int64_t length);

/// The chosen examples of a set of tokens, [length], as the numbers that they are.
Images symbols(const RawImages& raw, const std::vector<std::size_t>& chosen);

/// The chosen images as [channels, height, width], resized bilinearly (pixel centres at half coordinates, as
/// PyTorch's `interpolate(align_corners=False)`), a lone channel repeated. Values as stored.
Images prepare(const RawImages& raw, const std::vector<std::size_t>& chosen, const ir::Shape& shape);

/// The images with other sides, resized in the same way.
Images resized(const Images& images, std::int64_t height, std::int64_t width);

/// The first so many of the images.
Images first(const Images& images, std::size_t count);

/// Subtracts the training part's mean of each channel from every part and divides by its deviation (1 if it
/// is 0); says what black is then.
void normalise(Split& split);

}  // namespace nasg::training
