// SPDX-License-Identifier: Apache-2.0
// Files of benchmarks as CSV.
#include "search/benchmarks/convert_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "compiler/diag/codes/files.h"
#include "compiler/diag/codes/search.h"
#include "search/benchmarks/nasbench101_file.h"
#include "search/benchmarks/nasbench201_file.h"
#include "search/benchmarks/nasbench301_file.h"
#include "search/benchmarks/suite_zero_file.h"
#include "search/benchmarks/tf_records.h"

namespace nasg::benchmarks {
namespace {

/// Sums over the runs of a cell at some number of epochs.
struct Trainings {
  int runs = 0;
  double train = 0, valid = 0, test = 0, seconds = 0;
};
struct Cell {
  NasBench101Run first;
  std::map<std::int64_t, Trainings> by_epochs;
};

Complaint convert_nasbench101(std::istream& in, std::ostream& out) {
  std::map<std::string, Cell> cells;
  std::map<std::int64_t, int> epochs;
  TfRecords records(in);
  for (std::string record; records.next(record);) {
    const auto run = read_nasbench101(record);
    if (!run) return "a record is no training of a cell";
    Trainings& sums = cells.try_emplace(run->hash, Cell{*run, {}}).first->second.by_epochs[run->epochs];
    ++epochs[run->epochs];
    ++sums.runs;
    sums.train += run->train;
    sums.valid += run->valid;
    sums.test += run->test;
    sums.seconds += run->seconds;
  }
  if (!records.why_broken().empty()) return records.why_broken();
  if (cells.empty()) return "it is empty";
  out << "hash,adj,ops,params";
  for (const auto& [number, runs] : epochs)
    out << fmt::format(",train_{0},valid_{0},test_{0},seconds_{0},runs_{0}", number);
  for (const auto& [hash, cell] : cells) {
    out << fmt::format("\n{},{},{},{}", hash, cell.first.matrix, cell.first.ops, cell.first.params);
    for (const auto& [number, runs] : epochs) {
      const auto found = cell.by_epochs.find(number);
      const Trainings sums = found == cell.by_epochs.end() ? Trainings() : found->second;
      for (const double sum : {sums.train, sums.valid, sums.test, sums.seconds})
        out << (sums.runs == 0 ? "," : fmt::format(",{:.7g}", sum / sums.runs));
      out << ',' << sums.runs;
    }
  }
  out << '\n';
  return {};
}

Complaint convert_nasbenchmacro(std::istream& in, std::ostream& out) {
  using Json = nlohmann::ordered_json;
  const Json json = Json::parse(in, nullptr, false);
  if (!json.is_object() || json.empty()) return "it is no JSON object with architectures";
  out << "code,mean_acc,std,acc1,acc2,acc3,params,flops\n";
  for (const auto& [code, row] : json.items()) {
    const bool sound = row.is_object() && row.contains("test_acc") && row["test_acc"].is_array() &&
                       row["test_acc"].size() == 3;
    if (!sound) return "`" + code + "` has no three accuracies";
    out << code;
    const auto& runs = row["test_acc"];
    for (const Json& value :
         {row.value("mean_acc", Json()), row.value("std", Json()), Json(runs[0]), Json(runs[1]),
          Json(runs[2]), row.value("params", Json()), row.value("flops", Json())}) {
      if (!value.is_number()) return "`" + code + "` lacks a number";
      out << ',' << value.dump();
    }
    out << '\n';
  }
  return {};
}

/// Of a file that is read from its beginning to its end.
template <Complaint (*convert)(std::istream&, std::ostream&)>
Complaint convert_stream(const std::string& path, std::ostream& out) {
  std::ifstream in(path, std::ios::binary);
  return convert(in, out);
}

struct Format {
  const char* name;
  const char* files;
  Complaint (*convert)(const std::string& path, std::ostream&);
  bool folders = false;  ///< whether `path` may be one
};
constexpr Format kFormats[] = {
    {"nasbench101", "NAS-Bench-101 (nasbench_full.tfrecord, nasbench_only108.tfrecord)",
     convert_stream<convert_nasbench101>},
    {"nasbench201",
     "NAS-Bench-201 (NAS-Bench-201-v1_1-096897.pth, NATS-tss-v1_0-3ffb9.pickle.pbz2, or the folder "
     "NATS-tss-v1_0-3ffb9-simple)",
     convert_nasbench201, true},
    {"nasbench301", "NAS-Bench-301 (a results_*.json, or a folder with such files)", convert_nasbench301,
     true},
    {"nasbenchmacro", "NAS-Bench-Macro (nas-bench-macro_cifar10.json)",
     convert_stream<convert_nasbenchmacro>},
    {"zc_nasbench101", "NAS-Bench-Suite-Zero (zc_nasbench101.json)", convert_stream<convert_suite_zero_101>},
    {"zc_nasbench201", "NAS-Bench-Suite-Zero (zc_nasbench201.json)", convert_stream<convert_suite_zero_201>},
    {"zc_nasbench301", "NAS-Bench-Suite-Zero (zc_nasbench301.json)", convert_stream<convert_suite_zero_301>}};

/// Whether anything can be read from it.
bool readable(const std::string& path, bool folders) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return folders;
  std::ifstream in(path, std::ios::binary);
  return in && in.peek() != std::ifstream::traits_type::eof();
}

}  // namespace

std::vector<std::string> table_formats() {
  std::vector<std::string> names;
  for (const Format& format : kFormats) names.emplace_back(format.name);
  return names;
}

diag::Status convert_table(const std::string& format, const std::string& path, std::ostream& out) {
  const auto* const known = std::ranges::find(kFormats, format, &Format::name);
  if (!readable(path, known->folders))
    return diag::make(diag::code::E0901, {}, path, "it is not there, empty, or may not be read");
  const Complaint why = known->convert(path, out);
  if (!why.empty()) return diag::make(diag::code::E0765, {}, path, known->files, why);
  return diag::success();
}

}  // namespace nasg::benchmarks
