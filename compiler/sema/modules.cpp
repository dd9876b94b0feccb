// SPDX-License-Identifier: Apache-2.0
// Finding and parsing the files of a program.
#include "compiler/sema/modules.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/program.h"
#include "grammar/parse.h"

namespace nasg::sema {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxImportDepth = 100;

class Loader {
 public:
  Loader(diag::SourceMap& sources, const std::vector<std::string>& stdlib, diag::Sink& syntax,
         diag::Sink& sink, ir::PassObserver* observer)
      : sources_(sources), stdlib_(stdlib), syntax_(syntax), sink_(sink), observer_(observer) {}

  Modules run(diag::SourceId root) {
    const std::string path = identity(sources_[root].path());
    open_.push_back(path);
    by_path_[path] = 0;
    add(root);
    return std::move(modules_);
  }

 private:
  static std::string identity(const fs::path& path) {
    std::error_code ignored;
    const fs::path canonical = fs::weakly_canonical(path, ignored);
    return ignored ? path.string() : canonical.string();
  }

  grammar::Module parse(diag::SourceId source) {
    const ir::Pass pass(observer_, "parse", sources_[source].path());
    grammar::Module syntax = grammar::parse(sources_, source, syntax_);
    pass.made([&] { return grammar::dump(syntax); });
    return syntax;
  }

  void add(diag::SourceId source) {
    const std::size_t index = modules_.size();
    modules_.push_back({parse(source), {}});
    for (const grammar::Import& import : modules_[index].syntax.imports) {
      const auto target = load(import, source);
      auto& imports = modules_[index].imports;
      if (target && std::ranges::find(imports, *target) == imports.end()) imports.push_back(*target);
    }
  }

  std::optional<std::size_t> load(const grammar::Import& import, diag::SourceId importer) {
    const auto path = import.is_file ? file_beside(import, importer) : in_stdlib(import);
    if (!path) return std::nullopt;
    const std::string id = identity(*path);
    if (std::ranges::find(open_, id) != open_.end() || open_.size() > kMaxImportDepth) {
      sink_.add(diag::make(diag::code::E0210, import.path.place, import.path.text));
      return std::nullopt;
    }
    if (const auto known = by_path_.find(id); known != by_path_.end()) return known->second;
    const auto source = grammar::read_source(sources_, path->string());
    if (!source) {
      diag::Diagnostic error = source.error();
      error.primary = import.path.place;
      sink_.add(std::move(error));
      return std::nullopt;
    }
    const std::size_t index = modules_.size();
    by_path_[id] = index;
    open_.push_back(id);
    add(*source);
    open_.pop_back();
    return index;
  }

  std::optional<fs::path> file_beside(const grammar::Import& import, diag::SourceId importer) {
    return fs::path(sources_[importer].path()).parent_path() / import.path.text;
  }

  std::optional<fs::path> in_stdlib(const grammar::Import& import) {
    std::vector<std::string> known;
    for (const std::string& folder : stdlib_) {
      const fs::path path = fs::path(folder) / module_path(import.path.text);
      std::error_code ignored;
      if (fs::is_regular_file(path, ignored)) return path;
      for (fs::directory_iterator at(path.parent_path(), ignored), end; !ignored && at != end;
           at.increment(ignored))
        if (at->path().extension() == ".nasg") known.push_back(module_name(import.path.text, at->path()));
    }
    diag::Diagnostic& error = sink_.add(diag::make(diag::code::E0208, import.path.place, import.path.text));
    if (const auto near = diag::nearest(import.path.text, known))
      error.fix(import.path.place, *near, "did you mean `" + *near + "`?");
    for (const std::string& folder : stdlib_) error.note("looked in " + folder);
    if (stdlib_.empty()) error.note("no standard library was found beside the program");
    return std::nullopt;
  }

  /// The name of another module of the same package: `std.nb201` for `std.x` and nb201.nasg.
  static std::string module_name(const std::string& wanted, const fs::path& file) {
    const std::size_t dot = wanted.rfind('.');
    return (dot == std::string::npos ? "" : wanted.substr(0, dot + 1)) + file.stem().string();
  }

  diag::SourceMap& sources_;
  const std::vector<std::string>& stdlib_;
  diag::Sink& syntax_;
  diag::Sink& sink_;
  ir::PassObserver* observer_;
  Modules modules_;
  std::map<std::string, std::size_t> by_path_;
  std::vector<std::string> open_;
};

}  // namespace

Modules load_modules(diag::SourceMap& sources, diag::SourceId root, const std::vector<std::string>& stdlib,
                     diag::Sink& syntax, diag::Sink& sink, ir::PassObserver* observer) {
  return Loader(sources, stdlib, syntax, sink, observer).run(root);
}

}  // namespace nasg::sema
