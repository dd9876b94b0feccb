// SPDX-License-Identifier: Apache-2.0
// Folders of images, CSV files of rows, and what is wrong with some.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <png.h>

#include <cstdio>
#include <cstdlib>

// It needs <cstdio> before it.
#include <jpeglib.h>

#include "compiler/diag/codes/network.h"
#include "files.h"
#include "runtime/training/data.h"
#include "runtime/training/image_set.h"

namespace nasg::training {
namespace {

using testing::call;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::number;
using testing::text;

/// A grey square, compressed.
std::string jpeg(unsigned side, std::uint8_t value) {
  jpeg_error_mgr errors{};
  jpeg_compress_struct state{};
  state.err = jpeg_std_error(&errors);
  jpeg_create_compress(&state);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&state, &bytes, &size);
  state.image_width = state.image_height = side;
  state.input_components = 1;
  state.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&state);
  jpeg_start_compress(&state, TRUE);
  std::vector<std::uint8_t> row(side, value);
  for (JSAMPROW from = row.data(); state.next_scanline < side;) jpeg_write_scanlines(&state, &from, 1);
  jpeg_finish_compress(&state);
  jpeg_destroy_compress(&state);
  const std::string text(reinterpret_cast<char*>(bytes), size);
  std::free(bytes);
  return text;
}

class ImageFolders : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& bytes) {
    std::filesystem::create_directories(std::filesystem::path(folder_.path(name)).parent_path());
    folder_.write(name, bytes);
  }
  void write_png(const std::string& name, std::uint32_t width, std::vector<std::uint8_t> pixels,
                 bool colour) {
    write(name, "");
    png_image header{};
    header.version = PNG_IMAGE_VERSION;
    header.width = width;
    header.height = static_cast<std::uint32_t>(pixels.size()) / width / (colour ? 3 : 1);
    header.format = colour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
    ASSERT_NE(png_image_write_to_file(&header, folder_.path(name).c_str(), 0, pixels.data(), 0, nullptr), 0);
  }
  std::string refusal() {
    const auto set = read_image_folder(folder_.path());
    EXPECT_FALSE(set.ok());
    return set.ok() ? "" : set.error().message();
  }

  testing::Folder folder_{"images"};
};

TEST_F(ImageFolders, ClassesAreTheFoldersInTheOrderOfTheirNames) {
  write("dog/2.ppm", "P6 # a comment\n2 1\n255\n" + std::string("\x01\x02\x03\x04\x05\x06"));
  write_png("cat/1.png", 2, {11, 12, 13, 14, 15, 16}, true);
  write("cat/notes.txt", "not an image");
  const auto set = read_image_folder(folder_.path());
  ASSERT_TRUE(set.ok()) << set.error().message();
  EXPECT_EQ(set->classes, 2);
  EXPECT_THAT(set->examples.labels, ElementsAre(0, 1));
  EXPECT_THAT(set->examples.pixels, ElementsAre(11, 14, 12, 15, 13, 16, 1, 4, 2, 5, 3, 6))
      << "plane by plane";
  EXPECT_EQ(set->test.count(), 0U);
}

// A grey image of one value has that value after compression.
TEST_F(ImageFolders, PhotographsAreReadToo) {
  write("a/1.jpg", jpeg(8, 90));
  write("b/1.jpeg", jpeg(8, 200));
  const auto set = read_image_folder(folder_.path());
  ASSERT_TRUE(set.ok()) << set.error().message();
  EXPECT_EQ(set->examples.channels, 1);
  EXPECT_EQ(set->examples.width, 8);
  EXPECT_THAT(set->examples.labels, ElementsAre(0, 1));
  EXPECT_EQ(set->examples.pixels.front(), 90);
  EXPECT_EQ(set->examples.pixels.back(), 200);
}

