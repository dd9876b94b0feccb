// SPDX-License-Identifier: Apache-2.0
// Reads what Python's `pickle` wrote, without running any of it.
#pragma once

#include <bit>
#include <cstdint>
#include <deque>
#include <functional>
#include <istream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "search/benchmarks/complaint.h"

namespace nasg::benchmarks {

/// Values as trees: numbers, texts, sequences (lists, tuples, sets), dictionaries. What else a pickle asks
/// Python to make stays an object of no content; numpy's numbers are numbers. Equal texts are kept once.
class Pickle {
 public:
  enum class Kind : std::uint8_t { kNone, kInteger, kReal, kText, kSequence, kDictionary, kObject };
  struct Value {
    Kind kind = Kind::kNone;
    std::uint64_t bits = 0;  ///< the number, or where the rest is kept
  };
  using Entry = std::pair<Value, Value>;

  const Value& root() const { return root_; }
  /// Integers, truths (0 or 1) and reals.
  std::optional<double> number(const Value& value) const;
  std::optional<std::string_view> text(const Value& value) const;
  /// Empty of what is none.
  std::span<const Value> items(const Value& sequence) const;
  std::span<const Entry> entries(const Value& dictionary) const;
  /// The value of a text key; nothing if there is none.
  const Value* find(const Value& dictionary, std::string_view key) const;

  /// Empties a dictionary and frees its memory.
  void clear(const Value& dictionary);

 private:
  friend class Unpickler;

  Value add_text(std::string text);

  Value root_;
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::uint64_t> text_places_;
  std::vector<std::vector<Value>> sequences_;
  std::vector<std::vector<Entry>> dictionaries_;
};

/// Sees a dictionary whenever entries were put into it, so that of a file that is larger than the memory
/// parts may be taken out and cleared.
using DictionaryVisitor = std::function<void(Pickle&, const Pickle::Value& dictionary)>;

/// Reads one pickle, of protocol 2 to 5 (docs.python.org/3/library/pickletools.html), and leaves the stream
/// behind it.
Complaint read_pickle(std::istream& in, Pickle& pickle, const DictionaryVisitor& visit = {});

}  // namespace nasg::benchmarks
