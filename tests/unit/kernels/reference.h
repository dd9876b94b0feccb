// SPDX-License-Identifier: Apache-2.0
// Reads the reference data of published code, where it is present.
#pragma once

#include <Eigen/Core>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "runtime/derivation/derivation.h"
#include "tests/support/spaces.h"

namespace nasg::testing {

/// In $NASG_REFERENCE, or beside the project in shared/reference.
std::string reference_path(const std::string& name);
std::optional<nlohmann::json> reference_json(const std::string& name);
std::optional<Eigen::MatrixXd> reference_matrix(const std::string& name);

/// The first `count` bracketed derivations of a JSON list; fails the test if one is not of the space.
std::vector<derivation::Derivation> read_derivations(const Built& built, const nlohmann::json& texts,
                                                     std::size_t count);

}  // namespace nasg::testing