TEST_F(ImageFolders, DamagedPhotographsAreRefusedByName) {
  write("b/1.jpg", jpeg(8, 90));
  write("a/1.jpg", "");
  EXPECT_THAT(refusal(), HasSubstr("a/1.jpg"));
  write("a/1.jpg", "P5 8 8 255 no photograph");
  EXPECT_THAT(refusal(), HasSubstr("a/1.jpg"));
  const std::string whole = jpeg(64, 90);
  write("a/1.jpg", whole.substr(0, whole.size() / 2));
  EXPECT_THAT(refusal(), HasSubstr("a/1.jpg"));
}

TEST_F(ImageFolders, ATestPartStandsBesideTheTrainingPart) {
  for (const char* name : {"train/a/1.pgm", "train/a/2.pgm", "train/b/1.pgm", "test/a/1.pgm", "test/b/1.pgm"})
    write(name, "P5 1 1 255 x");
  const auto set = read_image_folder(folder_.path());
  ASSERT_TRUE(set.ok()) << set.error().message();
  EXPECT_THAT(set->examples.labels, ElementsAre(0, 0, 1));
  EXPECT_THAT(set->test.labels, ElementsAre(0, 1));
}

TEST_F(ImageFolders, ATestPartWithOtherClassesIsRefused) {
  for (const char* name : {"train/a/1.pgm", "train/b/1.pgm", "test/a/1.pgm", "test/b/1.pgm", "test/c/1.pgm"})
    write(name, "P5 1 1 255 x");
  EXPECT_THAT(refusal(), HasSubstr("test/c`: `train` has no class of this name"));
  std::filesystem::rename(folder_.path("test/b"), folder_.path("test/d"));
  EXPECT_THAT(refusal(), HasSubstr("test/c`: `train` has no class of this name"));
}

TEST_F(ImageFolders, DamagedImagesAreRefusedByName) {
  write("b/1.pgm", "P5 1 1 255 x");
  EXPECT_THAT(refusal(), HasSubstr("1 folders"));
  write("a/0.png", "");
  EXPECT_THAT(refusal(), HasSubstr("a/0.png`: it is empty"));
  write_png("a/0.png", 1, {7, 8}, false);
  std::filesystem::resize_file(folder_.path("a/0.png"), 60);
  EXPECT_THAT(refusal(), HasSubstr("a/0.png`: it is damaged, or no PNG file ("));
  EXPECT_THAT(refusal(), HasSubstr("remove it"));
  write_png("a/0.png", 1, {7, 8}, false);
  EXPECT_THAT(refusal(), HasSubstr("it is [1, 1, 1], and the images before it are [1, 2, 1]"));
  std::filesystem::remove(folder_.path("a/0.png"));
  EXPECT_THAT(refusal(), HasSubstr("holds no `.png`"));
  write("a/0.pgm", "P5 2 2 255 xx");
  EXPECT_THAT(refusal(), HasSubstr("it is cut short"));
  write("a/0.pgm", "P5 2 2 65535 xxxxxxxx");
  EXPECT_THAT(refusal(), HasSubstr("binary PGM"));
}

TEST(Csv, RowsThatMakeNoSquareAreVectors) {
  const testing::Folder folder("csv");
  std::string rows = "a,b,c,label\n";
  for (int i = 0; i < 12; ++i) rows += std::to_string(i) + ",2,3," + std::to_string(i % 2) + "\n";
  folder.write("d.csv", rows);
  const auto setting = [&](double train) {
    return call("csv", {{"path", text(folder.path("d.csv"))},
                        {"train", number(train)},
                        {"valid", number(3)},
                        {"test", number(3)}});
  };
  const auto split = load_data(setting(6), {3}, 2);
  ASSERT_TRUE(split.ok()) << split.error().message();
  EXPECT_EQ(split->train.count(), 6U);
  EXPECT_EQ(split->train.pixels.size(), 18U);
  const auto unseen = load_data(setting(1), {3}, 2);
  ASSERT_FALSE(unseen.ok());
  EXPECT_EQ(unseen.error().code, diag::code::E0603);
  EXPECT_THAT(unseen.error().message(), HasSubstr("never in the training part"));
}

}  // namespace
}  // namespace nasg::training
