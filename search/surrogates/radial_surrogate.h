// SPDX-License-Identifier: Apache-2.0
// The Gaussian process over distances as a surrogate by name.
#pragma once

#include "search/surrogates/surrogate.h"

namespace nasg::search {

/// `radial(target = ranks)`: radial_gp.h, its parameters found anew at every fit. Whatever the space, there
/// is nothing to set. E0702, E0714.
diag::Result<std::unique_ptr<Surrogate>> make_radial_surrogate(const ir::Setting& setting,
                                                               const ModelContext& context);

}  // namespace nasg::search
