// SPDX-License-Identifier: Apache-2.0
// The digits that the project carries, and damaged files of their kind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "compiler/diag/codes/network.h"
#include "compiler/diag/codes/search.h"
#include "files.h"
#include "runtime/training/data.h"

namespace nasg::training {
namespace {

using testing::call;
using ::testing::HasSubstr;
using testing::number;
using testing::text;

Split digits(const ir::Shape& input, std::vector<ir::Setting::Named> named = {}) {
  auto split = load_data(call("digits", std::move(named)), input, 10);
  EXPECT_TRUE(split.ok()) << split.error().message();
  return *std::move(split);
}

std::vector<float> image(const Images& images, std::size_t index) {
  const auto area = images.pixels.size() / images.count();
  const auto first = images.pixels.begin() + static_cast<std::ptrdiff_t>(index * area);
  return {first, first + static_cast<std::ptrdiff_t>(area)};
}

TEST(Digits, AreSplitInto1197And300And300) {
  const Split split = digits({1, 8, 8});
  EXPECT_EQ(split.train.count(), 1197U);
  EXPECT_EQ(split.valid.count(), 300U);
  EXPECT_EQ(split.test.count(), 300U);
  EXPECT_EQ(split.classes, 10);
  EXPECT_EQ(split.train.pixels.size(), 1197U * 64);
}

TEST(Digits, PartsShareNoImageAndHoldEveryClass) {
  const Split split = digits({1, 8, 8});
  std::multiset<std::vector<float>> seen;
  for (const Images* part : {&split.train, &split.valid, &split.test}) {
    std::map<std::int64_t, int> classes;
    for (std::size_t i = 0; i < part->count(); ++i) {
      seen.insert(image(*part, i));
      ++classes[part->labels[i]];
    }
    EXPECT_EQ(classes.size(), 10U);
    for (const auto& [label, count] : classes) EXPECT_GT(count, 15) << label;
  }
  // The file holds 1,797 different images, so each stands in one part only.
  EXPECT_EQ(std::set<std::vector<float>>(seen.begin(), seen.end()).size(), 1797U);
}

TEST(Digits, TestAndValidationPartStayTheSameWhateverTheTrainingPartIs) {
  const Split all = digits({1, 8, 8});
  const Split few = digits({1, 8, 8}, {{"train", number(100)}});
  EXPECT_EQ(few.train.count(), 100U);
  EXPECT_EQ(few.valid.labels, all.valid.labels);
  EXPECT_EQ(few.test.labels, all.test.labels);
}

TEST(Digits, TrainingPixelsHaveMeanZeroAndDeviationOne) {
  const Split split = digits({1, 8, 8});
  double sum = 0;
  double squares = 0;
  for (const float pixel : split.train.pixels) {
    sum += pixel;
    squares += static_cast<double>(pixel) * pixel;
  }
  const auto count = static_cast<double>(split.train.pixels.size());
  EXPECT_NEAR(sum / count, 0, 1e-5);
  EXPECT_NEAR(squares / count, 1, 1e-5);
}

TEST(Digits, AreResizedAndTheirChannelRepeated) {
  const Split small = digits({1, 8, 8});
  const Split split = digits({3, 16, 16});
  EXPECT_EQ(split.train.shape, (ir::Shape{3, 16, 16}));
  const std::vector<float> pixels = image(split.train, 7);
  ASSERT_EQ(pixels.size(), 3U * 256);
  for (std::size_t i = 0; i < 256; ++i) {
    EXPECT_EQ(pixels[i], pixels[256 + i]);
    EXPECT_EQ(pixels[i], pixels[512 + i]);
  }
  EXPECT_EQ(split.train.labels, small.train.labels);
}

TEST(Digits, FitANetworkThatTakesAVectorOfAllPixels) {
  const Split vectors = digits({64});
  EXPECT_EQ(vectors.train.shape, (ir::Shape{64}));
  EXPECT_EQ(vectors.train.pixels, digits({1, 8, 8}).train.pixels);
}

diag::Diagnostic refusal(const ir::Setting& setting, const ir::Shape& input = {1, 8, 8},
                         std::int64_t classes = 10) {
  const auto split = load_data(setting, input, classes);
  EXPECT_FALSE(split.ok());
  return split.ok() ? diag::Diagnostic{} : split.error();
}

TEST(Digits, ThatDoNotFitAreRefused) {
  EXPECT_EQ(refusal(call("digits"), {1, 8, 8}, 9).message(),
            "the data do not fit: they have 10 classes, and the space has 9 outputs");
  EXPECT_EQ(refusal(call("digits"), {8, 8}).code, diag::code::E0603);
  EXPECT_EQ(refusal(call("digits"), {63}).code, diag::code::E0603);
  EXPECT_EQ(refusal(call("digits", {{"valid", number(1500)}})).code, diag::code::E0603);
  EXPECT_EQ(refusal(call("digits", {{"train", number(1198)}})).code, diag::code::E0603);
  EXPECT_EQ(refusal(call("digits", {{"train", number(-1)}})).code, diag::code::E0603);
}

TEST(Digits, UnknownSetsAndArgumentsAreNamed) {
  const diag::Diagnostic unknown = refusal(call("digit"));
  EXPECT_EQ(unknown.code, diag::code::E0602);
  ASSERT_EQ(unknown.fixes.size(), 1U);
  EXPECT_EQ(unknown.fixes[0].replacement, "digits");
  EXPECT_EQ(refusal(number(3)).code, diag::code::E0602);
  EXPECT_EQ(refusal(call("digits", {{"folder", text("x")}})).code, diag::code::E0701);
}

TEST(Digits, DamagedFilesAreRefusedWithTheirLine) {
  const testing::Folder folder("digits");
  const std::pair<std::string, std::string> cases[] = {
      {"", "empty"},
      {"p00,p01,p10,p11\n1,2,3,4\n", "no column `label`"},
      {"label\n3\n", "no column of pixels"},
      {"p00,p01,p10,p11,label\n1,2,3,4,5\n1,2,3\n", "line 3: it has 3 fields, and the header 5"},
      {"p00,p01,p10,p11,label\n1,2,x,4,5\n", "line 2: `x` is no whole number from 0 to 255"},
      {"p00,p01,p10,p11,label\n1,2,256,4,5\n", "line 2: `256` is no whole number"},
      {"p00,p01,p10,p11,label\n", "no examples"},
  };
  for (const auto& [content, why] : cases) {
    folder.write("d.csv", content);
    const diag::Diagnostic error = refusal(call("digits", {{"path", text(folder.path("d.csv"))}}));
    EXPECT_EQ(error.code, diag::code::E0601);
    EXPECT_THAT(error.message(), HasSubstr(folder.path("d.csv")));
    EXPECT_THAT(error.message(), HasSubstr(why));
  }
  EXPECT_THAT(refusal(call("digits", {{"path", text(folder.path("none.csv"))}})).message(),
              HasSubstr("no such file"));
  EXPECT_THAT(refusal(call("digits", {{"path", text(folder.path())}})).message(), HasSubstr("no such file"));
}

}  // namespace
}  // namespace nasg::training
