// SPDX-License-Identifier: Apache-2.0
// Draws, halves and looks up.
#include "runtime/training/parts.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

#include "compiler/diag/codes/network.h"
#include "runtime/derivation/rng.h"

namespace nasg::training {

namespace {

using Numbers = std::vector<std::size_t>;

constexpr std::uint64_t kSplitSeed = 20240229;

/// What is drawn from, each in an order of its own.
enum Stream : std::uint64_t { kOfExamples, kOfTest, kOfTrain, kOfValid };

Numbers shuffled(Numbers order, Stream stream) {
  derivation::Rng rng = derivation::Rng(kSplitSeed).fork(stream);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
  return order;
}

Numbers count_up(std::size_t begin, std::size_t end) {
  Numbers numbers(end - begin);
  std::iota(numbers.begin(), numbers.end(), begin);
  return numbers;
}

diag::Diagnostic unfitting(std::string why) {
  return diag::make(diag::code::E0603, {}, std::move(why));
}

diag::Diagnostic too_few(const char* part, std::int64_t asked, std::size_t left) {
  return unfitting(std::string("the ") + part + " part is to have " + std::to_string(asked) +
                   " examples, and " + std::to_string(left) + " are left for it");
}

/// Cuts parts off the front of an order of examples.
class Cutter {
 public:
  Cutter(std::size_t count, Stream stream) : order_(shuffled(count_up(0, count), stream)) {}

  bool has(std::int64_t size) const { return size >= 0 && static_cast<std::size_t>(size) <= left(); }
  std::size_t left() const { return order_.size() - next_; }
  /// The next `size` examples, or all that are left.
  Numbers cut(std::int64_t size) {
    const std::size_t taken = size == 0 ? left() : static_cast<std::size_t>(size);
    const auto first = order_.begin() + static_cast<std::ptrdiff_t>(next_);
    next_ += taken;
    return {first, first + static_cast<std::ptrdiff_t>(taken)};
  }

