// SPDX-License-Identifier: Apache-2.0
// Reads folders of image files, a folder a class.
#include <algorithm>
#include <filesystem>

#include "compiler/diag/codes/network.h"
#include "runtime/training/image_set.h"
#include "runtime/training/picture.h"

namespace nasg::training {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostClasses = 256;

/// What a folder holds, in the order of the names.
std::vector<fs::path> entries(const fs::path& folder, bool (*wanted)(const fs::path&)) {
  std::vector<fs::path> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (wanted(entry.path())) found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

/// Plane by plane, with the sizes of the images before it.
diag::Status add(const fs::path& path, std::size_t label, RawImages& images) {
  const auto picture = read_picture(path);
  if (!picture) return picture.error();
  if (images.count() == 0) {
    images.channels = picture->channels;
    images.height = picture->height;
    images.width = picture->width;
  }
  const auto text = [](std::int64_t c, std::int64_t h, std::int64_t w) {
    return ir::text(ir::Shape{c, h, w});
  };
  if (picture->channels != images.channels || picture->height != images.height ||
      picture->width != images.width)
    return unusable(path, "it is " + text(picture->channels, picture->height, picture->width) +
                              ", and the images before it are " +
                              text(images.channels, images.height, images.width));
  const auto channels = static_cast<std::size_t>(picture->channels);
  for (std::size_t channel = 0; channel < channels; ++channel)
    for (std::size_t i = channel; i < picture->pixels.size(); i += channels)
      images.pixels.push_back(picture->pixels[i]);
  images.labels.push_back(static_cast<std::uint8_t>(label));
  return diag::success();
}

diag::Status read_part(const fs::path& folder, const std::vector<std::string>& classes, RawImages& images) {
  for (std::size_t label = 0; label < classes.size(); ++label) {
    const std::vector<fs::path> files = entries(folder / classes[label], is_picture);
    if (files.empty())
      return unusable(folder / classes[label], "it holds no `.png`, `.jpg`, `.ppm` or `.pgm` file");
    for (const fs::path& file : files)
      if (auto added = add(file, label, images); !added) return added;
  }
  return diag::success();
}

}  // namespace

diag::Result<ImageSet> read_image_folder(const std::string& folder) {
  const fs::path root(folder);
  const bool parted = is_folder(root / "train") && is_folder(root / "test");
  std::vector<std::string> classes;
  for (const fs::path& path : entries(parted ? root / "train" : root, is_folder))
    classes.push_back(path.filename().string());
  if (classes.size() < 2 || classes.size() > kMostClasses)
    return unusable(root, "it has " + std::to_string(classes.size()) +
                              " folders, and there must be one for each of 2 to 256 classes");
  ImageSet set;
  set.classes = static_cast<std::int64_t>(classes.size());
  if (auto read = read_part(parted ? root / "train" : root, classes, set.examples); !read)
    return read.error();
  if (!parted) return set;
  for (const fs::path& path : entries(root / "test", is_folder))
    if (!std::ranges::binary_search(classes, path.filename().string()))
      return unusable(path, "`train` has no class of this name");
  if (auto read = read_part(root / "test", classes, set.test); !read) return read.error();
  return set;
}

}  // namespace nasg::training
