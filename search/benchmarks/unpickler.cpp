// SPDX-License-Identifier: Apache-2.0
// Python's pickle machine, as far as it makes data.
//
// A pickle is a program for a machine with a stack and a memo. Of its instructions those that make numbers,
// texts and containers are followed. Those that have a function called (REDUCE, NEWOBJ) give what is known of
// the few functions that data needs, and an empty object else; nothing is ever called.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "search/benchmarks/pickle.h"

namespace nasg::benchmarks {

using Kind = Pickle::Kind;
using Value = Pickle::Value;

class Unpickler {
 public:
  Unpickler(std::istream& in, Pickle& pickle, const DictionaryVisitor& visit)
      : in_(*in.rdbuf()), pickle_(pickle), visit_(visit) {}

  Complaint run() {
    while (why_.empty() && !done_) step();
    return why_.empty() ? why_ : fmt::format("byte {}: {}", at_, why_);
  }

 private:
  enum Op : unsigned char {
    kMark = '(',
    kStop = '.',
    kPop = '0',
    kPopMark = '1',
    kDuplicate = '2',
    kNone = 'N',
    kTrue = 0x88,
    kFalse = 0x89,
    kInt4 = 'J',
    kInt1 = 'K',
    kInt2 = 'M',
    kLong1 = 0x8a,
    kLong4 = 0x8b,
    kReal = 'G',
    kText1 = 0x8c,
    kText4 = 'X',
    kText8 = 0x8d,
    kBytes1 = 'C',
    kBytes4 = 'B',
    kBytes8 = 0x8e,
    kString1 = 'U',
    kString4 = 'T',
    kEmptyList = ']',
    kAppend = 'a',
    kAppends = 'e',
    kEmptyTuple = ')',
    kTuple = 't',
    kTuple1 = 0x85,
    kTuple2 = 0x86,
    kTuple3 = 0x87,
    kEmptyDictionary = '}',
    kSetItem = 's',
    kSetItems = 'u',
    kEmptySet = 0x8f,
    kAddItems = 0x90,
    kFrozenSet = 0x91,
    kPut1 = 'q',
    kPut4 = 'r',
    kMemoize = 0x94,
    kGet1 = 'h',
    kGet4 = 'j',
    kGlobal = 'c',
    kStackGlobal = 0x93,
    kReduce = 'R',
    kNewObject = 0x81,
    kNewObjectByName = 0x92,
    kBuild = 'b',
    kPersistent = 'Q',
    kProtocol = 0x80,
    kFrame = 0x95
  };

  void step();
  void fail(std::string why) {
    if (why_.empty()) why_ = std::move(why);
  }

  // Bytes.
  unsigned char byte() {
    const auto read = in_.sbumpc();
    if (read == std::streambuf::traits_type::eof()) {
      fail("it is cut off");
      return 0;
    }
    ++at_;
    return static_cast<unsigned char>(read);
  }
  std::uint64_t little_endian(int bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value |= std::uint64_t{byte()} << 8 * i;
    return value;
  }
  std::string bytes(std::uint64_t count);
  std::string line();

  // The stack.
  void push(Value value) { stack_.push_back(value); }
  void push_integer(std::int64_t value) { push({Kind::kInteger, static_cast<std::uint64_t>(value)}); }
  void push_real(double value) { push({Kind::kReal, std::bit_cast<std::uint64_t>(value)}); }
  void push_long(std::uint64_t count);
  Value pop() {
    if (stack_.size() <= floor()) {
      fail("it takes what is not there");
      return {};
    }
    const Value value = stack_.back();
    stack_.pop_back();
    return value;
  }
  std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
  std::vector<Value> pop_to_mark();
  void push_sequence(std::vector<Value> items) {
    pickle_.sequences_.push_back(std::move(items));
    push({Kind::kSequence, pickle_.sequences_.size() - 1});
  }
  void push_tuple(int count);
  void push_dictionary() {
    pickle_.dictionaries_.emplace_back();
    push({Kind::kDictionary, pickle_.dictionaries_.size() - 1});
  }
  void append(const std::vector<Value>& items);
  void set_items(const std::vector<Value>& items);

  // The memo.
  void put(std::uint64_t place);
  void get(std::uint64_t place) {
    if (place >= memo_.size()) return fail("it remembers what was not put down");
    push(memo_[place]);
  }

  // Functions: a text that names it, and what is made of its arguments.
  void call(const Value& function, const Value& arguments);
  std::optional<double> numpy_number(std::span<const Value> arguments) const;

