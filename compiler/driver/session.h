// SPDX-License-Identifier: Apache-2.0
// One run of nasgc: the texts read, the diagnostics found, the results written, the exit status.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/driver/output.h"
#include "compiler/driver/pass_record.h"
#include "compiler/sema/program.h"
#include "runtime/derivation/derivation.h"

namespace nasg::driver {

/// Exit statuses of the program.
enum Exit : int { kSuccess = 0, kErrors = 1, kWrongUsage = 2, kInternalError = 70 };

struct GlobalOptions {
  std::string output;                       ///< `-o`: empty is standard output
  std::vector<std::string> warnings;        ///< `error`, `no-duplicate-alternative`
  std::string diagnostics_format = "text";  ///< text, json, sarif
  std::vector<std::string> imports;         ///< `-I`: folders that imports are looked for in
  std::string depfile;                      ///< receives the files that were read, as a rule of make
  std::string colour = "auto";              ///< of text: auto, always, never
  std::size_t error_limit = 100;            ///< so many diagnostics are written as text; 0: all
  bool time_passes = false;                 ///< a table of the passes' times, to standard error
  std::string time_trace;                   ///< the file that receives the passes' times as a trace
  std::vector<std::string> print_after;     ///< the passes whose results are written to standard error
};

class Session {
 public:
  explicit Session(const GlobalOptions& options);

  diag::SourceMap sources;
  diag::Sink sink;
  Output output;

  /// Reads a file (`-`: standard input); nothing, and the error in the sink, if it cannot be read.
  std::optional<diag::SourceId> read(const std::string& path);
  /// Reads a file (`-`: standard input) with its imports; nothing if it could not be read or has errors in
  /// syntax or imports, which stand in the sink then.
  std::optional<sema::Program> load(const std::string& path);
  /// The space that a command means, checked; nothing if there were errors.
  std::optional<sema::CheckedSpace> load_space(const std::string& path, const std::string& selection);
  /// A term of the command line (`-`: standard input), in any form that the space reads.
  std::optional<derivation::Derivation> read_term(const sema::CheckedSpace& checked, const std::string& text);

  /// The value; or nothing, and the error in the sink.
  template <class T>
  std::optional<T> take(diag::Result<T> result) {
    if (result.ok()) return *std::move(result);
    sink.add(result.error());
    return std::nullopt;
  }
  /// Refuses the command line: the run ends with status 2.
  void refuse(diag::Diagnostic diagnostic);
  /// Who is told of the passes; nobody if the command line does not ask for it.
  ir::PassObserver* observer() { return passes_ ? &*passes_ : nullptr; }
  /// Keeps what each pass makes, from now on; to be called before anything is loaded.
  const PassRecord& keep_texts() { return passes_.emplace(true); }
  void report(diag::Diagnostic diagnostic) { sink.add(std::move(diagnostic)); }
  /// Puts a text in the place of a file; false, and E0903 in the sink, if it cannot be written.
  bool write_file(const std::string& path, const std::string& text);
  /// Begins anew: what was read and found so far is forgotten.
  void forget();
  /// Makes the run end with status 1, without an error: the answer is no.
  void answer_no() { answered_no_ = true; }

  /// Puts the results in place if there was no error, writes the diagnostics to standard error, and gives
  /// the exit status.
  int finish();

 private:
  std::optional<std::string> standard_input();
  /// Leaves warnings out, or raises them, as the command line says. E0914.
  void apply_warning_options();
  void write_diagnostics() const;
  /// E0903 if the trace cannot be written.
  void write_passes();
  /// E0903; E0918 if the results have no file that could depend on others.
  void write_depfile();

  GlobalOptions options_;
  std::optional<PassRecord> passes_;
  bool wrong_usage_ = false;
  bool answered_no_ = false;
  bool input_was_read_ = false;
};

}  // namespace nasg::driver
