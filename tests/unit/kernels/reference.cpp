// SPDX-License-Identifier: Apache-2.0
// Reference files: JSON, and matrices as CSV without a header.
#include "tests/unit/kernels/reference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "runtime/derivation/term.h"

namespace nasg::testing {

std::string reference_path(const std::string& name) {
  const char* const folder = std::getenv("NASG_REFERENCE");
  return (folder != nullptr ? std::string(folder) : NASG_SOURCE_DIR "/../shared/reference") + "/" + name;
}

std::optional<nlohmann::json> reference_json(const std::string& name) {
  std::ifstream file(reference_path(name));
  if (!file) return std::nullopt;
  return nlohmann::json::parse(file);
}

std::optional<Eigen::MatrixXd> reference_matrix(const std::string& name) {
  std::ifstream file(reference_path(name));
  if (!file) return std::nullopt;
  std::vector<double> values;
  Eigen::Index rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream cells(line);
    for (double cell = 0; cells >> cell;) values.push_back(cell);
  }
  const Eigen::Index columns = rows == 0 ? 0 : static_cast<Eigen::Index>(values.size()) / rows;
  return Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(values.data(),
                                                                                            rows, columns);
}

std::vector<derivation::Derivation> read_derivations(const Built& built, const nlohmann::json& texts,
                                                     std::size_t count) {
  std::vector<derivation::Derivation> derivations;
  for (std::size_t i = 0; i < count; ++i) {
    auto parsed = derivation::parse(*built.space, built.automaton, texts[i].get<std::string>());
    if (!parsed) {
      ADD_FAILURE() << "derivation " << i << ": " << parsed.error().message();
      return {};
    }
    derivations.push_back(*std::move(parsed));
  }
  return derivations;
}

}  // namespace nasg::testing
