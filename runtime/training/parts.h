// SPDX-License-Identifier: Apache-2.0
// Which examples train, validate and test.
#pragma once

#include "runtime/training/image_set.h"

namespace nasg::training {

/// Who validates.
enum class Division {
  kDrawn,         ///< so many of the examples, drawn
  kHalves,        ///< the second half of the examples, as the files have them (DARTS' search)
  kTestHalves,    ///< a drawn half of the test part (NAS-Bench-201 on CIFAR-100 and ImageNet16-120)
  kFirstOfClass,  ///< the first of each class, so many in all (hNAS' search for activation functions)
};
/// As settings name them, in their order.
const std::vector<std::string>& division_names();

/// How many examples each part gets; 0: all that are left (for `test`: the set's whole test part). Of parts
/// that are not drawn, so many are drawn then.
struct PartSizes {
  std::int64_t train = 0, valid = 0, test = 0;
};

struct PartRequest {
  PartSizes sizes;
  Division division = Division::kDrawn;
  /// A file of JSON with lists of numbers of examples, counted from 0, as NAS-Bench-201 publishes its splits:
  /// `train` and `valid` of the examples, or `xvalid` and `xtest` of the test part. Empty: the division
  /// holds.
  std::string indices{};
};

/// Which examples make up the parts. What is drawn is drawn without replacement, in an order that depends on
/// the set's size alone; test and validation part are drawn first, so that they stay the same whatever
/// `train` is.
struct Parts {
  std::vector<std::size_t> train, valid;
  std::vector<std::size_t> test;   ///< of the set's test part if it has one
  bool validates_by_test = false;  ///< `valid` too is of the set's test part
};

/// E0601 names a file of indices that is none, E0603 says what the set has too little of.
diag::Result<Parts> choose_parts(const ImageSet& set, const PartRequest& request);

}  // namespace nasg::training
