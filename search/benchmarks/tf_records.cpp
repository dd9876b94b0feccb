// SPDX-License-Identifier: Apache-2.0
// Reads TFRecord framing.
#include "search/benchmarks/tf_records.h"

#include <array>

namespace nasg::benchmarks {
namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t sum = byte;
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0x82F63B78U : 0U);
    table[byte] = sum;
  }
  return table;
}

std::uint64_t number(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

std::uint32_t masked(std::uint32_t sum) {
  return (sum >> 15 | sum << 17) + 0xa282ead8U;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  static constexpr std::array<std::uint32_t, 256> kTable = make_table();
  std::uint32_t sum = ~0U;
  for (const char byte : bytes) sum = (sum >> 8) ^ kTable[(sum ^ static_cast<unsigned char>(byte)) & 0xff];
  return ~sum;
}

bool TfRecords::read(std::string& bytes, std::size_t size) {
  bytes.resize(size);
  in_.read(bytes.data(), static_cast<std::streamsize>(size));
  return static_cast<std::size_t>(in_.gcount()) == size;
}

bool TfRecords::next(std::string& record) {
  constexpr std::size_t kLength = 8, kSum = 4, kMost = std::size_t{1} << 30;
  std::string head, sum;
  const std::string name = "record " + std::to_string(++count_);
  if (!read(head, kLength + kSum)) {
    if (in_.gcount() != 0) broken_ = name + " is cut off";
    return false;
  }
  const std::string_view length = std::string_view(head).substr(0, kLength);
  if (number(std::string_view(head).substr(kLength)) != masked(crc32c(length)) || number(length) > kMost) {
    broken_ = "the length of " + name + " does not match its checksum";
  } else if (!read(record, number(length)) || !read(sum, kSum)) {
    broken_ = name + " is cut off";
  } else if (number(sum) != masked(crc32c(record))) {
    broken_ = name + " does not match its checksum";
  }
  return broken_.empty();
}

}  // namespace nasg::benchmarks