 private:
  Numbers order_;
  std::size_t next_ = 0;
};

diag::Result<Parts> draw(const ImageSet& set, const PartSizes& sizes) {
  Parts parts;
  Cutter examples(set.examples.count(), kOfExamples);
  if (set.test.count() > 0) {
    Cutter test(set.test.count(), kOfTest);
    if (!test.has(sizes.test)) return too_few("test", sizes.test, test.left());
    parts.test = test.cut(sizes.test);
  } else {
    if (!examples.has(std::max<std::int64_t>(sizes.test, 1)))
      return too_few("test", sizes.test, examples.left());
    parts.test = examples.cut(std::max<std::int64_t>(sizes.test, 1));
  }
  if (sizes.valid < 1 || !examples.has(sizes.valid))
    return too_few("validation", sizes.valid, examples.left());
  parts.valid = examples.cut(sizes.valid);
  if (examples.left() == 0 || !examples.has(sizes.train))
    return too_few("training", sizes.train, examples.left());
  parts.train = examples.cut(sizes.train);
  return parts;
}

diag::Result<Numbers> read_list(const nlohmann::json& list, const std::string& path, std::size_t count) {
  // The published files name the type of their numbers first: ["int", ["0", "5"]].
  const nlohmann::json& numbers = list.size() == 2 && list[1].is_array() ? list[1] : list;
  Numbers found;
  std::vector<bool> seen(count, false);
  for (const nlohmann::json& entry : numbers) {
    const std::string text = entry.is_string() ? entry.get<std::string>() : entry.dump();
    const bool digits = !text.empty() && text.size() < 10 &&
                        std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    const std::size_t number = digits ? std::stoul(text) : count;
    if (number >= count || seen[number])
      return diag::make(
          diag::code::E0601, {}, path,
          "`" + text + "` is no number below " + std::to_string(count) + " that stands there once");
    seen[number] = true;
    found.push_back(number);
  }
  return found;
}

/// The lists under the two names; nothing if the file has not both.
diag::Result<std::optional<std::pair<Numbers, Numbers>>> read_lists(const nlohmann::json& file,
                                                                    const std::string& path,
                                                                    const char* first, const char* second,
                                                                    std::size_t count) {
  using Lists = std::optional<std::pair<Numbers, Numbers>>;
  for (const char* name : {first, second})
    if (!file.contains(name) || !file[name].is_array()) return Lists();
  auto one = read_list(file[first], path, count);
  if (!one) return one.error();
  auto other = read_list(file[second], path, count);
  if (!other) return other.error();
  return Lists(std::in_place, *std::move(one), *std::move(other));
}

diag::Result<Parts> look_up(const ImageSet& set, const std::string& path) {
  std::ifstream stream(path);
  if (!stream) return diag::make(diag::code::E0601, {}, path, "it cannot be read");
  const nlohmann::json file = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (file.is_object()) {
    auto examples = read_lists(file, path, "train", "valid", set.examples.count());
    if (!examples) return examples.error();
    if (*examples)
      return Parts{std::move((*examples)->first), std::move((*examples)->second),
                   count_up(0, set.test.count())};
    auto test = read_lists(file, path, "xvalid", "xtest", set.test.count());
    if (!test) return test.error();
    if (*test)
      return Parts{count_up(0, set.examples.count()), std::move((*test)->first), std::move((*test)->second),
                   true};
  }
  return diag::make(diag::code::E0601, {}, path,
                    "it is no JSON with the lists `train` and `valid`, or `xvalid` and `xtest`");
}

/// `many`: so many validate in all.
Parts first_of_class(const ImageSet& set, std::int64_t many) {
  Parts parts{{}, {}, count_up(0, set.test.count())};
  std::vector<std::int64_t> left(static_cast<std::size_t>(set.classes), many / set.classes);
  for (std::size_t i = 0; i < set.examples.count(); ++i)
    (left[set.examples.labels[i]]-- > 0 ? parts.valid : parts.train).push_back(i);
  return parts;
}

diag::Result<Parts> divide(const ImageSet& set, const PartRequest& request) {
  if (!request.indices.empty()) return look_up(set, request.indices);
  const std::size_t half = set.examples.count() / 2;
  switch (request.division) {
    case Division::kHalves:
      return Parts{count_up(0, half), count_up(half, set.examples.count()), count_up(0, set.test.count())};
    case Division::kTestHalves: {
      Cutter test(set.test.count(), kOfTest);
      const auto validating = static_cast<std::int64_t>(std::max<std::size_t>(set.test.count() / 2, 1));
      return Parts{count_up(0, set.examples.count()), test.cut(validating), test.cut(0), true};
    }
    default: return first_of_class(set, request.sizes.valid);
  }
}

/// So many of the part, drawn; 0: all of it.
diag::Status lessen(Numbers& part, std::int64_t size, Stream stream, const char* name) {
  if (part.empty() || size < 0 || static_cast<std::size_t>(size) > part.size())
    return too_few(name, std::max<std::int64_t>(size, 1), part.size());
  if (size == 0) return diag::success();
  part = shuffled(std::move(part), stream);
  part.resize(static_cast<std::size_t>(size));
  return diag::success();
}

}  // namespace

const std::vector<std::string>& division_names() {
  static const std::vector<std::string> names{"drawn", "halves", "test_halves", "first_of_class"};
  return names;
}

diag::Result<Parts> choose_parts(const ImageSet& set, const PartRequest& request) {
  const PartSizes& sizes = request.sizes;
  if (request.indices.empty() && request.division == Division::kDrawn) return draw(set, sizes);
  if (set.test.count() == 0) return unfitting("they have no test part, which this split needs");
  if (request.indices.empty() && request.division == Division::kFirstOfClass &&
      (sizes.valid < set.classes || sizes.valid % set.classes != 0))
    return unfitting("`first_of_class` needs `valid`, a multiple of the " + std::to_string(set.classes) +
                     " classes: so many of each");
  auto parts = divide(set, request);
  if (!parts) return parts.error();
  for (const auto& [part, size, stream, name] :
       {std::tuple{&parts->train, sizes.train, kOfTrain, "training"},
        std::tuple{&parts->valid, request.division == Division::kFirstOfClass ? 0 : sizes.valid, kOfValid,
                   "validation"},
        std::tuple{&parts->test, sizes.test, kOfTest, "test"}})
    if (auto taken = lessen(*part, size, stream, name); !taken) return taken.error();
  return parts;
}

}  // namespace nasg::training