  std::streambuf& in_;
  Pickle& pickle_;
  const DictionaryVisitor& visit_;
  std::uint64_t at_ = 0;
  std::vector<Value> stack_;
  std::vector<std::size_t> marks_;
  std::vector<Value> memo_;
  Complaint why_;
  bool done_ = false;
};

/// A length that a damaged file states is not believed before the bytes are there.
std::string Unpickler::bytes(std::uint64_t count) {
  constexpr std::uint64_t kChunk = 1 << 14;
  std::string text;
  while (text.size() < count) {
    const auto before = text.size();
    const auto more = std::min<std::uint64_t>(kChunk, count - before);
    text.resize(before + more);
    const auto got = in_.sgetn(text.data() + before, static_cast<std::streamsize>(more));
    at_ += static_cast<std::uint64_t>(got);
    if (static_cast<std::uint64_t>(got) < more) {
      fail("it is cut off");
      return {};
    }
  }
  return text;
}

std::string Unpickler::line() {
  std::string text;
  for (unsigned char next = byte(); why_.empty() && next != '\n'; next = byte())
    text += static_cast<char>(next);
  return text;
}

/// Two's complement, little-endian. One of more than 64 bits is none that this is read for: it becomes 0.
void Unpickler::push_long(std::uint64_t count) {
  const std::string digits = bytes(count);
  if (digits.size() > 8) return push_integer(0);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < digits.size(); ++i)
    value |= std::uint64_t{static_cast<unsigned char>(digits[i])} << 8 * i;
  const auto bits = 8 * digits.size();
  if (bits > 0 && bits < 64 && (value >> (bits - 1) & 1) != 0) value |= ~std::uint64_t{0} << bits;
  push_integer(static_cast<std::int64_t>(value));
}

std::vector<Value> Unpickler::pop_to_mark() {
  if (marks_.empty()) {
    fail("it takes back to where nothing is marked");
    return {};
  }
  const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  std::vector<Value> items(from, stack_.end());
  stack_.erase(from, stack_.end());
  marks_.pop_back();
  return items;
}

void Unpickler::push_tuple(int count) {
  std::vector<Value> items(static_cast<std::size_t>(count));
  for (int i = count - 1; i >= 0; --i) items[static_cast<std::size_t>(i)] = pop();
  push_sequence(std::move(items));
}

void Unpickler::append(const std::vector<Value>& items) {
  if (stack_.size() <= floor()) return fail("it takes what is not there");
  const Value& list = stack_.back();
  if (list.kind == Kind::kObject) return;
  if (list.kind != Kind::kSequence) return fail("it appends to what is no list");
  auto& to = pickle_.sequences_[list.bits];
  to.insert(to.end(), items.begin(), items.end());
}

void Unpickler::set_items(const std::vector<Value>& items) {
  if (stack_.size() <= floor() || items.size() % 2 != 0) return fail("it takes what is not there");
  const Value dictionary = stack_.back();
  if (dictionary.kind == Kind::kObject) return;
  if (dictionary.kind != Kind::kDictionary) return fail("it puts entries into what is no dictionary");
  auto& to = pickle_.dictionaries_[dictionary.bits];
  to.reserve(to.size() + items.size() / 2);
  for (std::size_t i = 0; i < items.size(); i += 2) to.emplace_back(items[i], items[i + 1]);
  if (visit_) visit_(pickle_, dictionary);
}

/// Places are numbers of what was made so far, each of which took a byte at least.
void Unpickler::put(std::uint64_t place) {
  if (stack_.empty()) return fail("it takes what is not there");
  if (place > at_) return fail("it puts something down in a place that is far off");
  if (place >= memo_.size()) memo_.resize(place + 1);
  memo_[place] = stack_.back();
}

/// (dtype, bytes), where a dtype is made of its name, as `f8`.
std::optional<double> Unpickler::numpy_number(std::span<const Value> arguments) const {
  if (arguments.size() != 2) return std::nullopt;
  const auto kind = pickle_.items(arguments[0]);
  const auto name = kind.empty() ? std::nullopt : pickle_.text(kind[0]);
  const auto bytes = pickle_.text(arguments[1]);
  if (!name || !bytes || bytes->size() > 8) return std::nullopt;
  const auto as = [&](auto zero) -> std::optional<double> {
    if (bytes->size() != sizeof zero) return std::nullopt;
    std::memcpy(&zero, bytes->data(), sizeof zero);
    return static_cast<double>(zero);
  };
  if (*name == "f8") return as(double{});
  if (*name == "f4") return as(float{});
  if (*name == "i8") return as(std::int64_t{});
  if (*name == "i4") return as(std::int32_t{});
  return std::nullopt;
}

