// SPDX-License-Identifier: Apache-2.0
// Reads folders of image files, a folder a class.
#include <png.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "compiler/diag/codes/network.h"
#include "runtime/training/image_set.h"

namespace nasg::training {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostClasses = 256;
constexpr std::int64_t kMostSide = 1 << 14;

struct Picture {
  std::int64_t channels = 0, height = 0, width = 0;
  std::vector<std::uint8_t> pixels;  ///< [H, W, C]
};

diag::Diagnostic unusable(const fs::path& path, std::string why) {
  return diag::make(diag::code::E0601, {}, path.string(), std::move(why));
}

diag::Result<Picture> read_png(const fs::path& path) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&header, path.c_str()) == 0) return unusable(path, header.message);
  const bool colour = (header.format & PNG_FORMAT_FLAG_COLOR) != 0;
  header.format = colour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  Picture picture{colour ? 3 : 1, header.height, header.width, {}};
  if (picture.height > kMostSide || picture.width > kMostSide) {
    png_image_free(&header);
    return unusable(path, "it is larger than any such image");
  }
  picture.pixels.resize(PNG_IMAGE_SIZE(header));
  const png_color black{0, 0, 0};  // behind what is transparent
  if (png_image_finish_read(&header, &black, picture.pixels.data(), 0, nullptr) == 0)
    return unusable(path, header.message);
  return picture;
}

/// Binary PGM and PPM: `P5` or `P6`, width, height, 255, one blank, the bytes. Comments begin with #.
diag::Result<Picture> read_pnm(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string magic;
  std::int64_t numbers[3] = {0, 0, 0};
  file >> magic;
  for (std::int64_t& number : numbers) {
    while (file >> std::ws && file.peek() == '#') file.ignore(kMostSide, '\n');
    file >> number;
  }
  const auto [width, height, most] = numbers;
  if (!file || (magic != "P5" && magic != "P6") || most != 255 || width < 1 || height < 1 ||
      width > kMostSide || height > kMostSide)
    return unusable(path, "it does not begin as a binary PGM or PPM file of bytes does");
  file.get();
  Picture picture{magic == "P6" ? 3 : 1, height, width, {}};
  picture.pixels.resize(static_cast<std::size_t>(picture.channels * height * width));
  file.read(reinterpret_cast<char*>(picture.pixels.data()),
            static_cast<std::streamsize>(picture.pixels.size()));
  if (!file) return unusable(path, "it is cut short");
  return picture;
}

bool is_image(const fs::path& path) {
  return path.extension() == ".png" || path.extension() == ".pgm" || path.extension() == ".ppm";
}

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
  const auto picture = path.extension() == ".png" ? read_png(path) : read_pnm(path);
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
    const std::vector<fs::path> files = entries(folder / classes[label], is_image);
    if (files.empty()) return unusable(folder / classes[label], "it holds no `.png`, `.ppm` or `.pgm` file");
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
  if (auto read = read_part(root / "test", classes, set.test); !read) return read.error();
  return set;
}

}  // namespace nasg::training
