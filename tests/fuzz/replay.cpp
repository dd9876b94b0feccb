// SPDX-License-Identifier: Apache-2.0
// Where no fuzzing engine is linked: a fuzzer's function on each file of the folders, then on mutants of
// them.
//
// replay COUNT FOLDER…: COUNT mutants, the same at each run. A mutant that brings the program down is left
// behind in a file with the ending `.broken` beside the program. The memory of the whole run is limited to 2
// GB.
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr rlim_t kMemory = rlim_t{2} << 30;
constexpr std::size_t kLongest = 20'000;

void run(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

/// Some wounds: bytes gone, doubled, changed, a piece of another text, or a word that the readers know.
std::string mutant(const std::vector<std::string>& texts, std::mt19937& random) {
  static const std::vector<std::string> words{"(",
                                              ")",
                                              "{",
                                              "}",
                                              "[",
                                              "]",
                                              ";",
                                              "|",
                                              "=",
                                              ">>",
                                              "^",
                                              "@",
                                              "..",
                                              "limit ",
                                              "let ",
                                              " in ",
                                              "space ",
                                              "frame = ",
                                              "99999999999999999999",
                                              "1e999",
                                              "-",
                                              "extends ",
                                              "zero",
                                              "depth <= 3",
                                              "\"",
                                              "/*",
                                              "notation n {",
                                              "where connected",
                                              "\xc3"};
  const auto any = [&](std::size_t size) { return size == 0 ? 0 : random() % size; };
  std::string text = texts[any(texts.size())];
  for (std::size_t wounds = 1 + any(6); wounds > 0; --wounds) {
    const std::size_t at = any(text.size() + 1);
    const std::size_t length = 1 + any(40);
    switch (random() % 5) {
      case 0: text.erase(at, length); break;
      case 1: text.insert(at, text.substr(at, length)); break;
      case 2: text.insert(at, words[any(words.size())]); break;
      case 3: {
        const std::string& other = texts[any(texts.size())];
        text.insert(at, other.substr(any(other.size() + 1), length * 4));
        break;
      }
      default:
        if (at < text.size()) text[at] = static_cast<char>(random());
    }
  }
  text.resize(std::min(text.size(), kLongest));
  return text;
}

}  // namespace

int main(int count, char** arguments) {
  const rlimit memory{kMemory, kMemory};
  if (count < 3 || setrlimit(RLIMIT_AS, &memory) != 0) return 2;
  std::vector<std::string> texts;
  for (int i = 2; i < count; ++i) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[i])) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      std::string& text =
          texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>{});
      std::cout << entry.path().string() << std::endl;
      run(text);
      if (text.size() > kLongest) texts.pop_back();  // a set of data
    }
  }
  if (texts.empty()) return 1;
  std::ranges::sort(texts);  // whatever the order of the folder
  const std::string last = std::string(arguments[0]) + ".broken";
  std::mt19937 random(20261122);
  for (long left = std::strtol(arguments[1], nullptr, 10); left > 0; --left) {
    const std::string text = mutant(texts, random);
    std::ofstream(last, std::ios::binary) << text;
    run(text);
  }
  std::filesystem::remove(last);
  return 0;
}
