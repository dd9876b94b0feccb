// SPDX-License-Identifier: Apache-2.0
// A stream over libbz2.
#include "search/benchmarks/bzip2_stream.h"

#include <bzlib.h>

#include <array>

namespace nasg::benchmarks {
namespace {

class Bzip2Buffer : public std::streambuf {
 public:
  explicit Bzip2Buffer(const std::string& path) : file_(BZ2_bzopen(path.c_str(), "rb")) {}

 protected:
  int_type underflow() override {
    const int got = file_ ? BZ2_bzread(file_.get(), buffer_.data(), static_cast<int>(buffer_.size())) : 0;
    if (got <= 0) return traits_type::eof();
    setg(buffer_.data(), buffer_.data(), buffer_.data() + got);
    return traits_type::to_int_type(buffer_[0]);
  }

 private:
  struct Close {
    void operator()(void* file) const { BZ2_bzclose(file); }
  };
  std::unique_ptr<void, Close> file_;
  std::array<char, 1 << 16> buffer_{};
};

/// A stream that owns its buffer.
class Bzip2Stream : public std::istream {
 public:
  explicit Bzip2Stream(const std::string& path) : std::istream(nullptr), buffer_(path) { rdbuf(&buffer_); }

 private:
  Bzip2Buffer buffer_;
};

}  // namespace

std::unique_ptr<std::istream> open_bzip2(const std::string& path) {
  return std::make_unique<Bzip2Stream>(path);
}

}  // namespace nasg::benchmarks
