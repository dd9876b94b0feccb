// SPDX-License-Identifier: Apache-2.0
// The kernels that fall with a distance, by name.
#include <algorithm>
#include <array>

#include "search/kernels/cost_metric.h"
#include "search/kernels/edit_metric.h"
#include "search/kernels/encoding_metric.h"
#include "search/kernels/labels_metric.h"
#include "search/kernels/measured_metric.h"
#include "search/kernels/nasbot_metric.h"
#include "search/kernels/radial_kernel.h"
#include "search/kernels/tree_wasserstein.h"

namespace nasg::search {
namespace {

using ir::Setting;
using ir::SettingReader;

std::unique_ptr<Metric> read_path(SettingReader& reader, const ir::Space& space) {
  PathOptions options;
  const std::int64_t length = reader.integer("length", -1);
  if (length < -1 || length > kLongestWord) reader.refuse("length", "must be a whole number from 0 to 64");
  if (length >= 0) options.length = static_cast<std::uint32_t>(length);
  options.counts = reader.boolean("counts", false);
  return make_path_metric(space, std::move(options));
}

std::unique_ptr<Metric> read_adjacency(SettingReader&, const ir::Space& space) {
  return make_adjacency_metric(space);
}

std::unique_ptr<Metric> read_edit(SettingReader&, const ir::Space& space) {
  return make_edit_metric(space);
}

std::unique_ptr<Metric> read_labels(SettingReader&, const ir::Space& space) {
  return make_labels_metric(space);
}

std::unique_ptr<Metric> read_nasbot(SettingReader& reader, const ir::Space& space) {
  NasbotWeights weights;
  const std::array<std::pair<const char*, double*>, 3> all = {
      {{"operations", &weights.operations}, {"degrees", &weights.degrees}, {"places", &weights.places}}};
  for (const auto& [name, weight] : all) {
    *weight = reader.number(name, *weight);
    if (!(*weight >= 0)) reader.refuse(name, "must be 0 or more");
  }
  return make_nasbot_metric(space, weights);
}

/// `tree = [[conv3x3, conv1x1], avg_pool]`: each list, and each name by itself, is a family.
std::vector<std::vector<std::string>> read_groups(SettingReader& reader) {
  std::vector<std::vector<std::string>> groups;
  const Setting* const tree = reader.find("tree");
  if (tree == nullptr) return groups;
  const auto* const list = std::get_if<Setting::List>(&tree->value);
  const auto name = [&](const Setting& part) {
    const bool named =
        std::holds_alternative<Setting::Call>(part.value) || std::holds_alternative<std::string>(part.value);
    if (!named) reader.refuse("tree", "must hold names, and lists of names");
    const auto* const text = std::get_if<std::string>(&part.value);
    return text != nullptr ? *text : part.text();
  };
  if (list == nullptr) reader.refuse("tree", "must be a list such as `[[conv3x3, conv1x1], avg_pool]`");
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    groups.emplace_back();
    if (const auto* const family = std::get_if<Setting::List>(&(*list)[i].value)) {
      for (const Setting& part : *family) groups.back().push_back(name(part));
    } else {
      groups.back().push_back(name((*list)[i]));
    }
  }
  return groups;
}

std::unique_ptr<Metric> read_tw(SettingReader& reader, const ir::Space& space) {
  TwOptions options;
  const std::int64_t grams = reader.integer("grams", 1);
  if (grams != 1 && grams != 2) reader.refuse("grams", "must be 1 or 2");
  options.pairs = grams == 2;
  options.groups = read_groups(reader);
  options.alpha = reader.number("alpha", options.alpha);
  if (!(options.alpha >= 0 && options.alpha <= 1)) reader.refuse("alpha", "must be from 0 to 1");
  const std::string graph = reader.text("graph", "choices");
  if (graph != "choices" && graph != "network") reader.refuse("graph", "must be `choices` or `network`");
  if (graph == "network") options.view = derivation::GraphView::kNetwork;
  return make_tw_metric(space, options);
}

std::unique_ptr<Metric> read_cost(SettingReader& reader, const ir::Space& space) {
  const std::vector<std::string> known = {"params", "flops", "memory", "depth"};
  std::vector<CostPart> parts;
  for (const std::string& name : read_names(reader, "of")) {
    const auto at = std::find(known.begin(), known.end(), name);
    if (at == known.end()) {
      reader.refuse("of", "must hold some of `params`, `flops`, `memory` and `depth`, not `" + name + "`");
      continue;
    }
    parts.push_back(static_cast<CostPart>(at - known.begin()));
  }
  if (parts.empty()) parts = {CostPart::kParameters, CostPart::kFlops, CostPart::kDepth};
  return make_cost_metric(space, std::move(parts));
}

struct MetricRow {
  const char* name;
  std::unique_ptr<Metric> (*read)(SettingReader&, const ir::Space&);
};
constexpr std::array<MetricRow, 7> kMetrics = {{
    {"labels", read_labels},
    {"path", read_path},
    {"adjacency", read_adjacency},
    {"edit", read_edit},
    {"nasbot", read_nasbot},
    {"tw", read_tw},
    {"cost", read_cost},
}};
constexpr const char* kMeasured = "measured";  // the one that needs more than the space

diag::Result<std::unique_ptr<Metric>> read_metric(SettingReader& reader, const Setting& setting,
                                                  const ModelContext& context) {
  if (reader.name() == kMeasured) {
    diag::Result<Measures> measures = Measures::read(reader, setting, context);
    if (!measures) return measures.error();
    return make_measured_metric(*std::move(measures));
  }
  const auto* const row = std::find_if(kMetrics.begin(), kMetrics.end(),
                                       [&](const MetricRow& each) { return reader.name() == each.name; });
  return row->read(reader, context.space);
}

}  // namespace

std::vector<std::string> distance_kernel_names() {
  std::vector<std::string> names;
  for (const MetricRow& row : kMetrics) names.emplace_back(row.name);
  names.emplace_back(kMeasured);
  return names;
}

diag::Result<std::unique_ptr<Kernel>> make_distance_kernel(const Setting& setting,
                                                           const ModelContext& context) {
  SettingReader reader(setting);
  diag::Result<std::unique_ptr<Metric>> metric = read_metric(reader, setting, context);
  if (!metric) return metric.error();
  RadialOptions options = read_radial(reader, (*metric)->parts().size());
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return make_radial(*std::move(metric), std::move(options));
}

}  // namespace nasg::search
