// SPDX-License-Identifier: Apache-2.0
// The splits of benchmarks, on sets that are small enough to name their parts.
#include "runtime/training/parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "compiler/diag/codes/network.h"
#include "compiler/diag/codes/search.h"
#include "files.h"

namespace nasg::training {
namespace {

using ::testing::ElementsAre;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::IsSubsetOf;

/// Labels 0 and 1 by turns.
RawImages raw(std::size_t count) {
  RawImages images{1, 1, std::vector<std::uint8_t>(count), {}};
  for (std::size_t i = 0; i < count; ++i) images.labels.push_back(i % 2);
  return images;
}

ImageSet set_of(std::size_t examples, std::size_t test) {
  return {raw(examples), raw(test), 2};
}

Parts chosen(const ImageSet& set, const PartRequest& request) {
  auto parts = choose_parts(set, request);
  EXPECT_TRUE(parts.ok()) << parts.error().message();
  return *std::move(parts);
}

std::string refusal(const ImageSet& set, const PartRequest& request) {
  const auto parts = choose_parts(set, request);
  return parts ? "" : parts.error().message();
}

TEST(Parts, TheSecondHalfValidatesAsInDarts) {
  const Parts parts = chosen(set_of(7, 4), {{}, Division::kHalves});
  EXPECT_THAT(parts.train, ElementsAre(0, 1, 2));
  EXPECT_THAT(parts.valid, ElementsAre(3, 4, 5, 6));
  EXPECT_THAT(parts.test, ElementsAre(0, 1, 2, 3));
  EXPECT_FALSE(parts.validates_by_test);
}

TEST(Parts, HalfOfTheTestPartValidatesAsInNasBench201) {
  const Parts parts = chosen(set_of(5, 40), {{}, Division::kTestHalves});
  EXPECT_TRUE(parts.validates_by_test);
  EXPECT_THAT(parts.train, ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(parts.valid.size(), 20U);
  std::set<std::size_t> both(parts.valid.begin(), parts.valid.end());
  both.insert(parts.test.begin(), parts.test.end());
  EXPECT_EQ(both.size(), 40U);
  EXPECT_EQ(chosen(set_of(5, 40), {{}, Division::kTestHalves}).valid, parts.valid);
}

TEST(Parts, TheFirstOfEachClassValidate) {
  const Parts parts = chosen(set_of(9, 2), {{0, 4, 0}, Division::kFirstOfClass});
  EXPECT_THAT(parts.valid, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(parts.train, ElementsAre(4, 5, 6, 7, 8));
  EXPECT_THAT(refusal(set_of(9, 2), {{}, Division::kFirstOfClass}), HasSubstr("needs `valid`"));
  EXPECT_THAT(refusal(set_of(9, 2), {{0, 5, 0}, Division::kFirstOfClass}), HasSubstr("a multiple of"));
}

TEST(Parts, SizesTakeFromPartsAndLeaveTheOthers) {
  const Parts whole = chosen(set_of(100, 30), {{}, Division::kHalves});
  const Parts less = chosen(set_of(100, 30), {{9, 0, 5}, Division::kHalves});
  EXPECT_EQ(less.train.size(), 9U);
  EXPECT_THAT(less.train, IsSubsetOf(whole.train));
  EXPECT_EQ(less.valid, whole.valid);
  EXPECT_EQ(less.test.size(), 5U);
  EXPECT_THAT(refusal(set_of(100, 30), {{51, 0, 0}, Division::kHalves}),
              HasSubstr("the training part is to have 51 examples, and 50 are left for it"));
}

TEST(Parts, ListsOfNumbersAreTakenAsTheyStand) {
  const Folder folder("parts");
  folder.write("split.txt", R"({"train": ["int", ["0", "3", "2"]], "valid": ["int", ["5", "1"]]})");
  const Parts parts = chosen(set_of(6, 3), {{}, Division::kDrawn, folder.path("split.txt")});
  EXPECT_THAT(parts.train, ElementsAre(0, 3, 2));
  EXPECT_THAT(parts.valid, ElementsAre(5, 1));
  EXPECT_THAT(parts.test, ElementsAre(0, 1, 2));
  folder.write("test.txt", R"({"xvalid": [1, 2], "xtest": [0]})");
  const Parts halves = chosen(set_of(3, 3), {{}, Division::kDrawn, folder.path("test.txt")});
  EXPECT_TRUE(halves.validates_by_test);
  EXPECT_THAT(halves.valid, ElementsAre(1, 2));
  EXPECT_THAT(halves.test, ElementsAre(0));
}

TEST(Parts, ListsThatDoNotFitAreRefused) {
  const Folder folder("parts-wrong");
  const auto why = [&](const std::string& text) {
    folder.write("split.txt", text);
    return refusal(set_of(6, 3), {{}, Division::kDrawn, folder.path("split.txt")});
  };
  EXPECT_THAT(why(R"({"train": [0, 6], "valid": [1]})"), HasSubstr("`6` is no number below 6"));
  EXPECT_THAT(why(R"({"train": [0, 0], "valid": [1]})"),
              HasSubstr("`0` is no number below 6 that stands there once"));
  EXPECT_THAT(why(R"({"train": [-1], "valid": [1]})"), HasSubstr("`-1`"));
  EXPECT_THAT(why(R"({"train": [[0], 1.5, {}], "valid": [1]})"), HasSubstr("`[0]`"));
  EXPECT_THAT(why(R"({"train": [0], "valid": []})"), HasSubstr("the validation part"));
  EXPECT_THAT(why(R"({"train": [0]})"), HasSubstr("it is no JSON with the lists"));
  EXPECT_THAT(why("{"), HasSubstr("it is no JSON with the lists"));
  EXPECT_THAT(refusal(set_of(6, 3), {{}, Division::kDrawn, folder.path("nowhere")}),
              HasSubstr("cannot be read"));
  EXPECT_THAT(refusal(set_of(6, 0), {{}, Division::kHalves}), HasSubstr("no test part"));
}

TEST(Parts, SettingsNameThem) {
  const auto code = [](std::vector<ir::Setting::Named> named) {
    named.push_back({"folder", testing::text("nowhere")});
    return load_data(testing::call("cifar10", std::move(named)), {3, 32, 32}, 10).error().code;
  };
  EXPECT_EQ(code({{"split", testing::text("thirds")}}), diag::code::E0702);
  EXPECT_EQ(code({{"split", testing::text("halves")}, {"indices", testing::text("a")}}), diag::code::E0702);
  EXPECT_EQ(code({{"split", testing::text("halves")}}), diag::code::E0601);
}

}  // namespace
}  // namespace nasg::training
