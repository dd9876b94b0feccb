// SPDX-License-Identifier: Apache-2.0
// Writes images and labels in the IDX format (see idx.cpp).
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <span>

#include "compiler/diag/codes/files.h"
#include "runtime/training/image_set.h"

namespace nasg::training {

namespace {

constexpr char kBytes = 0x08;  ///< the type of the elements

diag::Status write(const std::string& path, std::initializer_list<std::int64_t> axes,
                   std::span<const std::uint8_t> bytes) {
  std::string header{0, 0, kBytes, static_cast<char>(axes.size())};
  for (const std::int64_t size : axes)
    for (int shift = 24; shift >= 0; shift -= 8) header += static_cast<char>(size >> shift & 0xFF);
  std::ofstream file(path, std::ios::binary);
  file << header;
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return diag::make(diag::code::E0903, {}, path, std::strerror(errno));
  return diag::success();
}

diag::Status write_part(const RawImages& images, const std::string& start) {
  const auto count = static_cast<std::int64_t>(images.count());
  const std::string name = start + "-images-idx3-ubyte";
  if (auto labels = write(start + "-labels-idx1-ubyte", {count}, images.labels); !labels) return labels;
  if (images.channels == 1) return write(name, {count, images.height, images.width}, images.pixels);
  return write(name, {count, images.channels, images.height, images.width}, images.pixels);
}

}  // namespace

diag::Status write_idx(const ImageSet& set, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return diag::make(diag::code::E0903, {}, folder, error.message());
  if (auto examples = write_part(set.examples, folder + "/train"); !examples) return examples;
  return write_part(set.test, folder + "/t10k");
}

}  // namespace nasg::training
