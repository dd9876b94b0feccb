// SPDX-License-Identifier: Apache-2.0
// Reads sequences of symbols from a text file.
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/diag/codes/network.h"
#include "runtime/training/image_set.h"

namespace nasg::training {

namespace {

constexpr unsigned kMostLabel = 255;
constexpr unsigned kMostSymbol = 65535;

/// A whole number from 0 to `most`, or nothing.
std::optional<unsigned> number(const std::string& word, unsigned most) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size() || value > most) return std::nullopt;
  return value;
}

/// Adds the example of a line, or says what is wrong with it.
std::optional<std::string> add_example(const std::string& line, std::size_t length, RawImages& images) {
  std::istringstream words(line);
  std::string word;
  words >> word;
  const auto label = number(word, kMostLabel);
  if (!label) return "`" + word + "` is no label from 0 to 255";
  std::vector<std::uint8_t> low(length, 0), high(length, 0);
  for (std::size_t i = 0; words >> word; ++i) {
    const auto symbol = number(word, kMostSymbol);
    if (!symbol) return "`" + word + "` is no symbol from 0 to 65535";
    if (i >= length) continue;
    low[i] = static_cast<std::uint8_t>(*symbol & 0xFF);
    high[i] = static_cast<std::uint8_t>(*symbol >> 8);
  }
  images.labels.push_back(static_cast<std::uint8_t>(*label));
  images.pixels.insert(images.pixels.end(), low.begin(), low.end());
  images.pixels.insert(images.pixels.end(), high.begin(), high.end());
  return std::nullopt;
}

}  // namespace

diag::Result<ImageSet> read_tokens(const std::string& path, std::int64_t length) {
  const auto unusable = [&](std::string why) {
    return diag::make(diag::code::E0601, {}, path, std::move(why));
  };
  std::ifstream file(path);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored)) return unusable("it cannot be opened");
  ImageSet set;
  set.tokens = true;
  set.examples.channels = 2;
  set.examples.height = 1;
  set.examples.width = length;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (const auto wrong = add_example(line, static_cast<std::size_t>(length), set.examples))
      return unusable("line " + std::to_string(number) + ": " + *wrong);
    set.classes = std::max<std::int64_t>(set.classes, set.examples.labels.back() + 1);
  }
  if (set.examples.count() == 0) return unusable("it holds no example");
  return set;
}

Images symbols(const RawImages& raw, const std::vector<std::size_t>& chosen) {
  const auto length = static_cast<std::size_t>(raw.width);
  Images images{{raw.width}, {}, {}};
  for (const std::size_t example : chosen) {
    const std::uint8_t* low = raw.image(example);
    for (std::size_t i = 0; i < length; ++i)
      images.pixels.push_back(static_cast<float>(low[i] + 256 * low[length + i]));
    images.labels.push_back(raw.labels[example]);
  }
  return images;
}

}  // namespace nasg::training
