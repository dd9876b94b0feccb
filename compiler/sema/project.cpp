// SPDX-License-Identifier: Apache-2.0
// Finds and reads nasg.toml.
#include "compiler/sema/project.h"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>
#define TOML_HEADER_ONLY 0
#include <toml++/toml.h>

#include "compiler/diag/codes/files.h"
#include "grammar/parse.h"

namespace nasg::sema {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kEdition = 1;

fs::path resolved(const fs::path& path) {
  std::error_code failed;
  const fs::path result = fs::weakly_canonical(fs::absolute(path, failed), failed);
  return failed ? path : result;
}

class ProjectReader {
 public:
  ProjectReader(const diag::SourceMap& sources, diag::SourceId source, diag::Sink& sink)
      : source_(sources[source]), id_(source), sink_(sink), folder_(fs::path(source_.path()).parent_path()) {}

  Project read() {
    project_.file = source_.path();
    toml::table table;
    try {
      table = toml::parse(source_.text());
    } catch (const toml::parse_error& error) {
      report(error.source(), std::string(error.description()));
      return std::move(project_);
    }
    expect_keys(table, {"edition", "imports", "waive"});
    if (const toml::node* edition = table.get("edition");
        edition && edition->value<std::int64_t>() != kEdition)
      report(edition->source(),
             "this is edition " + std::to_string(kEdition) + " of the language: `edition = 1`");
    read_imports(table);
    read_waivers(table);
    return std::move(project_);
  }

 private:
  void read_imports(const toml::table& table) {
    const toml::node* imports = table.get("imports");
    if (imports == nullptr) return;
    if (!imports->is_array()) {
      report(imports->source(), "`imports` is a list: `imports = [\"lib\"]`");
      return;
    }
    for (const toml::node& folder : *imports->as_array())
      if (const auto text = text_of(folder, "a folder of `imports`"))
        project_.imports.push_back((folder_ / *text).string());
  }

  void read_waivers(const toml::table& table) {
    const toml::node* waivers = table.get("waive");
    if (waivers == nullptr) return;
    if (!waivers->is_array_of_tables()) {
      report(waivers->source(), "waivers are tables: each stands under a line `[[waive]]`");
      return;
    }
    for (const toml::node& waiver : *waivers->as_array()) read_waiver(*waiver.as_table());
  }

  void read_waiver(const toml::table& table) {
    expect_keys(table, {"warning", "file", "message", "reason"});
    for (const char* needed : {"warning", "reason"}) {
      if (table.contains(needed)) continue;
      report(table.source(), std::string("a waiver needs `") + needed + "`");
      return;
    }
    const auto warning = text_of(*table.get("warning"), "`warning`");
    if (!text_of(*table.get("reason"), "`reason`") || !warning) return;
    const auto code = diag::find_code(*warning);
    if (!code || diag::info(*code).severity != diag::Severity::kWarning)
      return report_unknown_warning(table.get("warning")->source(), *warning);
    Project::Waiver waiver{*code, {}, {}};
    for (auto [key, value] : {std::pair("file", &waiver.file), std::pair("message", &waiver.message)}) {
      if (!table.contains(key)) continue;
      const auto text = text_of(*table.get(key), std::string("`") + key + "`");
      if (!text) return;
      *value = *text;
    }
    project_.waivers.push_back(std::move(waiver));
  }

  void expect_keys(const toml::table& table, const std::vector<std::string>& known) {
    for (const auto& [key, value] : table) {
      const std::string name(key.str());
      if (std::ranges::find(known, name) != known.end()) continue;
      diag::Diagnostic& error = report(key.source(), "there is no key `" + name + "` here");
      if (const auto near = diag::nearest(name, known))
        error.fix(error.primary, *near, "did you mean `" + *near + "`?");
    }
  }

  std::optional<std::string> text_of(const toml::node& node, const std::string& what) {
    if (const auto text = node.value<std::string>()) return text;
    report(node.source(), what + " is a text, in quotation marks");
    return std::nullopt;
  }

  void report_unknown_warning(const toml::source_region& where, const std::string& name) {
    std::vector<std::string> known;
    for (const diag::CodeInfo& row : diag::all_codes())
      if (row.severity == diag::Severity::kWarning) known.insert(known.end(), {row.name, row.id});
    diag::Diagnostic& error = report(where, "there is no warning `" + name + "`");
    if (const auto near = diag::nearest(name, known))
      error.fix(error.primary, '"' + *near + '"', "did you mean `" + *near + "`?");
  }

  diag::Diagnostic& report(const toml::source_region& where, const std::string& what) {
    return sink_.add(diag::make(diag::code::E0917, place_of(where), what));
  }

  /// toml++ counts lines and code points from 1.
  std::uint32_t offset_of(const toml::source_position& at) const {
    const std::string_view line = source_.line(at.line);
    std::size_t byte = 0;
    for (std::uint32_t column = 1; column < at.column && byte < line.size(); ++column) do
        ++byte;
      while (byte < line.size() && (static_cast<unsigned char>(line[byte]) & 0xC0) == 0x80);
    return static_cast<std::uint32_t>(line.data() - source_.text().data() + byte);
  }

  diag::Place place_of(const toml::source_region& where) const {
    if (!where.begin) return {id_, 0, 0};
    const std::uint32_t begin = offset_of(where.begin);
    return {id_, begin, where.end ? std::max(begin, offset_of(where.end)) : begin};
  }

  const diag::Source& source_;
  diag::SourceId id_;
  diag::Sink& sink_;
  fs::path folder_;
  Project project_;
};

}  // namespace

bool Project::waives(const diag::SourceMap& sources, const diag::Diagnostic& diagnostic) const {
  const auto holds = [&](const Waiver& waiver) {
    if (waiver.warning != diagnostic.code) return false;
    if (diagnostic.message().find(waiver.message) == std::string::npos) return false;
    if (waiver.file.empty()) return true;
    if (!diagnostic.primary.known()) return false;
    const fs::path path = resolved(sources[diagnostic.primary.source].path());
    const fs::path from = resolved(file).parent_path();
    return ::fnmatch(waiver.file.c_str(), path.lexically_relative(from).c_str(), 0) == 0;
  };
  return std::ranges::any_of(waivers, holds);
}

Project find_project(diag::SourceMap& sources, const std::string& program, diag::Sink& sink) {
  std::error_code ignored;
  for (fs::path folder = resolved(program).parent_path();; folder = folder.parent_path()) {
    const fs::path file = folder / "nasg.toml";
    if (fs::is_regular_file(file, ignored)) {
      const bool relative = fs::path(program).is_relative();
      const fs::path shown = relative ? file.lexically_proximate(fs::current_path(ignored)) : file;
      const auto source = grammar::read_source(sources, shown);
      if (source) return ProjectReader(sources, *source, sink).read();
      sink.add(source.error());
      return {};
    }
    if (folder == folder.parent_path()) return {};
  }
}

}  // namespace nasg::sema
