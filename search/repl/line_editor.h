// SPDX-License-Identifier: Apache-2.0
// Reads lines from a terminal, with editing, history and completion (libedit).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "search/repl/completion.h"

namespace nasg::repl {

class LineEditor {
 public:
  using Completer = std::function<Completion(std::string_view text)>;

  /// `history` is a file; its folder is made when the first line is kept. An empty name keeps none.
  LineEditor(std::string history, Completer completer);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  /// A line without its end; nothing at the end of input, or after an interrupt (interrupt.h tells which).
  std::optional<std::string> read(const std::string& prompt);
  /// Puts a line into the history, and the history into its file.
  void keep(const std::string& line);

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

/// `$XDG_STATE_HOME/nasg/history`, by default in `~/.local/state`; empty without a home.
std::string history_file();

}  // namespace nasg::repl
