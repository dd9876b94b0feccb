// SPDX-License-Identifier: Apache-2.0
// nasgc check, explain.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>

#include "compiler/diag/codes/files.h"
#include "compiler/diag/codes/spaces.h"
#include "compiler/diag/render.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/mends.h"
#include "runtime/derivation/limits.h"

namespace nasg::driver {

namespace {

/// W0256 if the limits of the space on costs are such that no draw keeps them.
void check_draws(Session& session, const sema::Program& program, const sema::CheckedSpace& checked) {
  constexpr int kDraws = 1000;
  const auto& [space, automaton] = checked;
  if (automaton.keeps_limits()) return;
  if (derivation::acceptance(space, automaton, kDraws, derivation::Rng(0)) > 0) return;
  const ir::Limit& limit = space.limits[*automaton.open_limit()];
  auto warning = diag::make(diag::code::W0256, limit.place, std::to_string(kDraws), space.name);
  if (!program.project().waives(session.sources, warning)) session.sink.add(std::move(warning));
}

void check(Session& session, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const auto program = session.load(file);
    if (!program) continue;
    program->check(session.sink,
                   [&](const sema::CheckedSpace& checked) { check_draws(session, *program, checked); });
  }
}

/// Whether a mend was made. None where a file could not be written.
bool mend_files(Session& session, const std::vector<std::string>& files,
                std::map<std::string, std::size_t>& mends) {
  bool changed = false;
  for (const Mended& mended : mend(session.sources, session.sink)) {
    const std::string path = session.sources[mended.source].path();
    if (std::ranges::find(files, path) == files.end()) continue;
    if (!session.write_file(path, mended.text)) return false;
    mends[path] += mended.mends;
    changed = true;
  }
  return changed;
}

void check_and_mend(Session& session, const std::vector<std::string>& files) {
  constexpr int kRounds = 10;
  std::map<std::string, std::size_t> mends;
  check(session, files);
  for (int round = 0; round < kRounds && mend_files(session, files, mends); ++round) {
    session.forget();
    check(session, files);
  }
  for (const auto& [path, number] : mends)
    std::cerr << path << ": " << number << (number == 1 ? " mend\n" : " mends\n");
}

struct Explained {
  std::string code;
  std::string example;  ///< "wrong" or "right": only that program
};

void explain(Session& session, const Explained& asked) {
  if (asked.code.empty()) {
    for (const diag::CodeInfo& row : diag::all_codes())
      session.output.write(std::string(row.id) + "  " + row.name + '\n');
    return;
  }
  if (const auto found = diag::find_code(asked.code)) {
    const diag::CodeInfo& row = diag::info(*found);
    if (asked.example.empty()) return session.output.write(diag::explain(*found));
    return session.output.write(asked.example == "wrong" ? row.wrong : row.right);
  }
  auto error = diag::make(diag::code::E0907, {}, asked.code);
  std::vector<std::string> names;
  for (const diag::CodeInfo& row : diag::all_codes()) names.insert(names.end(), {row.id, row.name});
  if (const auto near = diag::nearest(asked.code, names)) error.note("did you mean `" + *near + "`?");
  session.refuse(std::move(error));
}

}  // namespace

void add_check_commands(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("check", "finds every error of the files; silent if there is none");
  auto files = std::make_shared<std::vector<std::string>>();
  command
      ->add_option("FILE", *files, "the .nasg files, or modules such as std.nb201; `-` reads standard input")
      ->required();
  auto mends = std::make_shared<bool>(false);
  command->add_flag("--fix", *mends, "makes the suggested mends in these files, and checks again");
  command->callback([&action, files, mends] {
    action = [files, mends](Session& session) {
      *mends ? check_and_mend(session, *files) : check(session, *files);
    };
  });

  auto* explaining = app.add_subcommand("explain", "tells more about an error, with an example");
  auto asked = std::make_shared<Explained>();
  auto* code = explaining->add_option("CODE", asked->code,
                                      "the code, as in E0203, or its name; without one, lists all");
  explaining->add_option("--example", asked->example, "only the example, as a file; empty if there is none")
      ->check(CLI::IsMember({"wrong", "right"}))
      ->needs(code);
  explaining->callback(
      [&action, asked] { action = [asked](Session& session) { explain(session, *asked); }; });
}

}  // namespace nasg::driver
