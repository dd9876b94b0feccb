// SPDX-License-Identifier: Apache-2.0
// The program nasg: reads the command line, and runs what it says.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <sstream>

#include "compiler/command_line/option_table.h"
#include "compiler/diag/colour.h"
#include "runtime/derivation/keep_memory.h"
#include "runtime/training/data.h"
#include "search/benchmarks/convert_table.h"
#include "search/repl/cli.h"
#include "search/repl/interrupt.h"
#include "search/repl/repl.h"

namespace {

using nasg::repl::Console;

/// A word as a shell reads it back.
std::string quoted(const std::string& word) {
  const bool plain = !word.empty() && word.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789_-./=:,+@%") == std::string::npos;
  if (plain) return word;
  return nasg::command_line::shell_quoted(word);
}

/// The command line: options and the subcommand that was chosen.
class CommandLine {
 public:
  CommandLine(const Console& console, int argc, char** argv) : console_(console) {
    for (int i = 0; i < argc; ++i) search_.again += (i > 0 ? " " : "") + quoted(argv[i]);
    app_.require_subcommand(0, 1);
    app_.set_version_flag("--version", "nasg " NASG_VERSION NASG_BUILT_WITH);
    app_.add_option("FILE", search_.file, "run the searches that this file declares");
    app_.add_option("-c", statements_, "run these statements of the REPL")->option_text("STATEMENTS");
    add_run_options(app_);
    add_search();
    add_compare();
    add_surrogate();
    add_terms();
    add_evaluate();
    add_data();
    add_table();
    add_report();
    add_help();
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (app_.exit(error, console_.out, console_.err) == 0) return nasg::repl::kSuccess;
      console_.err << nasg::command_line::suggestion(nasg::command_line::option_table(app_),
                                                     {argv + 1, argv + argc});
      return nasg::repl::kWrongUsage;
    }
    if (action_) return action_();
    if (!statements_.empty()) {
      std::istringstream in(statements_);
      return nasg::repl::run_script(console_, in);
    }
    if (!search_.file.empty()) return nasg::repl::file_command(console_, search_);
    const bool terminal = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
    return terminal ? nasg::repl::run_interactive(console_) : nasg::repl::run_script(console_, std::cin);
  }

 private:
  /// What every run of a search takes.
  void add_run_options(CLI::App& app) {
    app.add_option("--study", search_.options.study, "the file that trials go to; else one is named for FILE")
        ->option_text("F");
    app.add_flag("--resume", search_.options.resume, "go on with the trials that the study holds");
    app.add_flag("--json", search_.json, "print the trials as JSON");
    app.add_flag("!--no-jit", search_.options.compiled, "interpret the space, do not compile it");
  }

  static void add_device(CLI::App& app, std::string& device) {
    app.add_option("--device", device, "where networks are trained: cpu, cuda:0, auto")->option_text("D");
  }

  /// What is evaluated, where the file does not say it, and with which seeds.
  void add_objective_options(CLI::App& app, nasg::repl::SearchOptions& options) {
    app.add_option("--search", options.search, "the search of FILE that says the rest")->option_text("NAME");
    app.add_option("--space", options.space, "the space, `NB201` or `NB201(width = 8)`")->option_text("S");
    app.add_option("--objective", options.objective, "such as `train(data = digits)`")
        ->option_text("SETTING");
    app.add_option("--seed", options.seed, "where randomness begins")->option_text("K");
    app.add_option("--seeds", options.seeds, "so many runs, with seeds counted up from K")
        ->option_text("N")
        ->check(CLI::PositiveNumber);
    add_device(app, options.device);
    app.add_flag("--minimise", options.minimise, "the least value of a table or command is best");
  }

  /// What a search is, where the file does not say it.
  void add_search_options(CLI::App& app, nasg::repl::SearchOptions& options) {
    add_objective_options(app, options);
    app.add_option("--budget", options.evaluations, "how many evaluations")
        ->option_text("N")
        ->check(CLI::PositiveNumber);
  }

  void add_search() {
    CLI::App* app = app_.add_subcommand("search", "run a search; what is not said is taken from FILE");
    app->add_option("FILE", search_.file)->required();
    add_search_options(*app, search_.options);
    app->add_option("--strategy", search_.options.strategy, "such as `bo(kernel = hwl)`")
        ->option_text("SETTING");
    add_run_options(*app);
    app->callback([this] { action_ = [this] { return search_command(console_, search_); }; });
  }

