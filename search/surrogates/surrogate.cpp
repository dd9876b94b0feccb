// SPDX-License-Identifier: Apache-2.0
// Surrogates by name.
#include "search/surrogates/surrogate.h"

#include <array>

#include "compiler/diag/codes/search.h"
#include "search/surrogates/boosted.h"
#include "search/surrogates/ensemble.h"
#include "search/surrogates/forest.h"
#include "search/surrogates/gp_surrogate.h"
#include "search/surrogates/radial_surrogate.h"

namespace nasg::search {
namespace {

struct Row {
  const char* name;
  diag::Result<std::unique_ptr<Surrogate>> (*make)(const ir::Setting&, const ModelContext&);
};
constexpr std::array<Row, 5> kSurrogates = {{
    {"gp", make_gp_surrogate},
    {"radial", make_radial_surrogate},
    {"forest", make_forest},
    {"xgb", make_boosted},
    {"ensemble", make_ensemble},
}};

}  // namespace

Joint Surrogate::joint(std::span<const derivation::Derivation> candidates) const {
  Prediction prediction = predict(candidates);
  return {std::move(prediction.mean), Eigen::MatrixXd(prediction.variance.asDiagonal())};
}

std::vector<std::string> surrogate_names() {
  std::vector<std::string> names;
  for (const Row& row : kSurrogates) names.emplace_back(row.name);
  return names;
}

diag::Result<std::unique_ptr<Surrogate>> make_surrogate(const ir::Setting& setting,
                                                        const ModelContext& context) {
  const std::string name = ir::SettingReader(setting).name();
  for (const Row& row : kSurrogates)
    if (row.name == name) return row.make(setting, context);
  diag::Diagnostic error = diag::make(diag::code::E0717, setting.place, name.empty() ? setting.text() : name);
  if (const auto near = diag::nearest(name, surrogate_names()))
    error.fix(setting.place, *near, "did you mean `" + *near + "`?");
  std::string list;
  for (const std::string& known : surrogate_names()) list += (list.empty() ? "`" : ", `") + known + "`";
  error.note("the surrogates are " + list);
  return error;
}

Warp read_target(ir::SettingReader& reader) {
  const std::string name = reader.text("target", "ranks");
  if (name == "ranks") return Warp::kRanks;
  if (name == "clipped") return Warp::kClipped;
  if (name != "plain") reader.refuse("target", "must be `ranks`, `clipped` or `plain`");
  return Warp::kPlain;
}

}  // namespace nasg::search
