// SPDX-License-Identifier: Apache-2.0
// fork, exec, and reading both outputs without deadlock.
#include "tests/system/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace nasg::testing {

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
  int read = -1;
  int write = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    read = ends[0];
    write = ends[1];
  }
};

void shut(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

[[noreturn]] void become(const std::vector<std::string>& arguments, const Pipe& in, const Pipe& out,
                         const Pipe& err) {
  ::dup2(in.read, STDIN_FILENO);
  ::dup2(out.write, STDOUT_FILENO);
  ::dup2(err.write, STDERR_FILENO);
  ::signal(SIGPIPE, SIG_DFL);
  std::vector<char*> words;
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  ::execvp(words[0], words.data());
  ::_exit(127);
}

// Reads what is there; closes the descriptor at the end of the text.
void drain(int& descriptor, std::string& text) {
  std::array<char, 1 << 16> buffer{};
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  } else {
    shut(descriptor);
  }
}

void feed(int& descriptor, std::string_view& rest) {
  const ssize_t count = rest.empty() ? 0 : ::write(descriptor, rest.data(), rest.size());
  if (count > 0) rest.remove_prefix(static_cast<std::size_t>(count));
  if (count < 0 || rest.empty()) shut(descriptor);
}

// Exchanges texts until the program has closed its outputs; false if the limit passed first.
bool exchange(Pipe& in, Pipe& out, Pipe& err, std::string_view input, Finished& finished,
              Clock::time_point end) {
  while (out.read >= 0 || err.read >= 0) {
    std::array<pollfd, 3> watched{{{out.read, POLLIN, 0}, {err.read, POLLIN, 0}, {in.write, POLLOUT, 0}}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0 || ::poll(watched.data(), watched.size(), static_cast<int>(left)) == 0) return false;
    if (watched[0].revents != 0) drain(out.read, finished.out);
    if (watched[1].revents != 0) drain(err.read, finished.err);
    if (watched[2].revents != 0) feed(in.write, input);
  }
  return true;
}

}  // namespace

Finished run(const std::vector<std::string>& arguments, const std::string& input,
             std::chrono::seconds limit) {
  ::signal(SIGPIPE, SIG_IGN);
  Pipe in;
  Pipe out;
  Pipe err;
  const pid_t child = ::fork();
  if (child == 0) become(arguments, in, out, err);
  shut(in.read);
  shut(out.write);
  shut(err.write);
  ::fcntl(in.write, F_SETFL, O_NONBLOCK);
  Finished finished;
  const bool in_time = exchange(in, out, err, input, finished, Clock::now() + limit);
  shut(in.write);
  shut(out.read);
  shut(err.read);
  if (!in_time) ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (in_time) finished.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return finished;
}

std::string program(const std::string& name) {
  return std::string(NASG_BIN_DIR) + "/" + name;
}

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "nasg-test.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Folder::write(const std::string& name, const std::string& content) const {
  std::string path = path_ + "/" + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::vector<std::string> Folder::files() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t occurrences(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace nasg::testing
