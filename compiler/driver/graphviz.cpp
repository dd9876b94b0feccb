// SPDX-License-Identifier: Apache-2.0
// Runs `dot`.
#include "compiler/driver/graphviz.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <set>

#include "compiler/diag/codes/files.h"

extern char** environ;

namespace nasg::driver {

namespace {

/// A file in memory: it takes any amount, so that neither program waits for the other.
class MemoryFile {
 public:
  explicit MemoryFile(const char* name) : descriptor_(::memfd_create(name, MFD_CLOEXEC)) {}
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  int descriptor() const { return descriptor_; }

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0) break;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    ::lseek(descriptor_, 0, SEEK_SET);
  }
  std::string read() {
    ::lseek(descriptor_, 0, SEEK_SET);
    std::string text;
    std::array<char, 1U << 16U> buffer{};
    for (ssize_t count = 0; (count = ::read(descriptor_, buffer.data(), buffer.size())) > 0;)
      text.append(buffer.data(), static_cast<std::size_t>(count));
    return text;
  }

 private:
  int descriptor_;
};

diag::Diagnostic failed(const std::string& why) {
  return diag::make(diag::code::E0915, {}, why);
}

}  // namespace

diag::Result<std::string> draw_svg(const std::string& graph) {
  MemoryFile input("graph");
  MemoryFile output("picture");
  MemoryFile errors("errors");
  input.write(graph);
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, input.descriptor(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, output.descriptor(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, errors.descriptor(), STDERR_FILENO);
  std::array<char, 4> program{"dot"};
  std::array<char, 6> format{"-Tsvg"};
  const std::array<char*, 3> words{program.data(), format.data(), nullptr};
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, program.data(), &files, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  if (error != 0)
    return failed(error == ENOENT ? "there is none on PATH"
                                  : "it does not start: " + std::string(std::strerror(error)));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return output.read();
  const std::string said = errors.read();
  return failed("it fails: " + said.substr(0, said.find('\n')));
}

std::string nonterminal_graph(const ir::Space& space) {
  std::string graph = "digraph {\n  rankdir=LR; node [shape=box, style=rounded, fontname=\"sans-serif\"];\n";
  std::set<std::string> lines;
  for (const ir::NonterminalId root : space.roots)
    lines.insert("  \"" + space[root].name + "\" [style=\"rounded,bold\"];\n");
  for (const ir::Rule& rule : space.rules)
    for (const ir::NonterminalId hole : rule.holes)
      lines.insert("  \"" + space[rule.lhs].name + "\" -> \"" + space[hole].name + "\";\n");
  for (const std::string& line : lines) graph += line;
  return graph + "}\n";
}

}  // namespace nasg::driver
