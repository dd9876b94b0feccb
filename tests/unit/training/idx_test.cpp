// SPDX-License-Identifier: Apache-2.0
// Files in MNIST's format, whole and damaged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>

#include "compiler/diag/codes/network.h"
#include "compiler/diag/codes/search.h"
#include "files.h"
#include "runtime/training/data.h"
#include "runtime/training/image_set.h"

namespace nasg::training {
namespace {

using testing::call;
using testing::Folder;
using ::testing::HasSubstr;
using testing::number;
using testing::text;

std::string number32(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

/// `count` images of 2x3 whose first pixel is their number, labels 0, 1, 2, 0, ….
std::string images_file(std::uint32_t count) {
  std::string bytes = number32(0x803) + number32(count) + number32(2) + number32(3);
  for (std::uint32_t i = 0; i < count; ++i) bytes += static_cast<char>(i) + std::string(5, '\x10');
  return bytes;
}
std::string labels_file(std::uint32_t count) {
  std::string bytes = number32(0x801) + number32(count);
  for (std::uint32_t i = 0; i < count; ++i) bytes += static_cast<char>(i % 3);
  return bytes;
}

void write_set(const Folder& folder) {
  folder.write("train-images-idx3-ubyte", images_file(20));
  folder.write_compressed("train-labels-idx1-ubyte.gz", labels_file(20));
  folder.write_compressed("t10k-images-idx3-ubyte.gz", images_file(6));
  folder.write("t10k-labels-idx1-ubyte", labels_file(6));
}

TEST(Idx, PlainAndCompressedFilesAreReadAlike) {
  const Folder folder("idx-read");
  write_set(folder);
  const auto set = read_idx(folder.path());
  ASSERT_TRUE(set.ok()) << set.error().message();
  EXPECT_EQ(set->examples.count(), 20U);
  EXPECT_EQ(set->test.count(), 6U);
  EXPECT_EQ(set->classes, 3);
  EXPECT_EQ(set->examples.height, 2);
  EXPECT_EQ(set->examples.width, 3);
  EXPECT_EQ(set->examples.pixels[19 * 6], 19);
  EXPECT_EQ(set->examples.pixels[19 * 6 + 1], 16);
  EXPECT_EQ(set->test.labels, (std::vector<std::uint8_t>{0, 1, 2, 0, 1, 2}));
}

TEST(Idx, TheTestPartComesFromTheTestFiles) {
  const Folder folder("idx-split");
  write_set(folder);
  const auto split =
      load_data(call("idx", {{"folder", text(folder.path())}, {"train", number(12)}, {"valid", number(5)}}),
                {1, 2, 3}, 3);
  ASSERT_TRUE(split.ok()) << split.error().message();
  EXPECT_EQ(split->train.count(), 12U);
  EXPECT_EQ(split->valid.count(), 5U);
  EXPECT_EQ(split->test.count(), 6U);
}

TEST(Idx, MnistNeedsItsFolder) {
  const auto split = load_data(call("mnist"), {1, 28, 28}, 10);
  ASSERT_FALSE(split.ok());
  EXPECT_EQ(split.error().code, diag::code::E0703);
}

TEST(Idx, DamagedSetsAreRefusedWithTheFileAndTheReason) {
  const std::tuple<std::string, std::string, std::string> cases[] = {
      {"train-images-idx3-ubyte", images_file(20).substr(0, 100), "cut short"},
      {"train-images-idx3-ubyte", images_file(20) + "x", "longer"},
      {"train-images-idx3-ubyte", images_file(19), "20 labels for 19 images"},
      {"train-images-idx3-ubyte", labels_file(20), "its magic number is 2049"},
      {"train-images-idx3-ubyte", "", "too short"},
      {"train-images-idx3-ubyte", number32(0x803) + number32(0xFFFFFFFF) + number32(2) + number32(3),
       "sensible size"},
      {"train-images-idx3-ubyte", number32(0x803) + number32(9'000'000) + number32(4096) + number32(4096),
       "cut short"},
      {"t10k-labels-idx1-ubyte", images_file(6), "its magic number is 2051"},
      {"t10k-labels-idx1-ubyte", number32(0x801) + number32(0), "sensible size"},
  };
  for (const auto& [name, content, why] : cases) {
    const Folder folder("idx-damaged");
    write_set(folder);
    folder.write(name, content);
    const auto set = read_idx(folder.path());
    ASSERT_FALSE(set.ok()) << why;
    EXPECT_EQ(set.error().code, diag::code::E0601);
    EXPECT_THAT(set.error().message(), HasSubstr(why));
    EXPECT_THAT(set.error().message(), HasSubstr(folder.path()));
  }
}

TEST(Idx, ACompressedFileThatIsCutShortIsRefused) {
  const Folder folder("idx-cut");
  write_set(folder);
  std::filesystem::resize_file(folder.path("t10k-images-idx3-ubyte.gz"),
                               std::filesystem::file_size(folder.path("t10k-images-idx3-ubyte.gz")) - 10);
  const auto set = read_idx(folder.path());
  ASSERT_FALSE(set.ok());
  EXPECT_THAT(set.error().message(), HasSubstr("cut short or damaged"));
}

TEST(Idx, AMissingFileSaysWhereToGetIt) {
  const Folder folder("idx-missing");
  const auto set = read_idx(folder.path());
  ASSERT_FALSE(set.ok());
  EXPECT_THAT(set.error().message(), HasSubstr("`train-images-idx3-ubyte`"));
  ASSERT_EQ(set.error().notes.size(), 1U);
  EXPECT_THAT(set.error().notes[0], HasSubstr("https://"));
}

TEST(Idx, TheRealMnistHas60000And10000Digits) {
  const char* data = std::getenv("NASG_DATA");
  const std::string folder =
      (data ? std::string(data) : std::string(NASG_SOURCE_DIR) + "/../shared/data") + "/images/mnist";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no MNIST files in " << folder;
  const auto split =
      load_data(call("mnist", {{"folder", text(folder)}, {"train", number(1000)}, {"test", number(500)}}),
                {1, 8, 8}, 10);
  ASSERT_TRUE(split.ok()) << split.error().message();
  EXPECT_EQ(split->train.count(), 1000U);
  EXPECT_EQ(split->valid.count(), 10000U);
  EXPECT_EQ(split->test.count(), 500U);
  EXPECT_EQ(split->classes, 10);
}

TEST(Resize, DoublingAPairGivesTheQuarterPoints) {
  RawImages raw{1, 2, {0, 100}, {0}};
  // Pixel centres of the output lie at -0.25, 0.25, 0.75, 1.25 of the input; the ends are held.
  EXPECT_EQ(prepare(raw, {0}, {1, 1, 4}).pixels, (std::vector<float>{0, 25, 75, 100}));
}

TEST(Resize, HalvingTakesTheMiddleOfTwoPixels) {
  RawImages raw{2, 2, {0, 10, 20, 50}, {0}};
  EXPECT_EQ(prepare(raw, {0}, {1, 1, 1}).pixels, (std::vector<float>{20}));
}

TEST(Resize, TheSameSizeChangesNothing) {
  RawImages raw{2, 2, {1, 2, 3, 4, 5, 6, 7, 8}, {0, 1}};
  EXPECT_EQ(prepare(raw, {1, 0}, {1, 2, 2}).pixels, (std::vector<float>{5, 6, 7, 8, 1, 2, 3, 4}));
}

}  // namespace
}  // namespace nasg::training
