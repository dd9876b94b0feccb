// SPDX-License-Identifier: Apache-2.0
// Files that commands read and write.
#include "search/repl/files.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "compiler/diag/codes/files.h"

namespace nasg::repl {

namespace fs = std::filesystem;

diag::Status write_file(const std::string& path, std::string_view text) {
  const std::string temporary = path + ".part" + std::to_string(::getpid());
  errno = 0;
  std::ofstream file(temporary, std::ios::binary);
  file << text;
  file.close();
  std::string why = file.fail() ? std::strerror(errno) : "";
  if (why.empty() && std::rename(temporary.c_str(), path.c_str()) != 0) why = std::strerror(errno);
  if (why.empty()) return diag::success();
  std::error_code ignored;
  fs::remove(temporary, ignored);
  return diag::make(diag::code::E0903, {}, path, why);
}

diag::Result<std::vector<Line>> read_lines(const std::string& path) {
  std::ifstream file;
  if (path != "-") {
    errno = 0;
    file.open(path);
    if (file.is_open() && file.peek() == std::ifstream::traits_type::eof() && file.bad()) file.close();
    if (!file.is_open()) return diag::make(diag::code::E0901, {}, path, std::strerror(errno));
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::vector<Line> lines;
  std::string text;
  for (std::size_t number = 1; std::getline(in, text); ++number) {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == std::string::npos) continue;
    lines.push_back({number, text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1)});
  }
  if (in.bad()) return diag::make(diag::code::E0901, {}, path, std::strerror(errno));
  return lines;
}

std::string study_name(const std::string& program, bool existing) {
  const std::string stem = fs::path(program).stem().string();
  std::string last = stem + ".db";
  std::error_code ignored;
  for (int number = 2;; ++number) {
    std::string name = number == 2 ? stem + ".db" : stem + "-" + std::to_string(number - 1) + ".db";
    if (!fs::exists(name, ignored)) return existing ? last : name;
    last = std::move(name);
  }
}

}  // namespace nasg::repl
