// SPDX-License-Identifier: Apache-2.0
// The records of a TFRecord file.
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>

namespace nasg::benchmarks {

/// CRC-32C (Castagnoli, reflected, as in RFC 3720).
std::uint32_t crc32c(std::string_view bytes);

/// Each record is its length in eight bytes, a checksum of these, its bytes, a checksum of them; numbers are
/// little-endian, and a checksum is crc32c turned right by 15 bits, plus 0xa282ead8.
class TfRecords {
 public:
  explicit TfRecords(std::istream& in) : in_(in) {}

  /// The next record; false at the end, or where `why_broken` says why.
  bool next(std::string& record);
  const std::string& why_broken() const { return broken_; }

 private:
  bool read(std::string& bytes, std::size_t size);

  std::istream& in_;
  std::size_t count_ = 0;
  std::string broken_;
};

}  // namespace nasg::benchmarks
