// SPDX-License-Identifier: Apache-2.0
// Records of NAS-Bench-101: JSON, base64, protocol buffers.
#include "search/benchmarks/nasbench101_file.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

namespace nasg::benchmarks {
namespace {

std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    if (c == '=' || c == '\n') continue;
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xff);
  }
  return bytes;
}

/// Goes through the fields of a protocol buffer.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : bytes_(bytes) {}

  struct Field {
    std::uint64_t number = 0;
    std::uint64_t value = 0;   ///< of a whole number, or the bits of a real one
    std::string_view bytes{};  ///< of a message or a text
    double real() const { return std::bit_cast<double>(value); }
  };
  /// The next field; none at the end, or where the bytes make no field.
  std::optional<Field> next() {
    if (bytes_.empty()) return std::nullopt;
    const std::uint64_t key = varint();
    Field field{key >> 3};
    switch (key & 7) {
      case 0: field.value = varint(); break;
      case 1: field.value = fixed(8); break;
      case 2: field.bytes = take(varint()); break;
      case 5: field.value = fixed(4); break;
      default: sound_ = false;
    }
    return sound_ ? std::optional(field) : std::nullopt;
  }
  bool sound() const { return sound_; }

 private:
  std::string_view take(std::uint64_t size) {
    sound_ = sound_ && size <= bytes_.size();
    const std::string_view taken = bytes_.substr(0, sound_ ? size : 0);
    bytes_.remove_prefix(taken.size());
    return taken;
  }
  std::uint64_t fixed(std::size_t size) {
    const std::string_view taken = take(size);
    std::uint64_t value = 0;
    for (std::size_t i = taken.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(taken[i]);
    return value;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint64_t byte = fixed(1);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    sound_ = false;
    return value;
  }

  std::string_view bytes_;
  bool sound_ = true;
};

// The numbers of ModelMetrics and EvaluationData in the benchmark's model_metrics.proto.
bool read_evaluation(std::string_view bytes, NasBench101Run& run) {
  constexpr std::uint64_t kSeconds = 2, kTrain = 3, kValid = 4, kTest = 5;
  constexpr double kPercent = 100;
  Fields fields(bytes);
  while (const auto field = fields.next()) {
    if (field->number == kSeconds) run.seconds = field->real();
    if (field->number == kTrain) run.train = kPercent * field->real();
    if (field->number == kValid) run.valid = kPercent * field->real();
    if (field->number == kTest) run.test = kPercent * field->real();
  }
  return fields.sound();
}

bool read_metrics(std::string_view bytes, NasBench101Run& run) {
  constexpr std::uint64_t kEvaluation = 1, kParams = 2;
  Fields fields(bytes);
  bool evaluated = false;
  while (const auto field = fields.next()) {
    if (field->number == kParams) run.params = static_cast<std::int64_t>(field->value);
    if (field->number != kEvaluation) continue;
    if (!read_evaluation(field->bytes, run)) return false;
    evaluated = true;
  }
  return fields.sound() && evaluated;
}

/// `011001000` as `011/001/000`; empty if it is no square.
std::string rows_of(const std::string& digits) {
  const auto size = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(digits.size()))));
  if (size * size != digits.size()) return {};
  std::string rows;
  for (std::size_t i = 0; i < size; ++i) rows += (i > 0 ? "/" : "") + digits.substr(i * size, size);
  return rows;
}

/// `input,conv3x3-bn-relu,output` as `input conv3x3 output`.
std::string words_of(std::string ops) {
  constexpr std::string_view kTail = "-bn-relu";
  for (std::size_t at; (at = ops.find(kTail)) != std::string::npos;) ops.erase(at, kTail.size());
  for (char& c : ops)
    if (c == ',') c = ' ';
  return ops;
}

}  // namespace

std::optional<NasBench101Run> read_nasbench101(const std::string& record) {
  using Json = nlohmann::json;
  const Json json = Json::parse(record, nullptr, false);
  if (!json.is_array() || json.size() != 5 || !json[1].is_number_integer()) return std::nullopt;
  for (const std::size_t i : {0U, 2U, 3U, 4U})
    if (!json[i].is_string()) return std::nullopt;
  NasBench101Run run{json[0], json[1], rows_of(json[2]), words_of(json[3])};
  const auto metrics = decode_base64(json[4].get_ref<const std::string&>());
  if (run.matrix.empty() || !metrics || !read_metrics(*metrics, run)) return std::nullopt;
  return run;
}

}  // namespace nasg::benchmarks
