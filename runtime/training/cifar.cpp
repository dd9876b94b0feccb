// SPDX-License-Identifier: Apache-2.0
// Reads CIFAR's binary files (A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009):
// each record is its labels, one byte each, then the red, the green and the blue plane of 32 × 32 bytes.
#include <algorithm>
#include <filesystem>

#include "compiler/diag/codes/network.h"
#include "runtime/training/file_bytes.h"
#include "runtime/training/image_set.h"

namespace nasg::training {

namespace {

constexpr std::int64_t kSide = 32;
constexpr std::size_t kArea = 3 * kSide * kSide;
constexpr std::size_t kMostRecords = 1'000'000;

struct Format {
  std::size_t labels;  ///< bytes before the image; the last of them is taken
  std::uint8_t classes;
  const char* examples;  ///< how the names of the files begin
  const char* test;
};
constexpr Format kCifar10{1, 10, "data_batch_", "test"};
constexpr Format kCifar100{2, 100, "train", "test"};

/// The files whose names begin so and end in .bin or .bin.xz, in the order of their names.
std::vector<std::string> files(const std::string& folder, const std::string& start) {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(start) && (name.ends_with(".bin") || name.ends_with(".bin.xz")))
      found.push_back(entry.path().string());
  }
  std::ranges::sort(found);
  return found;
}

diag::Status add_file(const std::string& path, const Format& format, RawImages& images) {
  const std::size_t record = format.labels + kArea;
  const auto bytes = read_bytes(path, kMostRecords * record);
  if (!bytes) return bytes.error();
  if (bytes->empty() || bytes->size() % record != 0)
    return diag::make(diag::code::E0601, {}, path,
                      std::to_string(bytes->size()) + " bytes are no whole number of records of " +
                          std::to_string(record) + " bytes");
  for (std::size_t at = 0; at < bytes->size(); at += record) {
    const std::uint8_t label = (*bytes)[at + format.labels - 1];
    if (label >= format.classes)
      return diag::make(diag::code::E0601, {}, path,
                        "record " + std::to_string(at / record + 1) + " has the label " +
                            std::to_string(label) + ", and there are " + std::to_string(format.classes) +
                            " classes");
    images.labels.push_back(label);
    const auto image = bytes->begin() + static_cast<std::ptrdiff_t>(at + format.labels);
    images.pixels.insert(images.pixels.end(), image, image + kArea);
  }
  return diag::success();
}

diag::Result<ImageSet> read(const std::string& folder, const Format& format) {
  ImageSet set;
  set.classes = format.classes;
  for (const auto& [start, images] :
       {std::pair{format.examples, &set.examples}, std::pair{format.test, &set.test}}) {
    images->height = images->width = kSide;
    images->channels = 3;
    const std::vector<std::string> paths = files(folder, start);
    if (paths.empty()) {
      auto error = diag::make(diag::code::E0601, {}, folder,
                              std::string("it holds no file `") + start + "*.bin` (or `.bin.xz`)");
      error.note("the binary version is to be had from https://www.cs.toronto.edu/~kriz/cifar.html");
      return error;
    }
    for (const std::string& path : paths)
      if (const auto added = add_file(path, format, *images); !added) return added.error();
  }
  return set;
}

}  // namespace

diag::Result<ImageSet> read_cifar10(const std::string& folder) {
  return read(folder, kCifar10);
}

diag::Result<ImageSet> read_cifar100(const std::string& folder) {
  return read(folder, kCifar100);
}

}  // namespace nasg::training
