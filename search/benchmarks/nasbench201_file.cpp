// SPDX-License-Identifier: Apache-2.0
// Results of architectures, from pickles.
//
// An architecture trained for some number of epochs is a dictionary: `arch_index`, `arch_str`, and
// `all_results`, which has a training for each (data set, seed): `name` of the data set, `epochs`, `params`
// and `flop` in millions, `train_times` by epoch, `eval_acc1es` and `eval_times` by `part@epoch`. The parts
// are x-valid, x-test and ori-test. Both kinds of file hold such dictionaries, at different depths.
#include "search/benchmarks/nasbench201_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <vector>

#include "search/benchmarks/bzip2_stream.h"
#include "search/benchmarks/csv.h"
#include "search/benchmarks/pickle.h"

namespace nasg::benchmarks {
namespace {

namespace fs = std::filesystem;

/// A column is the accuracy of a part of a data set; where the part is empty, the seconds.
struct Column {
  const char* name;
  const char* set;
  const char* part;
};
constexpr Column kColumns[] = {{"cifar10_valid", "cifar10-valid", "x-valid"},
                               {"cifar10_testhalf", "cifar10-valid", "ori-test"},
                               {"cifar10_test", "cifar10", "ori-test"},
                               {"cifar100_valid", "cifar100", "x-valid"},
                               {"cifar100_test", "cifar100", "x-test"},
                               {"imagenet16_valid", "ImageNet16-120", "x-valid"},
                               {"imagenet16_test", "ImageNet16-120", "x-test"},
                               {"cifar10_seconds", "cifar10-valid", ""},
                               {"cifar100_seconds", "cifar100", ""},
                               {"imagenet16_seconds", "ImageNet16-120", ""}};

struct Mean {
  double sum = 0;
  int count = 0;
};

struct Architecture {
  std::string code;
  double params = 0, flops = 0;
  std::map<std::int64_t, std::array<Mean, std::size(kColumns)>> by_epochs;
};

class Results {
 public:
  /// Takes the results out of a dictionary that is an architecture's; leaves others alone.
  void take(Pickle& pickle, const Pickle::Value& dictionary);
  bool empty() const { return architectures_.empty(); }
  void write(std::ostream& out) const;