  void add_compare() {
    CLI::App* app = app_.add_subcommand("compare", "run strategies side by side over many seeds");
    app->add_option("FILE", compare_.file)->required();
    compare_.options.seeds = 20;
    add_search_options(*app, compare_.options);
    app->add_option("--strategy", compare_.strategies,
                    "one of them, given once for each; else FILE's searches")
        ->option_text("SETTING ...")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app->add_option("--study", compare_.options.study, "the file that trials go to, and that it goes on from")
        ->option_text("F");
    app->add_option("--at", compare_.at, "tell the means after so many evaluations")
        ->option_text("N,...")
        ->delimiter(',')
        ->check(CLI::PositiveNumber);
    app->add_option("--jobs", compare_.jobs, "so many runs at once; else as many as the machine runs threads")
        ->option_text("N")
        ->check(CLI::PositiveNumber);
    app->add_option("--plot", compare_.plot, "draw the incumbents as SVG")->option_text("F");
    CLI::Option* json = app->add_flag("--json", compare_.json, "print means and tests as JSON");
    app->add_flag("--csv", compare_.csv, "print the incumbents of every run as CSV")->excludes(json);
    app->add_flag("!--no-jit", compare_.options.compiled, "interpret the space, do not compile it");
    app->callback([this] { action_ = [this] { return compare_command(console_, compare_); }; });
  }

  CLI::App* add_terms_command(const char* name, const char* help) {
    CLI::App* app = app_.add_subcommand(name, help);
    app->add_option("FILE", terms_.file)->required();
    app->add_option("--space", terms_.space, "the space, `NB201` or `NB201(width = 8)`")->option_text("S");
    app->add_option("--terms", terms_.terms, "a file with a term a line, `-` for standard input")
        ->option_text("F")
        ->required();
    app->add_option("-o,--output", terms_.output, "where the result goes; else standard output")
        ->option_text("F");
    return app;
  }

  void add_terms() {
    CLI::App* gram = add_terms_command("gram", "the Gram matrix of terms under a kernel, as CSV");
    gram->add_option("--kernel", terms_.kernel, "such as `hwl(weights = uniform)` or `tw(grams = 2)`")
        ->option_text("SETTING")
        ->required();
    gram->callback([this] { action_ = [this] { return gram_command(console_, terms_); }; });
    CLI::App* encode = add_terms_command("encode", "terms as vectors of numbers, as CSV");
    encode->add_option("--as", terms_.encoding, "such as `path(length = 2)` or `adjacency(one_hot = true)`")
        ->option_text("SETTING")
        ->required();
    encode->add_flag("--heading", terms_.heading, "a first line says what each column is");
    encode->callback([this] { action_ = [this] { return encode_command(console_, terms_); }; });
    CLI::App* params = add_terms_command("params", "the number of trainable parameters of terms");
    params->callback([this] { action_ = [this] { return params_command(console_, terms_); }; });
  }

  void add_surrogate() {
    CLI::App* app =
        app_.add_subcommand("surrogate", "tell how well surrogates foretell, over training sizes");
    app->add_option("FILE", surrogate_.file)->required();
    surrogate_.options.seeds = 20;
    add_objective_options(*app, surrogate_.options);
    app->add_option("--surrogate", surrogate_.surrogates,
                    "such as `gp(kernel = hwl)`, given once for each; else all that there are")
        ->option_text("SETTING ...")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app->add_option("--sizes", surrogate_.sizes, "fit to so many architectures; else 25,100,400")
        ->option_text("N,...")
        ->delimiter(',')
        ->check(CLI::PositiveNumber);
    app->add_option("--test", surrogate_.test, "foretell so many others; else 200")
        ->option_text("N")
        ->check(CLI::PositiveNumber);
    app->add_option("--terms", surrogate_.terms,
                    "a file with a term a line to share out, `-` for standard input; else random draws")
        ->option_text("F");
    app->add_option("--jobs", surrogate_.jobs,
                    "so many seeds at once; else as many as the machine runs threads")
        ->option_text("N")
        ->check(CLI::PositiveNumber);
    app->add_flag("--json", surrogate_.json, "print JSON");
    app->callback([this] { action_ = [this] { return surrogate_command(console_, surrogate_); }; });
  }

