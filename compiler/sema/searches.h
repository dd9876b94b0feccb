// SPDX-License-Identifier: Apache-2.0
// Searches of a program, as settings.
#pragma once

#include "compiler/ir/setting.h"
#include "compiler/sema/names.h"

namespace nasg::sema {

/// Reads the searches of a module. E0203 unknown space or key, E0202, E0201, E0206, E0237, and E0704 for what
/// is no setting. A search with errors still comes back, without what could not be read.
std::vector<ir::SearchSpec> elaborate_searches(const Modules& modules, const Names& names, std::size_t module,
                                               diag::Sink& sink);

/// The arguments of a call as settings; those without a name have the name "".
std::vector<ir::Setting::Named> elaborate_settings(const std::vector<grammar::Argument>& arguments,
                                                   diag::Sink& sink);

}  // namespace nasg::sema
