// SPDX-License-Identifier: Apache-2.0
// CIFAR's binary files, whole and damaged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <lzma.h>

#include <cstdlib>

#include "compiler/diag/codes/network.h"
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

/// Red pixels are the label, green ones 100, blue ones 200.
std::string record(const std::string& labels) {
  return labels + std::string(1024, labels.back()) + std::string(1024, 100) + std::string(1024, '\xC8');
}

std::string records(std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += record(std::string(1, static_cast<char>(i % 10)));
  return bytes;
}

std::string compressed(const std::string& bytes) {
  std::string out(lzma_stream_buffer_bound(bytes.size()), '\0');
  std::size_t size = 0;
  const auto status = lzma_easy_buffer_encode(
      0, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(),
      reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size());
  EXPECT_EQ(status, LZMA_OK);
  out.resize(size);
  return out;
}

void write_set(const Folder& folder) {
  folder.write("data_batch_1.bin", records(20));
  folder.write("data_batch_2.bin.xz", compressed(records(13)));
  folder.write("test_batch.bin", records(10));
}

std::string refusal(const Folder& folder) {
  const auto set = read_cifar10(folder.path());
  if (set.ok()) return "";
  EXPECT_EQ(set.error().code, diag::code::E0601);
  return set.error().message();
}

TEST(Cifar, AllBatchesAreReadPlainOrCompressed) {
  const Folder folder("cifar-read");
  write_set(folder);
  const auto set = read_cifar10(folder.path());
  ASSERT_TRUE(set.ok()) << set.error().message();
  EXPECT_EQ(set->examples.count(), 33U);
  EXPECT_EQ(set->test.count(), 10U);
  EXPECT_EQ(set->classes, 10);
  EXPECT_EQ(set->examples.labels[20 + 12], 2);
  const std::uint8_t* last = set->examples.image(20 + 12);
  EXPECT_EQ(last[1023], 2);
  EXPECT_EQ(last[1024], 100);
  EXPECT_EQ(last[3071], 200);
}

TEST(Cifar, OfTheHundredTheFineLabelCounts) {
  const Folder folder("cifar-hundred");
  folder.write("train.bin", record("\x05\x2A"));
  folder.write("test.bin", record("\x06\x63"));
  const auto set = read_cifar100(folder.path());
  ASSERT_TRUE(set.ok()) << set.error().message();
  EXPECT_EQ(set->examples.labels, std::vector<std::uint8_t>{42});
  EXPECT_EQ(set->test.labels, std::vector<std::uint8_t>{99});
  EXPECT_EQ(set->classes, 100);
}

TEST(Cifar, ChannelsAreNormalisedEachByItself) {
  const Folder folder("cifar-normalise");
  write_set(folder);
  const auto split =
      load_data(call("cifar10", {{"folder", text(folder.path())}, {"valid", number(5)}, {"test", number(0)}}),
                {3, 32, 32}, 10);
  ASSERT_TRUE(split.ok()) << split.error().message();
  const Images& train = split->train;
  ASSERT_EQ(train.count(), 28U);
  double red = 0;
  for (std::size_t i = 0; i < train.count(); ++i) red += train.pixels[i * 3072];
  EXPECT_NEAR(red, 0, 1e-4);
  EXPECT_EQ(train.pixels[1024], 0);  // a channel that never changes
  EXPECT_EQ(train.pixels[2048], 0);
}

TEST(Cifar, ChannelsAreNotDropped) {
  const Folder folder("cifar-grey");
  write_set(folder);
  const auto split =
      load_data(call("cifar10", {{"folder", text(folder.path())}, {"valid", number(5)}}), {1, 32, 32}, 10);
  ASSERT_FALSE(split.ok());
  EXPECT_EQ(split.error().code, diag::code::E0603);
  EXPECT_THAT(split.error().message(), HasSubstr("3 channels"));
}

TEST(Cifar, DamageIsRefusedWithThePlace) {
  const Folder folder("cifar-damage");
  EXPECT_THAT(refusal(folder), HasSubstr("holds no file `data_batch_*.bin`"));
  write_set(folder);
  EXPECT_EQ(refusal(folder), "");
  folder.write("data_batch_1.bin", records(20).substr(1));
  EXPECT_THAT(refusal(folder), HasSubstr("no whole number of records"));
  folder.write("data_batch_1.bin", records(3) + record("\x0B"));
  EXPECT_THAT(refusal(folder), HasSubstr("record 4 has the label 11"));
  folder.write("data_batch_1.bin", "");
  EXPECT_THAT(refusal(folder), HasSubstr("0 bytes"));
  folder.write("data_batch_1.bin", records(1));
  const std::string whole = compressed(records(13));
  folder.write("data_batch_2.bin.xz", whole.substr(0, whole.size() / 2));
  EXPECT_THAT(refusal(folder), HasSubstr("cut short or damaged"));
  folder.write("data_batch_2.bin.xz", records(1));
  EXPECT_THAT(refusal(folder), HasSubstr("cut short or damaged"));
}

TEST(Cifar, TheRealFirstBatchBeginsWithAFrog) {
  const char* data = std::getenv("NASG_DATA");
  const std::string folder =
      (data ? std::string(data) : std::string(NASG_SOURCE_DIR) + "/../shared/data") + "/images/cifar10";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no CIFAR-10 files in " << folder;
  const auto set = read_cifar10(folder);
  ASSERT_TRUE(set.ok()) << set.error().message();
  EXPECT_EQ(set->examples.count(), 10000U);
  EXPECT_EQ(set->test.count(), 1000U);
  EXPECT_EQ(std::vector(set->examples.labels.begin(), set->examples.labels.begin() + 5),
            (std::vector<std::uint8_t>{6, 9, 9, 4, 1}));
}

}  // namespace
}  // namespace nasg::training
