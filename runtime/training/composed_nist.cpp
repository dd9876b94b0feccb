// SPDX-License-Identifier: Apache-2.0
// AddNIST and MultNIST.
#include <algorithm>
#include <array>
#include <map>

#include "compiler/diag/codes/network.h"
#include "runtime/derivation/rng.h"
#include "runtime/training/composed_sets.h"

namespace nasg::training {

namespace {

using Digits = std::array<int, 3>;
using Label = int (*)(const Digits&);

constexpr std::size_t kExamples = 60'000;
constexpr std::size_t kTest = 10'000;
constexpr double kTrainShare = 0.75;  ///< of the combinations of a label; only the weights feel it
constexpr double kTestFactor = 0.33;

struct Recipe {
  Label label;
  int labels;
  int times;  ///< how often a combination of the most frequent label occurs among the examples
};

std::vector<Digits> combinations(const Recipe& recipe) {
  std::vector<Digits> all;
  for (int r = 0; r < 10; ++r)
    for (int g = 0; g < 10; ++g)
      for (int b = 0; b < 10; ++b) {
        const int label = recipe.label({r, g, b});
        if (label >= 0 && label < recipe.labels) all.push_back({r, g, b});
      }
  return all;
}

/// By label: how many combinations there are, and how many of them count towards the weights of a part.
std::map<int, int> counted(const Recipe& recipe, const std::vector<Digits>& all, bool test) {
  std::map<int, int> counts;
  for (const Digits& digits : all) ++counts[recipe.label(digits)];
  for (auto& [label, count] : counts) {
    const int train = static_cast<int>(count * kTrainShare);
    count = test ? count - train : train;
  }
  return counts;
}

/// How often a combination occurs, by label: the rarer the label, the more often, in proportion.
std::map<int, int> repetitions(const Recipe& recipe, const std::vector<Digits>& all, bool test) {
  const std::map<int, int> counts = counted(recipe, all, test);
  int most = 0;
  for (const auto& [label, count] : counts) most = std::max(most, count);
  const int times = test ? static_cast<int>(kTestFactor * recipe.times) : recipe.times;
  std::map<int, int> result;
  for (const auto& [label, count] : counts) result[label] = times * most / count;
  return result;
}

RawImages compose(const Recipe& recipe, const RawImages& digits, bool test, std::size_t count,
                  derivation::Rng rng) {
  std::array<std::vector<std::size_t>, 10> by_digit;
  for (std::size_t i = 0; i < digits.count(); ++i) by_digit[digits.labels[i]].push_back(i);
  const std::vector<Digits> all = combinations(recipe);
  std::map<int, int> times = repetitions(recipe, all, test);
  std::vector<Digits> order;
  for (const Digits& combination : all)
    order.insert(order.end(), static_cast<std::size_t>(times.at(recipe.label(combination))), combination);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
  order.resize(std::min(order.size(), count));

  RawImages made{digits.height, digits.width, {}, {}, 3};
  for (const Digits& combination : order) {
    for (const int digit : combination) {
      const std::vector<std::size_t>& of_digit = by_digit[static_cast<std::size_t>(digit)];
      const std::uint8_t* plane = digits.image(of_digit[rng.below(of_digit.size())]);
      made.pixels.insert(made.pixels.end(), plane, plane + digits.area());
    }
    made.labels.push_back(static_cast<std::uint8_t>(recipe.label(combination)));
  }
  return made;
}

bool has_all_digits(const RawImages& images) {
  for (std::uint8_t digit = 0; digit < 10; ++digit)
    if (std::ranges::find(images.labels, digit) == images.labels.end()) return false;
  return std::ranges::all_of(images.labels, [](std::uint8_t label) { return label < 10; }) &&
         images.channels == 1;
}

diag::Result<ImageSet> make(const Recipe& recipe, const ImageSet& digits, std::uint64_t seed) {
  if (!has_all_digits(digits.examples) || !has_all_digits(digits.test))
    return diag::make(diag::code::E0603, {},
                      "it is made from grey images of the ten digits, in a training and a test part");
  ImageSet set;
  const derivation::Rng rng(seed);
  set.examples = compose(recipe, digits.examples, false, kExamples, rng.fork(0));
  set.test = compose(recipe, digits.test, true, kTest, rng.fork(1));
  set.classes = recipe.labels;
  return set;
}

}  // namespace

diag::Result<ImageSet> make_add_nist(const ImageSet& digits, std::uint64_t seed) {
  return make({[](const Digits& d) { return d[0] + d[1] + d[2] - 1; }, 20, 200}, digits, seed);
}

diag::Result<ImageSet> make_mult_nist(const ImageSet& digits, std::uint64_t seed) {
  return make({[](const Digits& d) { return d[0] * d[1] * d[2] % 10; }, 10, 20}, digits, seed);
}

}  // namespace nasg::training
