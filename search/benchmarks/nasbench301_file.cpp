// SPDX-License-Identifier: Apache-2.0
// Edges to genotypes, file by file.
#include "search/benchmarks/nasbench301_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "search/benchmarks/csv.h"

namespace nasg::benchmarks {
namespace {

namespace fs = std::filesystem;
using TrainingJson = nlohmann::json;

std::vector<fs::path> results_below(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return {path};
  std::vector<fs::path> found;
  fs::recursive_directory_iterator at(path, fs::directory_options::skip_permission_denied, ignored);
  for (; at != fs::recursive_directory_iterator(); at.increment(ignored)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with("results_") && name.ends_with(".json")) found.push_back(at->path());
  }
  std::ranges::sort(found);
  return found;
}

/// `op:value` for each edge, or empty where some node does not have two.
std::string cell_of(const TrainingJson& setting, const std::string& which) {
  constexpr int kFirstEdges[] = {0, 2, 5, 9, 14};
  std::string cell;
  for (int node = 0; node < 4; ++node) {
    int edges = 0;
    for (int edge = kFirstEdges[node]; edge < kFirstEdges[node + 1]; ++edge) {
      const auto op =
          setting.find("NetworkSelectorDatasetInfo:darts:edge_" + which + "_" + std::to_string(edge));
      if (op == setting.end() || !op->is_string()) continue;
      ++edges;
      cell += (cell.empty() ? "" : " ") + op->get<std::string>() + ":";
      cell += std::to_string(edge - kFirstEdges[node]);
    }
    if (edges != 2) return {};
  }
  return cell;
}

Complaint convert_training(const TrainingJson& json, std::ostream& out) {
  if (!json.is_object() || !json.contains("optimized_hyperparamater_config")) return "it is no training";
  const TrainingJson& setting = json["optimized_hyperparamater_config"];
  const std::string normal = cell_of(setting, "normal"), reduce = cell_of(setting, "reduce");
  if (normal.empty() || reduce.empty()) return "its cells do not have two edges at each node";
  const bool told = json.contains("info") && json["info"].is_array() && !json["info"].empty();
  const TrainingJson none, &info = told ? json["info"][0] : none;
  const auto value = [](const TrainingJson& of, const char* name) {
    return of.is_object() ? of.value(name, TrainingJson()) : TrainingJson();
  };
  out << csv_field(normal) << ',' << csv_field(reduce);
  for (const TrainingJson& number :
       {value(setting, "NetworkSelectorDatasetInfo:darts:layers"),
        value(setting, "NetworkSelectorDatasetInfo:darts:init_channels"), value(json, "budget"),
        value(info, "val_accuracy"), value(json, "test_accuracy"), value(info, "model_parameters"),
        value(json, "runtime")})
    out << ',' << (number.is_number() ? number.dump() : "");
  out << '\n';
  return {};
}

}  // namespace

Complaint convert_nasbench301(const std::string& path, std::ostream& out) {
  const std::vector<fs::path> files = results_below(path);
  if (files.empty()) return "it has no `results_*.json`";
  out << "normal,reduce,layers,init_channels,epochs,val_accuracy,test_accuracy,params,seconds\n";
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    const Complaint why = convert_training(TrainingJson::parse(in, nullptr, false), out);
    if (!why.empty()) return files.size() == 1 ? why : "`" + file.string() + "`: " + why;
  }
  return {};
}

}  // namespace nasg::benchmarks
