// SPDX-License-Identifier: Apache-2.0
// Runs the linker on files in a folder of their own.
#include "compiler/codegen/linker.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "compiler/diag/codes/codegen.h"
#include "runtime/derivation/plugin.h"

namespace nasg::codegen {
namespace {

namespace fs = std::filesystem;

/// Gone with all that is in it at the end.
class WorkFolder {
 public:
  WorkFolder() {
    std::error_code ignored;
    std::string name = (fs::temp_directory_path(ignored) / "nasgc.XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~WorkFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  bool made() const { return !path_.empty(); }
  std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The exit status of a program, 127 if there is none of that name; all that it prints goes to a file.
int run(std::vector<std::string> words, const std::string& log) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
  ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return 127;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

std::vector<std::string> linkers() {
  const char* chosen = std::getenv("CC");
  if (chosen != nullptr && *chosen != '\0') return {chosen};
  return {"cc", "ld"};
}

}  // namespace

diag::Result<std::string> link_shared(const std::string& object, bool measures) {
  std::vector<std::string> libraries;
  if (measures) {
    const derivation::FoundFile library = derivation::find_beside("libnasg_cost.a");
    if (!library.path) return diag::make(diag::code::E0505, {}, library.why);
    libraries = {*library.path, "-Wl,--exclude-libs,ALL", "-lstdc++", "-lgmpxx", "-lgmp"};
  }
  const WorkFolder folder;
  if (!folder.made()) return diag::make(diag::code::E0505, {}, std::string(std::strerror(errno)));
  const std::string input = folder.file("space.o");
  const std::string output = folder.file("space.so");
  const std::string log = folder.file("log");
  if (!(std::ofstream(input, std::ios::binary) << object).flush())
    return diag::make(diag::code::E0505, {}, "cannot write " + input);
  std::string tried;
  for (const std::string& linker : linkers()) {
    std::vector<std::string> words{linker, "-shared", "-o", output, input};
    words.insert(words.end(), libraries.begin(), libraries.end());
    const int status = run(std::move(words), log);
    if (status == 0) return content(output);
    if (status != 127) return diag::make(diag::code::E0505, {}, "`" + linker + "` says: " + content(log));
    tried += (tried.empty() ? "`" : " nor `") + linker + "`";
  }
  return diag::make(diag::code::E0505, {}, "there is no " + tried + " on the path");
}

}  // namespace nasg::codegen
