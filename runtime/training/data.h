// SPDX-License-Identifier: Apache-2.0
// Labelled images in memory, and the readers of their files.
#pragma once

#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/dim.h"
#include "compiler/ir/setting.h"

namespace nasg::training {

/// `pixels` holds count × shape values, example by example, channel by channel, row by row.
struct Images {
  ir::Shape shape;  ///< [C, H, W]
  std::vector<float> pixels;
  std::vector<std::int64_t> labels;
  std::size_t count() const { return labels.size(); }
};

/// Training, validation and test part, normalised by the mean and deviation of the training part.
struct Split {
  Images train, valid, test;
  std::int64_t classes = 0;
  std::vector<float> black{};  ///< by channel: what 0 has become; empty: 0
};

/// Makes the named set ready for networks of the given input: `digits`, `csv(path = "…")`, `tokens(path =
/// "…")`, or a set from a folder, `NAME(folder = "…", train = 10000, valid = 2000, test = 2000)`: `mnist`,
/// `fashion_mnist` and `idx` (the four MNIST files, plain or .gz), `images` (a folder for each class),
/// `cifar10` and `cifar100` (the binary files, plain or .xz), `addnist` and `multnist` (made from MNIST's
/// files), `cifartile` (made from CIFAR-10's). Images are resized (bilinear) and a lone channel repeated
/// where the input asks for it. Splits (parts.h) depend on the set alone. E0601: a file is missing or damaged
/// (which, and how to get it); E0602: unknown set; E0603: the set does not fit (more classes than the space
/// has, other channels, a class that is measured and never trained on). Files and folders that are not
/// absolute are looked for in `folders`, in order, and at last where the program runs.
diag::Result<Split> load_data(const ir::Setting& setting, const ir::Shape& input, std::int64_t classes,
                              const std::vector<std::string>& folders = {});

/// Where the digits that the program carries are.
std::string digits_file();

/// The sets that are made from others.
std::vector<std::string> composed_sets();
/// Writes one of them, made from the files in the folder `from`, as IDX files into the folder `to`, which
/// `idx(folder = …)` reads. E0601 and E0603 as above; E0903 names what cannot be written.
diag::Status write_composed(const std::string& name, const std::string& from, const std::string& to);

}  // namespace nasg::training
