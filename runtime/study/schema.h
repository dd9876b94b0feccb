// SPDX-License-Identifier: Apache-2.0
// The tables of a study, and how a file is recognised as one.
#pragma once

#include <string>

#include "runtime/study/database.h"

namespace nasg::study {

/// Opens `path` and makes it a study if it is empty or absent. Returns why it cannot, or "".
/// A study has `application_id` "nasg" and `user_version` the version of its tables; the whole file is
/// checked (linear in its size), so that a truncated one is refused before anything is written.
std::string open_database(const std::string& path, Connection& connection);

}  // namespace nasg::study
