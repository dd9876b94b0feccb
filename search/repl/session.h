// SPDX-License-Identifier: Apache-2.0
// What a REPL session keeps between commands.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/derivation/variation.h"
#include "runtime/network/backend.h"
#include "search/repl/console.h"
#include "search/repl/results.h"
#include "search/repl/search_plan.h"
#include "search/repl/workspace.h"

namespace nasg::repl {

/// A network that was built or trained, for `export`.
struct BuiltNetwork {
  derivation::Derivation derivation;
  std::unique_ptr<network::Network> network;
  bool trained = false;
};

struct Session {
  explicit Session(const Console& console) : console(console) {}

  const Console& console;
  Workspace workspace;
  std::unique_ptr<derivation::Variation> variation;  ///< of the selected space
  derivation::Rng rng{1};                            ///< moves with every draw; `set seed` starts it anew
  std::optional<derivation::Derivation> it;          ///< the last term
  std::optional<derivation::Derivation> best;        ///< of the last search
  std::optional<SearchResults> results;              ///< of the last search
  std::optional<BuiltNetwork> built;
  SearchOptions defaults;  ///< what `set` changed
  bool quit = false;

  /// Selects a space (a name, a name with arguments, or the only one), and forgets what belonged to the one
  /// before.
  bool select(const std::string& space);
  void space_changed();

  /// Reports an error; always false, so that a handler may end with it.
  bool fail(const diag::Diagnostic& diagnostic);
  bool wrong_use(const std::string& command, const std::string& why);
  /// Whether a space is selected; if not, says how to get one. Selects the only space of the file if it can.
  bool needs_space(const std::string& command);
  /// The term that a text means: `it` (also for an empty text), `best`, or a term in any form.
  std::optional<derivation::Derivation> term(const std::string& text);
  /// Makes a derivation `it`, and prints its term.
  void show(derivation::Derivation derivation);
};

}  // namespace nasg::repl