void Unpickler::call(const Value& function, const Value& arguments) {
  const std::string_view name = pickle_.text(function).value_or("");
  const std::vector<Value> given(pickle_.items(arguments).begin(), pickle_.items(arguments).end());
  if (name == "collections OrderedDict" || name == "collections defaultdict") return push_dictionary();
  if (name == "builtins set" || name == "__builtin__ set" || name == "builtins frozenset" ||
      name == "__builtin__ frozenset") {
    const auto items = given.empty() ? std::span<const Value>() : pickle_.items(given[0]);
    return push_sequence({items.begin(), items.end()});
  }
  // Bytes of protocol 2: a text whose letters are Latin-1's.
  if (name == "_codecs encode" && !given.empty() && pickle_.text(given[0])) {
    std::string latin;
    const std::string_view letters = *pickle_.text(given[0]);
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const auto letter = static_cast<unsigned char>(letters[i]);
      const bool two = letter >= 0xc0 && i + 1 < letters.size();
      latin += two ? static_cast<char>(letter << 6 | (static_cast<unsigned char>(letters[++i]) & 0x3f))
                   : letters[i];
    }
    return push(pickle_.add_text(std::move(latin)));
  }
  if (name == "numpy dtype") return push(arguments);
  if (name == "numpy.core.multiarray scalar" || name == "numpy._core.multiarray scalar")
    if (const auto number = numpy_number(given)) return push_real(*number);
  push({Kind::kObject});
}

void Unpickler::step() {
  const unsigned char op = byte();
  if (!why_.empty()) return;
  switch (op) {
    case kProtocol: byte(); return;
    case kFrame: little_endian(8); return;
    case kStop:
      pickle_.root_ = pop();
      done_ = true;
      return;
    case kMark: marks_.push_back(stack_.size()); return;
    case kPop: pop(); return;
    case kPopMark: pop_to_mark(); return;
    case kDuplicate: {
      const Value top = pop();
      push(top);
      return push(top);
    }
    case kNone: return push({});
    case kTrue: return push_integer(1);
    case kFalse: return push_integer(0);
    case kInt4: return push_integer(static_cast<std::int32_t>(little_endian(4)));
    case kInt1: return push_integer(byte());
    case kInt2: return push_integer(static_cast<std::int64_t>(little_endian(2)));
    case kLong1: return push_long(byte());
    case kLong4: return push_long(little_endian(4));
    case kReal: {
      std::uint64_t big_endian = 0;
      for (int i = 0; i < 8; ++i) big_endian = big_endian << 8 | byte();
      return push({Kind::kReal, big_endian});
    }
    case kText1:
    case kBytes1:
    case kString1: return push(pickle_.add_text(bytes(byte())));
    case kText4:
    case kBytes4:
    case kString4: return push(pickle_.add_text(bytes(little_endian(4))));
    case kText8:
    case kBytes8: return push(pickle_.add_text(bytes(little_endian(8))));
    case kEmptyList:
    case kEmptyTuple:
    case kEmptySet: return push_sequence({});
    case kAppend: {
      const Value item = pop();
      return append({item});
    }
    case kAppends:
    case kAddItems: return append(pop_to_mark());
    case kTuple:
    case kFrozenSet: return push_sequence(pop_to_mark());
    case kTuple1: return push_tuple(1);
    case kTuple2: return push_tuple(2);
    case kTuple3: return push_tuple(3);
    case kEmptyDictionary: return push_dictionary();
    case kSetItem: {
      const Value value = pop(), key = pop();
      return set_items({key, value});
    }
    case kSetItems: return set_items(pop_to_mark());
    case kPut1: return put(byte());
    case kPut4: return put(little_endian(4));
    case kMemoize: return put(memo_.size());
    case kGet1: return get(byte());
    case kGet4: return get(little_endian(4));
    case kGlobal: {
      const std::string module = line();
      return push(pickle_.add_text(module + " " + line()));
    }
    case kStackGlobal: {
      const Value name = pop(), module = pop();
      const auto one = pickle_.text(module), other = pickle_.text(name);
      if (!one || !other) return fail("it names a function by what is no text");
      return push(pickle_.add_text(std::string(*one) + " " + std::string(*other)));
    }
    case kReduce:
    case kNewObject: {
      const Value arguments = pop(), function = pop();
      return call(function, arguments);
    }
    case kNewObjectByName: {
      pop();
      const Value arguments = pop(), function = pop();
      return call(function, arguments);
    }
    case kBuild: pop(); return;  // what it adds to an object is not kept
    case kPersistent: pop(); return push({Kind::kObject});
    default: return fail(fmt::format("there is no instruction {:#04x}, or none that data needs", op));
  }
}

Complaint read_pickle(std::istream& in, Pickle& pickle, const DictionaryVisitor& visit) {
  return Unpickler(in, pickle, visit).run();
}

}  // namespace nasg::benchmarks