 private:
  std::map<std::int64_t, Architecture> architectures_;
};

/// The value of `part@epoch` at the last epoch; nothing if there is none.
std::optional<double> last(const Pickle& pickle, const Pickle::Value* curve, const std::string& part,
                           std::int64_t epochs) {
  if (curve == nullptr) return std::nullopt;
  const Pickle::Value* const value = pickle.find(*curve, fmt::format("{}@{}", part, epochs - 1));
  return value == nullptr ? std::nullopt : pickle.number(*value);
}

/// A training's seconds in all and those of one validation.
std::optional<double> seconds(const Pickle& pickle, const Pickle::Value* training_times,
                              const std::optional<double>& validation) {
  if (training_times == nullptr || pickle.entries(*training_times).empty()) return std::nullopt;
  double sum = validation.value_or(0);
  for (const auto& [epoch, time] : pickle.entries(*training_times)) sum += pickle.number(time).value_or(0);
  return sum;
}

void Results::take(Pickle& pickle, const Pickle::Value& dictionary) {
  constexpr std::size_t kFewest = 3, kMost = 16;
  const std::size_t size = pickle.entries(dictionary).size();
  if (size < kFewest || size > kMost) return;
  const Pickle::Value *const index = pickle.find(dictionary, "arch_index"),
                             *const code = pickle.find(dictionary, "arch_str"),
                             *const all = pickle.find(dictionary, "all_results");
  if (index == nullptr || code == nullptr || all == nullptr) return;
  const auto number = pickle.number(*index);
  const auto text = pickle.text(*code);
  if (!number || !text) return;
  Architecture& architecture = architectures_[static_cast<std::int64_t>(*number)];
  architecture.code = *text;
  const std::vector<Pickle::Entry> trainings(pickle.entries(*all).begin(), pickle.entries(*all).end());
  for (const auto& [key, training] : trainings) {
    const auto value_of = [&](const char* name) -> std::optional<double> {
      const Pickle::Value* const value = pickle.find(training, name);
      return value == nullptr ? std::nullopt : pickle.number(*value);
    };
    const Pickle::Value* const set = pickle.find(training, "name");
    const std::string_view name = set == nullptr ? "" : pickle.text(*set).value_or("");
    const auto epochs = value_of("epochs");
    if (!epochs) continue;
    const auto last_epoch = static_cast<std::int64_t>(*epochs);
    if (architecture.params == 0 || name == "cifar10-valid" || name == "cifar10") {
      architecture.params = value_of("params").value_or(0);
      architecture.flops = value_of("flop").value_or(0);
    }
    auto& means = architecture.by_epochs[last_epoch];
    for (std::size_t i = 0; i < std::size(kColumns); ++i) {
      const Column& column = kColumns[i];
      if (name != column.set) continue;
      const auto value =
          *column.part != '\0'
              ? last(pickle, pickle.find(training, "eval_acc1es"), column.part, last_epoch)
              : seconds(pickle, pickle.find(training, "train_times"),
                        last(pickle, pickle.find(training, "eval_times"), "x-valid", last_epoch));
      if (!value) continue;
      means[i].sum += *value;
      ++means[i].count;
    }
    const std::vector<Pickle::Entry> parts(pickle.entries(training).begin(), pickle.entries(training).end());
    for (const auto& [part, value] : parts) pickle.clear(value);
  }
}

void Results::write(std::ostream& out) const {
  std::set<std::pair<std::int64_t, std::size_t>> columns;
  for (const auto& [index, architecture] : architectures_)
    for (const auto& [epochs, means] : architecture.by_epochs)
      for (std::size_t i = 0; i < std::size(kColumns); ++i)
        if (means[i].count > 0) columns.emplace(epochs, i);
  out << "index,arch,params,flops";
  for (const auto& [epochs, i] : columns) out << fmt::format(",{}_{}", kColumns[i].name, epochs);
  out << '\n';
  constexpr double kMillion = 1e6;
  for (const auto& [index, architecture] : architectures_) {
    out << fmt::format("{},{},{:.0f},{:.0f}", index, csv_field(architecture.code),
                       architecture.params * kMillion, architecture.flops * kMillion);
    for (const auto& [epochs, i] : columns) {
      const auto found = architecture.by_epochs.find(epochs);
      const Mean mean = found == architecture.by_epochs.end() ? Mean() : found->second[i];
      out << (mean.count == 0 ? "," : fmt::format(",{:.7g}", mean.sum / mean.count));
    }
    out << '\n';
  }
}

/// What `torch.save` wrote before the main pickle: its magic number, a version, and what machine it was.
bool begins_as_torch_file(std::istream& in) {
  constexpr std::string_view kMagic("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9 j\xa8P\x19.", 15);
  std::string begin(kMagic.size(), '\0');
  in.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  const bool is = in.gcount() == static_cast<std::streamsize>(begin.size()) && begin == kMagic;
  in.clear();
  in.seekg(0);
  return is;
}

Complaint read_results(const fs::path& path, Results& results) {
  const auto visit = [&](Pickle& pickle, const Pickle::Value& dictionary) {
    results.take(pickle, dictionary);
  };
  Pickle pickle;
  if (path.extension() == ".pbz2") return read_pickle(*open_bzip2(path.string()), pickle, visit);
  std::ifstream in(path, std::ios::binary);
  if (in.peek() == 'P')
    return "it is a zip archive of a newer torch.save: write it again with "
           "_use_new_zipfile_serialization=False";
  if (begins_as_torch_file(in))
    for (int i = 0; i < 3; ++i)
      if (Complaint why = read_pickle(in, pickle); !why.empty()) return why;
  return read_pickle(in, pickle, visit);
}

std::vector<fs::path> files_of(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return {path};
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(path, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".pickle.pbz2") && name != "meta.pickle.pbz2") found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

Complaint convert_nasbench201(const std::string& path, std::ostream& out) {
  const std::vector<fs::path> files = files_of(path);
  if (files.empty()) return "it has no `000000.pickle.pbz2`";
  Results results;
  for (const fs::path& file : files)
    if (const Complaint why = read_results(file, results); !why.empty())
      return files.size() == 1 ? why : "`" + file.string() + "`: " + why;
  if (results.empty()) return "it has no results of architectures";
  results.write(out);
  return {};
}

}  // namespace nasg::benchmarks
