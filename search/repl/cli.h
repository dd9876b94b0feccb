// SPDX-License-Identifier: Apache-2.0
// The subcommands of nasg: each takes its options and gives the exit status.
#pragma once

#include <string>

#include "search/repl/console.h"
#include "search/repl/search_plan.h"

namespace nasg::repl {

/// 0: success; 1: errors in the input, which were reported; 130 after an interrupt. Wrong usage (2) is
/// found before these are called.
enum Exit : int { kSuccess = 0, kErrors = 1, kWrongUsage = 2, kInternalError = 70 };

struct SearchArguments {
  std::string file;
  SearchOptions options;
  bool json = false;
  std::string again;  ///< the command line as it was given, to be told after an interrupt
};
int search_command(const Console& console, const SearchArguments& arguments);
/// Runs every search that the file declares, one after the other, into one study.
int file_command(const Console& console, const SearchArguments& arguments);

struct CompareArguments {
  std::string file;
  SearchOptions options;                ///< what all have in common
  std::vector<std::string> strategies;  ///< empty: those of the searches that the file declares
  std::vector<std::size_t> at;          ///< evaluations at which means are told; empty: four of them
  unsigned jobs = 0;
  bool json = false;
  bool csv = false;
  std::string plot;  ///< where the picture goes; empty: nowhere
};
/// Runs strategies side by side over many seeds, and tells which is better.
int compare_command(const Console& console, const CompareArguments& arguments);

struct TermsArguments {
  std::string file;
  std::string space;
  std::string terms;     ///< a file with a term a line, `-` for standard input
  std::string kernel;    ///< of `gram`
  std::string encoding;  ///< of `encode`
  bool heading = false;  ///< of `encode`: a first line says what the columns are
  std::string output;    ///< empty: standard output
};
/// Writes the Gram matrix of the terms as CSV, a row a line, seventeen significant digits.
int gram_command(const Console& console, const TermsArguments& arguments);
/// Writes the encodings of the terms as CSV, a row a term, a column for each number.
int encode_command(const Console& console, const TermsArguments& arguments);
/// Writes a line a term: the term as it was read, and its number of trainable parameters last.
int params_command(const Console& console, const TermsArguments& arguments);

struct SurrogateArguments {
  std::string file;
  SearchOptions options;                ///< search, space, objective, seed, seeds, minimise
  std::vector<std::string> surrogates;  ///< empty: all that there are, as they are without settings
  std::vector<std::size_t> sizes = {25, 100, 400};
  std::size_t test = 200;
  std::string terms;  ///< a file with a term a line; empty: random draws
  unsigned jobs = 0;
  bool json = false;
};
/// Fits surrogates to architectures with their values, and tells how well they foretell others.
int surrogate_command(const Console& console, const SurrogateArguments& arguments);

struct EvaluateArguments {
  std::string file;
  std::string space;
  std::string term;
  std::string objective;
  std::string device = "cpu";
  std::uint64_t seed = 1;
  bool json = false;
};
/// Evaluates one term; status 1 if the evaluation failed.
int evaluate_command(const Console& console, const EvaluateArguments& arguments);

struct DataArguments {
  std::string action;  ///< `make` or `fetch`
  std::string name;    ///< of training::composed_sets, or of workers::fetched_sets
  std::string from;    ///< what `make` takes: the folder of the base set
  std::string to;
};
/// Makes a data set of another, or fetches one, and writes it as IDX files.
int data_command(const Console& console, const DataArguments& arguments);

struct TableArguments {
  std::string format;  ///< of benchmarks::table_formats; empty: `file` is joined with `other`
  std::string file;
  std::string other;
  std::string by;      ///< the column by which they are joined
  std::string output;  ///< empty: standard output
};
/// Writes a file that a benchmark publishes, or two tables of the same architectures, as CSV.
int table_command(const Console& console, const TableArguments& arguments);

/// Tells what a study holds: a block a run, or as a page for a browser (study_page.h) in the file `page`.
int report_command(const Console& console, const std::string& study, const std::string& page);

}  // namespace nasg::repl
