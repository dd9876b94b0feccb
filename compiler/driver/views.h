// SPDX-License-Identifier: Apache-2.0
// The forms in which a derivation is written: what `--as` takes.
#pragma once

#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/sema/program.h"
#include "runtime/derivation/derivation.h"

namespace nasg::driver {

/// One row of the table of forms.
struct View {
  const char* name;
  const char* help;
  diag::Result<std::string> (*write)(const ir::Space& space, const derivation::Derivation& derivation);
};
const std::vector<View>& all_views();

/// Writes derivations of one space in one form: a row of the table, or a notation of the space.
class Writer {
 public:
  /// E0905 if the space has no such form.
  static diag::Result<Writer> make(const ir::Space& space, const std::string& form);
  /// E0906 if a rule of the derivation has no text in the notation.
  diag::Result<std::string> operator()(const derivation::Derivation& derivation) const;

 private:
  Writer(const ir::Space& space, const View* view, const ir::Notation* notation)
      : space_(&space), view_(view), notation_(notation) {}

  const ir::Space* space_;
  const View* view_;
  const ir::Notation* notation_;
};

}  // namespace nasg::driver
