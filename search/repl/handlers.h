// SPDX-License-Identifier: Apache-2.0
// What the commands of the REPL do; the table in commands.cpp says how each is used.
#pragma once

#include "search/repl/session.h"
#include "search/repl/words.h"

namespace nasg::repl {

// space_handlers.cpp
bool load_handler(Session& session, const Statement& statement);
bool spaces_handler(Session& session, const Statement& statement);
bool space_handler(Session& session, const Statement& statement);
bool check_handler(Session& session, const Statement& statement);
bool count_handler(Session& session, const Statement& statement);

// term_handlers.cpp
bool sample_handler(Session& session, const Statement& statement);
bool show_handler(Session& session, const Statement& statement);
bool mutate_handler(Session& session, const Statement& statement);
bool cross_handler(Session& session, const Statement& statement);

// network_handlers.cpp
bool build_handler(Session& session, const Statement& statement);
bool train_handler(Session& session, const Statement& statement);
bool evaluate_handler(Session& session, const Statement& statement);
bool export_handler(Session& session, const Statement& statement);

// search_handlers.cpp
bool search_handler(Session& session, const Statement& statement);
bool best_handler(Session& session, const Statement& statement);
bool history_handler(Session& session, const Statement& statement);
bool set_handler(Session& session, const Statement& statement);
/// The names that `set` and `search` take.
std::span<const char* const> option_names();

// commands.cpp
bool help_handler(Session& session, const Statement& statement);
bool quit_handler(Session& session, const Statement& statement);

}  // namespace nasg::repl