  void add_evaluate() {
    CLI::App* app = app_.add_subcommand("evaluate", "evaluate one term");
    app->add_option("FILE", evaluate_.file)->required();
    app->add_option("TERM", evaluate_.term)->required();
    app->add_option("--space", evaluate_.space, "the space, `NB201` or `NB201(width = 8)`")->option_text("S");
    app->add_option("--objective", evaluate_.objective, "such as `train(data = digits)`")
        ->option_text("SETTING")
        ->required();
    app->add_option("--seed", evaluate_.seed, "where randomness begins")->option_text("K");
    add_device(*app, evaluate_.device);
    app->add_flag("--json", evaluate_.json, "print JSON");
    app->callback([this] { action_ = [this] { return evaluate_command(console_, evaluate_); }; });
  }

  void add_data() {
    CLI::App* app = app_.add_subcommand("data", "fetch a data set, or make one of the files of another");
    app->add_option("ACTION", data_.action, "what to do")
        ->required()
        ->check(CLI::IsMember({"make", "fetch"}));
    app->add_option("NAME", data_.name, "the set")->required();
    app->add_option("--from", data_.from, "for `make`: the folder of MNIST's files, or of CIFAR-10's")
        ->option_text("FOLDER");
    app->add_option("-o,--output", data_.to, "the folder that the files are written to")
        ->option_text("FOLDER")
        ->required();
    app->callback([this] {
      if (data_.action == "make" && data_.from.empty()) throw CLI::RequiredError("--from");
      action_ = [this] { return data_command(console_, data_); };
    });
  }

  void add_table() {
    CLI::App* app = app_.add_subcommand("table", "make a table for the objective `table`");
    app->require_subcommand(1);
    CLI::App* convert = app->add_subcommand("convert", "of a file that a benchmark publishes, as CSV");
    convert->add_option("FORMAT", table_.format, "what the file is")
        ->required()
        ->check(CLI::IsMember(nasg::benchmarks::table_formats()));
    convert->add_option("FILE", table_.file, "the file, or a folder where there are many")->required();
    CLI::App* join = app->add_subcommand("join", "of two tables of the same architectures, as CSV");
    join->add_option("FILE", table_.file, "a table, of which all rows and columns stay")->required();
    join->add_option("OTHER", table_.other, "the table with the columns that are added")->required();
    join->add_option("--by", table_.by, "the column that tells which rows belong together")
        ->option_text("COLUMN")
        ->required();
    for (CLI::App* made : {convert, join}) {
      made->add_option("-o,--output", table_.output, "where the table goes; else standard output")
          ->option_text("F");
      made->callback([this] { action_ = [this] { return table_command(console_, table_); }; });
    }
  }

  void add_report() {
    CLI::App* app = app_.add_subcommand("report", "tell what a study holds");
    app->add_option("STUDY", study_)->required();
    app->add_option("-o,--output", page_, "a page for a browser goes there, with plots")
        ->option_text("FILE.html");
    app->callback([this] { action_ = [this] { return report_command(console_, study_, page_); }; });
  }

  void add_help() {
    CLI::App* completing =
        app_.add_subcommand("completion", "the script that makes a shell complete command lines");
    completing->add_option("SHELL", shell_, "the shell")
        ->required()
        ->check(CLI::IsMember(nasg::command_line::shells()));
    completing->callback([this] {
      action_ = [this] { return print(completion(nasg::command_line::option_table(app_), shell_)); };
    });
    CLI::App* telling = app_.add_subcommand("man", "the manual page, for man(1)");
    telling->callback([this] {
      action_ = [this] { return print(manual(nasg::command_line::option_table(app_), NASG_VERSION)); };
    });
  }

  int print(const std::string& text) {
    console_.out << text << std::flush;
    return console_.out ? nasg::repl::kSuccess : nasg::repl::kErrors;
  }

  const Console& console_;
  CLI::App app_{"nasg runs searches for neural architectures; alone it opens a session.", "nasg"};
  nasg::repl::SearchArguments search_;
  nasg::repl::CompareArguments compare_;
  nasg::repl::TermsArguments terms_;
  nasg::repl::SurrogateArguments surrogate_;
  nasg::repl::EvaluateArguments evaluate_;
  nasg::repl::DataArguments data_;
  nasg::repl::TableArguments table_;
  std::string statements_;
  std::string study_;
  std::string page_;
  std::string shell_;
  std::function<int()> action_;
};

}  // namespace

int main(int argc, char** argv) {
  nasg::derivation::keep_memory();
  nasg::repl::catch_interrupts();
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  const Console console{std::cout, std::cerr, terminal, nasg::diag::wants_colour(STDERR_FILENO)};
  return CommandLine(console, argc, argv).run(argc, argv);
}
