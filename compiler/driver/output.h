// SPDX-License-Identifier: Apache-2.0
// Where results go: standard output, or a file that appears whole or not at all.
#pragma once

#include <string>
#include <string_view>

#include "compiler/diag/diagnostic.h"

namespace nasg::driver {

/// Buffered results. A named file is written beside its place under a temporary name and renamed by
/// `commit`, with the permissions of the file that was there; without `commit`, or after an interrupt, that
/// one stays as it was. A link leads to the file that is replaced.
class Output {
 public:
  /// An empty path or `-` is standard output.
  explicit Output(std::string path);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view text);
  /// Whether writing on is of no use: the reader of a pipe has gone, or writing failed.
  bool closed() const { return closed_; }
  /// Writes what is buffered and puts the file in its place. E0903 if something could not be written; a
  /// reader that has gone is no error.
  diag::Status commit();

 private:
  void open();
  void flush();
  void fail();

  std::string path_;
  std::string destination_;
  std::string temporary_;  ///< empty while nothing has to be renamed
  std::string buffer_;
  std::string error_;
  int descriptor_ = -1;
  bool closed_ = false;
};

/// Makes an interrupt (Ctrl-C) remove an unfinished temporary file and end the program with status 130.
void end_cleanly_on_interrupt();

}  // namespace nasg::driver
