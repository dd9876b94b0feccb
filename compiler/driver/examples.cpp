// SPDX-License-Identifier: Apache-2.0
// A command line to try for each command, at the end of its help.
#include <CLI/CLI.hpp>

#include "compiler/driver/commands.h"

namespace nasg::driver {

namespace {

struct Example {
  const char* command;
  const char* line;
};

constexpr Example kExamples[] = {
    {"check", "nasgc check std.hnb201"},
    {"explain", "nasgc explain E0305"},
    {"fmt", "echo 'space S:[3]->[3]{start=id|relu;}' | nasgc fmt -"},
    {"count", "nasgc count std.nb201"},
    {"info", "nasgc info std.nb201"},
    {"build", "nasgc build std.nb201 --emit=llvm -O2"},
    {"report", "nasgc report std.nb201 -o nb201.html"},
    {"sample", "nasgc sample std.nb201 -n 3 --seed 1"},
    {"mutate", "nasgc mutate std.nb201 'Cell(conv3x3, id, id, conv1x1, zero, id)' -n 3"},
    {"cross",
     "nasgc cross std.activation 'UnaryTopo(BinaryTopo(sub, cubic, tanh, id, id))' "
     "'UnaryTopo(BinaryTopo(add, sin, id, id, id))'"},
    {"rank", "nasgc rank std.nb201 'Cell(conv3x3, id, id, conv1x1, zero, id)'"},
    {"unrank", "nasgc unrank std.nb201 4711"},
    {"parse", "nasgc parse std.nb201 'Cell(conv3x3, id, id, conv1x1, zero, id)'"},
    {"show", "nasgc show std.nb201 'Cell(conv3x3, id, id, conv1x1, zero, id)' --as cost"},
    {"export",
     "nasgc export std.nb201 'Cell(conv3x3, id, id, conv1x1, zero, id)' --to=pytorch -o network.py"},
    {"import", "echo '<s> ::= <s> + <s> | x' | nasgc import -"},
    {"completion", "source <(nasgc completion bash)"},
    {"man", "nasgc man -o nasgc.1"},
};

}  // namespace

void add_examples(CLI::App& app) {
  for (const Example& example : kExamples)
    app.get_subcommand(example.command)->footer(std::string("Example:\n  ") + example.line);
}

}  // namespace nasg::driver
