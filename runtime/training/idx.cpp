// SPDX-License-Identifier: Apache-2.0
// Reads images and labels in the IDX format of MNIST (Y. LeCun, http://yann.lecun.com/exdb/mnist/), plain or
// compressed: a big-endian 32-bit magic number (type, rank), a 32-bit size for each axis, then bytes.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "compiler/diag/codes/network.h"
#include "runtime/training/image_set.h"

namespace nasg::training {

namespace {

constexpr std::uint32_t kLabelMagic = 0x00000801;
constexpr std::uint32_t kImageMagic = 0x00000803;
constexpr std::uint32_t kChannelsMagic = 0x00000804;  ///< images with an axis of channels
constexpr std::int64_t kMostChannels = 64;
constexpr std::int64_t kMostExamples = 10'000'000;
constexpr std::int64_t kLargestSide = 4096;

/// The file as given, or with `.gz`; nothing if neither is there.
std::optional<std::string> find(const std::string& folder, const std::string& name) {
  for (const char* ending : {"", ".gz"}) {
    const std::filesystem::path path = std::filesystem::path(folder) / (name + ending);
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error)) return path.string();
  }
  return std::nullopt;
}

class IdxFile {
 public:
  explicit IdxFile(const std::string& path) : path_(path), file_(gzopen(path.c_str(), "rb"), gzclose) {}

  bool open() const { return file_ != nullptr; }
  diag::Diagnostic refuse(std::string why) const {
    return diag::make(diag::code::E0601, {}, path_, std::move(why));
  }
  std::optional<std::int64_t> number() {
    std::array<std::uint8_t, 4> bytes{};
    if (gzread(file_.get(), bytes.data(), bytes.size()) != static_cast<int>(bytes.size()))
      return std::nullopt;
    return std::int64_t{bytes[0]} << 24 | std::int64_t{bytes[1]} << 16 | std::int64_t{bytes[2]} << 8 |
           bytes[3];
  }
  /// All that is left, if that is just `count` bytes. Memory grows with what the file holds, not with what
  /// its header claims.
  diag::Result<std::vector<std::uint8_t>> rest(std::size_t count) {
    std::vector<std::uint8_t> bytes;
    std::vector<std::uint8_t> chunk(1U << 20);
    int got = 0;
    while (bytes.size() <= count &&
           (got = gzread(file_.get(), chunk.data(), static_cast<unsigned>(chunk.size()))) > 0)
      bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + got);
    if (got < 0 || bytes.size() < count)
      return refuse("it is cut short or damaged: " + std::to_string(bytes.size()) + " of " +
                    std::to_string(count) + " bytes could be read");
    if (bytes.size() > count)
      return refuse("it is longer than the " + std::to_string(count) + " bytes that its header claims");
    return bytes;
  }

 private:
  std::string path_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
};

std::string wrong_magic(std::optional<std::int64_t> found, const char* wanted) {
  if (!found) return "it is too short to have a header";
  return std::string("it is no IDX file of ") + wanted + ": its magic number is " + std::to_string(*found);
}

diag::Result<std::vector<std::uint8_t>> read_labels(const std::string& path) {
  IdxFile file(path);
  if (!file.open()) return file.refuse("it may not be read");
  const auto magic = file.number();
  if (magic != kLabelMagic) return file.refuse(wrong_magic(magic, "labels (2049)"));
  const auto count = file.number();
  if (!count || *count < 1 || *count > kMostExamples) return file.refuse("its header gives no sensible size");
  return file.rest(static_cast<std::size_t>(*count));
}

diag::Result<RawImages> read_images(const std::string& path) {
  IdxFile file(path);
  if (!file.open()) return file.refuse("it may not be read");
  const auto magic = file.number();
  if (magic != kImageMagic && magic != kChannelsMagic)
    return file.refuse(wrong_magic(magic, "images (2051, or 2052 with channels)"));
  const auto count = file.number();
  const auto channels = magic == kChannelsMagic ? file.number() : 1;
  const auto height = file.number();
  const auto width = file.number();
  const auto sensible = [](std::optional<std::int64_t> n, std::int64_t most) {
    return n && *n >= 1 && *n <= most;
  };
  if (!sensible(count, kMostExamples) || !sensible(channels, kMostChannels) ||
      !sensible(height, kLargestSide) || !sensible(width, kLargestSide))
    return file.refuse("its header gives no sensible size");
  auto bytes = file.rest(static_cast<std::size_t>(*count * *channels * *height * *width));
  if (!bytes) return bytes.error();
  RawImages images;
  images.height = *height;
  images.width = *width;
  images.channels = *channels;
  images.pixels = *std::move(bytes);
  return images;
}

diag::Result<RawImages> read_part(const std::string& folder, const std::string& part) {
  const std::string names[] = {part + "-images-idx3-ubyte", part + "-labels-idx1-ubyte"};
  std::vector<std::string> paths;
  for (const std::string& name : names) {
    const auto path = find(folder, name);
    if (!path) {
      auto error =
          diag::make(diag::code::E0601, {}, folder, "it holds no file `" + name + "` (or `" + name + ".gz`)");
      error.note("MNIST's four files can be had from https://ossci-datasets.s3.amazonaws.com/mnist/");
      return error;
    }
    paths.push_back(*path);
  }
  auto images = read_images(paths[0]);
  if (!images) return images;
  auto labels = read_labels(paths[1]);
  if (!labels) return labels.error();
  const std::size_t area = images->area();
  if (labels->size() * area != images->pixels.size())
    return diag::make(diag::code::E0601, {}, paths[1],
                      "it has " + std::to_string(labels->size()) + " labels for " +
                          std::to_string(images->pixels.size() / area) + " images");
  images->labels = *std::move(labels);
  return images;
}

}  // namespace

diag::Result<ImageSet> read_idx(const std::string& folder) {
  ImageSet set;
  for (const auto& [part, images] : {std::pair{"train", &set.examples}, std::pair{"t10k", &set.test}}) {
    auto read = read_part(folder, part);
    if (!read) return read.error();
    *images = *std::move(read);
    set.classes = std::max<std::int64_t>(set.classes, *std::ranges::max_element(images->labels) + 1);
  }
  if (set.examples.height != set.test.height || set.examples.width != set.test.width ||
      set.examples.channels != set.test.channels)
    return diag::make(diag::code::E0601, {}, folder, "its training and test images differ in size");
  return set;
}

}  // namespace nasg::training
