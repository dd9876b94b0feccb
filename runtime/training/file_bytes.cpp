// SPDX-License-Identifier: Apache-2.0
// Reads a file in pieces, through liblzma where it is compressed.
#include "runtime/training/file_bytes.h"

#include <lzma.h>

#include <fstream>

#include "compiler/diag/codes/network.h"

namespace nasg::training {

namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr std::uint64_t kMostMemory = std::uint64_t{256} << 20;  ///< what decoding may take

/// Takes the bytes of a file piece by piece and gives what they hold.
class Decoder {
 public:
  explicit Decoder(bool compressed) : compressed_(compressed) {
    if (compressed_ && lzma_stream_decoder(&stream_, kMostMemory, LZMA_CONCATENATED) != LZMA_OK)
      state_ = LZMA_MEM_ERROR;
  }
  ~Decoder() { lzma_end(&stream_); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// An empty piece is the end. False once the bytes are damaged.
  bool take(std::vector<std::uint8_t>& piece, std::vector<std::uint8_t>& bytes) {
    if (!compressed_) {
      bytes.insert(bytes.end(), piece.begin(), piece.end());
      return true;
    }
    const lzma_action action = piece.empty() ? LZMA_FINISH : LZMA_RUN;
    stream_.next_in = piece.data();
    stream_.avail_in = piece.size();
    do {
      stream_.next_out = out_.data();
      stream_.avail_out = out_.size();
      if (state_ == LZMA_OK) state_ = lzma_code(&stream_, action);
      bytes.insert(bytes.end(), out_.begin(), out_.end() - static_cast<std::ptrdiff_t>(stream_.avail_out));
    } while (state_ == LZMA_OK && stream_.avail_out == 0);
    return piece.empty() ? state_ == LZMA_STREAM_END : state_ == LZMA_OK;
  }

 private:
  bool compressed_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  lzma_ret state_ = LZMA_OK;
  std::vector<std::uint8_t> out_ = std::vector<std::uint8_t>(kPiece);
};

}  // namespace

diag::Result<std::vector<std::uint8_t>> read_bytes(const std::string& path, std::size_t most) {
  const auto refuse = [&](std::string why) {
    return diag::make(diag::code::E0601, {}, path, std::move(why));
  };
  std::ifstream file(path, std::ios::binary);
  if (!file) return refuse("it may not be read");
  Decoder decoder(path.ends_with(".xz"));
  std::vector<std::uint8_t> bytes, piece;
  do {
    piece.resize(kPiece);
    file.read(reinterpret_cast<char*>(piece.data()), static_cast<std::streamsize>(kPiece));
    piece.resize(static_cast<std::size_t>(file.gcount()));
    if (!decoder.take(piece, bytes)) return refuse("it is cut short or damaged");
    if (bytes.size() > most) return refuse("it is longer than any such file");
  } while (!piece.empty());
  return bytes;
}

}  // namespace nasg::training
