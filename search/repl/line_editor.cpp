// SPDX-License-Identifier: Apache-2.0
// Reads lines from a terminal, with editing, history and completion.
#include "search/repl/line_editor.h"

#include <histedit.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <cwchar>
#include <filesystem>

#include "search/repl/interrupt.h"

namespace nasg::repl {
namespace {

/// What libedit's callbacks reach.
struct State {
  std::string prompt;
  LineEditor::Completer completer;
};

State& state_of(EditLine* editor) {
  void* state = nullptr;
  el_get(editor, EL_CLIENTDATA, &state);
  return *static_cast<State*>(state);
}

char* prompt(EditLine* editor) {
  return state_of(editor).prompt.data();
}

/// libedit's own reader goes on reading after a signal; this one lets an interrupt end the line.
int read_character(EditLine*, wchar_t* character) {
  std::mbstate_t decoding{};
  while (true) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (interrupted()) return -1;
    if (::poll(&input, 1, 100) <= 0) continue;
    char byte = 0;
    const ssize_t count = ::read(STDIN_FILENO, &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return static_cast<int>(count);
    const std::size_t length = std::mbrtowc(character, &byte, 1, &decoding);
    if (length == static_cast<std::size_t>(-2)) continue;
    if (length == static_cast<std::size_t>(-1)) decoding = {};
    if (length != static_cast<std::size_t>(-1)) return 1;
  }
}

std::string common_beginning(const std::vector<std::string>& words) {
  std::string common = words.front();
  for (const std::string& word : words) {
    const auto [end, other] = std::ranges::mismatch(common, word);
    common.erase(end, common.end());
  }
  return common;
}

unsigned char complete_at_cursor(EditLine* editor, int) {
  const LineInfo* line = el_line(editor);
  const std::string text(line->buffer, line->cursor);
  const Completion completion = state_of(editor).completer(text);
  if (completion.candidates.empty()) return CC_REFRESH_BEEP;
  const std::string common = common_beginning(completion.candidates);
  const std::size_t typed = text.size() - completion.begin;
  if (common.size() > typed) {
    el_insertstr(editor, common.c_str() + typed);
    return CC_REFRESH;
  }
  if (completion.candidates.size() == 1) return CC_NORM;
  std::string list = "\n";
  constexpr std::size_t kShown = 60;
  for (std::size_t i = 0; i < std::min(kShown, completion.candidates.size()); ++i) {
    list += completion.candidates[i] + "  ";
  }
  if (completion.candidates.size() > kShown) list += "…";
  list += "\n";
  std::fputs(list.c_str(), stdout);
  std::fflush(stdout);
  return CC_REDISPLAY;
}

}  // namespace

struct LineEditor::Data {
  State state;
  std::string file;
  EditLine* editor = nullptr;
  History* history = nullptr;
};

LineEditor::LineEditor(std::string file, Completer completer) : data_(std::make_unique<Data>()) {
  // libedit decodes what is typed by the locale.
  std::setlocale(LC_CTYPE, "");
  data_->state.completer = std::move(completer);
  data_->file = std::move(file);
  data_->editor = el_init("nasg", stdin, stdout, stderr);
  data_->history = history_init();
  EditLine* editor = data_->editor;
  HistEvent event{};
  history(data_->history, &event, H_SETSIZE, 2000);
  history(data_->history, &event, H_SETUNIQUE, 1);
  if (!data_->file.empty()) history(data_->history, &event, H_LOAD, data_->file.c_str());
  el_set(editor, EL_CLIENTDATA, &data_->state);
  el_set(editor, EL_PROMPT, prompt);
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_HIST, history, data_->history);
  el_set(editor, EL_GETCFN, read_character);
  el_set(editor, EL_ADDFN, "nasg-complete", "complete the word", complete_at_cursor);
  el_set(editor, EL_BIND, "^I", "nasg-complete", nullptr);
  el_set(editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
}

LineEditor::~LineEditor() {
  history_end(data_->history);
  el_end(data_->editor);
}

std::optional<std::string> LineEditor::read(const std::string& prompt) {
  data_->state.prompt = prompt;
  int count = 0;
  const char* text = el_gets(data_->editor, &count);
  if (text == nullptr || count <= 0) {
    std::fputc('\n', stdout);
    return std::nullopt;
  }
  std::string line(text, static_cast<std::size_t>(count));
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  return line;
}

void LineEditor::keep(const std::string& line) {
  if (line.find_first_not_of(" \t") == std::string::npos) return;
  HistEvent event{};
  history(data_->history, &event, H_ENTER, line.c_str());
  if (data_->file.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(data_->file).parent_path(), ignored);
  history(data_->history, &event, H_SAVE, data_->file.c_str());
}

std::string history_file() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state != '\0') {
    return std::string(state) + "/nasg/history";
  }
  const char* home = std::getenv("HOME");
  return home == nullptr ? "" : std::string(home) + "/.local/state/nasg/history";
}

}  // namespace nasg::repl
