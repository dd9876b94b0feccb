// SPDX-License-Identifier: Apache-2.0
// Reading inputs, keeping errors, ending a run.
#include "compiler/driver/session.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <set>

#include "compiler/diag/codes/files.h"
#include "compiler/diag/colour.h"
#include "compiler/diag/render.h"
#include "grammar/parse.h"
#include "runtime/derivation/term.h"

namespace nasg::driver {

namespace {

bool wants_colour(const std::string& setting) {
  return setting == "always" || (setting == "auto" && diag::wants_colour(STDERR_FILENO));
}

std::string count_of(std::size_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

Session::Session(const GlobalOptions& options) : output(options.output), options_(options) {
  const bool printed = !options.print_after.empty();
  if (printed || options.time_passes || !options.time_trace.empty()) passes_.emplace(printed);
}

std::optional<diag::SourceId> Session::read(const std::string& path) {
  if (path == "-") {
    if (input_was_read_) {
      refuse(diag::make(diag::code::E0904, {}));
      return std::nullopt;
    }
    input_was_read_ = true;
  }
  return take(grammar::read_source(sources, path));
}

std::optional<sema::Program> Session::load(const std::string& path) {
  std::vector<std::string> folders = options_.imports;
  for (std::string& folder : sema::stdlib_folders()) folders.push_back(std::move(folder));
  const auto source = read(sema::program_file(path, folders));
  if (!source) return std::nullopt;
  const std::size_t before = sink.errors();
  auto program = sema::Program::load(sources, *source, folders, sink, observer());
  if (sink.errors() > before) return std::nullopt;
  return program;
}

std::optional<sema::CheckedSpace> Session::load_space(const std::string& path, const std::string& selection) {
  const auto program = load(path);
  if (!program) return std::nullopt;
  return sema::select_space(*program, sources, selection, sink);
}

std::optional<std::string> Session::standard_input() {
  if (input_was_read_) {
    refuse(diag::make(diag::code::E0904, {}));
    return std::nullopt;
  }
  input_was_read_ = true;
  return std::string(std::istreambuf_iterator<char>(std::cin), {});
}

std::optional<derivation::Derivation> Session::read_term(const sema::CheckedSpace& checked,
                                                         const std::string& text) {
  std::string name = "<term>";
  std::string term = text;
  if (text == "-") {
    auto input = standard_input();
    if (!input) return std::nullopt;
    name = "<stdin>";
    term = *std::move(input);
  }
  const diag::SourceId source = sources.add(name, std::string(trimmed(term)));
  return take(derivation::parse(checked.space, checked.automaton, sources[source].text(), source));
}

void Session::forget() {
  sources = {};
  sink = {};
}

void Session::refuse(diag::Diagnostic diagnostic) {
  wrong_usage_ = true;
  sink.add(std::move(diagnostic));
}

void Session::apply_warning_options() {
  std::set<diag::Code> left_out;
  bool raise = false;
  diag::Sink kept;
  for (const std::string& setting : options_.warnings) {
    const auto code = setting.starts_with("no-") ? diag::find_code(setting.substr(3)) : std::nullopt;
    if (setting == "error") {
      raise = true;
    } else if (code && diag::info(*code).severity == diag::Severity::kWarning) {
      left_out.insert(*code);
    } else {
      wrong_usage_ = true;
      kept.add(diag::make(diag::code::E0914, {}, setting));
    }
  }
  for (diag::Diagnostic diagnostic : sink.all()) {
    const bool warning = diagnostic.severity() == diag::Severity::kWarning;
    if (warning && left_out.contains(diagnostic.code)) continue;
    diagnostic.raised = warning && raise;
    kept.add(std::move(diagnostic));
  }
  sink = std::move(kept);
}

int Session::finish() {
  apply_warning_options();
  if (!options_.depfile.empty()) write_depfile();
  if (!sink.has_errors()) take(output.commit());
  if (passes_) write_passes();
  write_diagnostics();
  if (wrong_usage_) return kWrongUsage;
  return sink.has_errors() || answered_no_ ? kErrors : kSuccess;
}

void Session::write_passes() {
  std::cerr << printed_after(*passes_, options_.print_after);
  if (options_.time_passes) std::cerr << time_table(*passes_);
  if (!options_.time_trace.empty()) write_file(options_.time_trace, time_trace(*passes_));
}

void Session::write_depfile() {
  if (options_.output.empty()) return refuse(diag::make(diag::code::E0918, {}));
  if (sink.has_errors()) return;
  const auto escaped = [](const std::string& path) {
    std::string text;
    for (const char c : path) {
      if (c == ' ' || c == '#' || c == '\\') text += '\\';
      text += c == '$' ? "$$" : std::string(1, c);
    }
    return text;
  };
  std::string rule = escaped(options_.output) + ":";
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    const std::string& path = sources[diag::SourceId{i}].path();
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) rule += " \\\n  " + escaped(path);
  }
  write_file(options_.depfile, rule + '\n');
}

bool Session::write_file(const std::string& path, const std::string& text) {
  Output file(path);
  file.write(text);
  return take(file.commit()).has_value();
}

void Session::write_diagnostics() const {
  if (options_.diagnostics_format == "json") {
    std::cerr << diag::render_json(sources, sink) << '\n';
    return;
  }
  if (options_.diagnostics_format == "sarif") {
    std::cerr << diag::render_sarif(sources, sink) << '\n';
    return;
  }
  const bool colour = wants_colour(options_.colour);
  std::size_t shown = 0;
  for (const diag::Diagnostic& diagnostic : sink.all()) {
    if (options_.error_limit > 0 && shown == options_.error_limit) break;
    std::cerr << diag::render_text(sources, diagnostic, colour);
    ++shown;
  }
  const std::size_t errors = sink.errors();
  const std::size_t warnings = sink.all().size() - errors;
  if (errors + warnings < 2) return;
  std::string summary;
  if (errors > 0) summary = count_of(errors, "error");
  if (warnings > 0) summary += (errors > 0 ? ", " : "") + count_of(warnings, "warning");
  if (shown < errors + warnings)
    summary += ", the first " + std::to_string(shown) + " of them shown: --error-limit=0 shows all";
  std::cerr << summary << '\n';
}

}  // namespace nasg::driver
