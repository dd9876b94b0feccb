// SPDX-License-Identifier: Apache-2.0
// Settings as text, and their arguments by name and type.
#include "compiler/ir/setting.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "compiler/diag/codes/search.h"
#include "compiler/diag/quote.h"
#include "compiler/ir/expr.h"

namespace nasg::ir {

namespace {

std::string number_text(double value) {
  std::array<char, 32> buffer{};
  char* const begin = buffer.data();
  char* const end = begin + buffer.size();
  // Everyday numbers without an exponent: 1000000 and 0.0001, not 1e+06 and 1e-04.
  const double size = std::abs(value);
  const bool everyday = value == 0 || (size >= 1e-5 && size < 1e15);
  const auto written =
      std::to_chars(begin, end, value, everyday ? std::chars_format::fixed : std::chars_format::scientific);
  return {begin, written.ptr};
}

void append(std::string& text, const std::string& part) {
  if (text.back() != '(' && text.back() != '[') text += ", ";
  text += part;
}

const Setting::Call& as_call(const Setting& setting) {
  static const Setting::Call none;
  const auto* call = std::get_if<Setting::Call>(&setting.value);
  return call == nullptr ? none : *call;
}

}  // namespace

std::string Setting::text() const {
  return match(
      value, [](double number) { return number_text(number); },
      [](bool flag) { return std::string(flag ? "true" : "false"); },
      [](const std::string& text) { return diag::quoted(text); },
      [](const Call& call) {
        if (call.positional.empty() && call.named.empty()) return call.name;
        std::string text = call.name + "(";
        for (const Setting& argument : call.positional) append(text, argument.text());
        for (const auto& [name, argument] : call.named) append(text, name + " = " + argument.text());
        return text + ")";
      },
      [](const List& list) {
        std::string text = "[";
        for (const Setting& part : list) append(text, part.text());
        return text + "]";
      });
}

SettingReader::SettingReader(const Setting& call) : setting_(call), call_(&as_call(call)) {
  if (!std::holds_alternative<Setting::Call>(call.value))
    error_ = diag::make(diag::code::E0704, call.place, "`" + call.text() + "`");
}

const std::string& SettingReader::name() const {
  return call_->name;
}

const Setting* SettingReader::find(const std::string& key) {
  const bool first_request = std::find(asked_.begin(), asked_.end(), key) == asked_.end();
  if (first_request) asked_.push_back(key);
  for (const auto& [name, value] : call_->named)
    if (name == key) return &value;
  const auto slot = static_cast<std::size_t>(std::find(slots_.begin(), slots_.end(), key) - slots_.begin());
  if (slot < slots_.size()) return &call_->positional[slot];
  if (!first_request || slots_.size() == call_->positional.size()) return nullptr;
  slots_.push_back(key);
  return &call_->positional[slots_.size() - 1];
}

void SettingReader::refuse(const std::string& key, const std::string& why) {
  if (error_) return;
  const Setting* value = find(key);
  error_ = diag::make(diag::code::E0702, value == nullptr ? setting_.place : value->place, name(), key, why);
}

double SettingReader::number(const std::string& key, double fallback) {
  const Setting* value = find(key);
  if (value == nullptr) return fallback;
  if (const auto* number = std::get_if<double>(&value->value)) return *number;
  refuse(key, "must be a number, not `" + value->text() + "`");
  return fallback;
}

std::int64_t SettingReader::integer(const std::string& key, std::int64_t fallback) {
  const Setting* value = find(key);
  if (value == nullptr) return fallback;
  constexpr double kExact = 9007199254740992.0;  // 2^53: doubles hold every whole number up to it
  const auto* number = std::get_if<double>(&value->value);
  if (number != nullptr && *number == std::floor(*number) && std::abs(*number) <= kExact)
    return static_cast<std::int64_t>(*number);
  refuse(key, "must be a whole number, not `" + value->text() + "`");
  return fallback;
}

bool SettingReader::boolean(const std::string& key, bool fallback) {
  const Setting* value = find(key);
  if (value == nullptr) return fallback;
  if (const auto* flag = std::get_if<bool>(&value->value)) return *flag;
  refuse(key, "must be `true` or `false`, not `" + value->text() + "`");
  return fallback;
}

std::string SettingReader::text(const std::string& key, const std::string& fallback) {
  const Setting* value = find(key);
  if (value == nullptr) return fallback;
  if (const auto* text = std::get_if<std::string>(&value->value)) return *text;
  const auto* call = std::get_if<Setting::Call>(&value->value);
  if (call != nullptr && call->positional.empty() && call->named.empty()) return call->name;
  refuse(key, "must be a name or a text in quotes, not `" + value->text() + "`");
  return fallback;
}

std::string SettingReader::required_text(const std::string& key) {
  if (find(key) != nullptr) return text(key, {});
  if (error_) return {};
  error_ = diag::make(diag::code::E0703, setting_.place, name(), key);
  for (const auto& [given, value] : call_->named)
    if (diag::nearest(given, {key})) error_->note("it is given `" + given + "`: did you mean `" + key + "`?");
  return {};
}

std::vector<double> SettingReader::numbers(const std::string& key, std::vector<double> fallback) {
  const Setting* value = find(key);
  if (value == nullptr) return fallback;
  const auto* list = std::get_if<Setting::List>(&value->value);
  std::vector<double> all;
  if (list != nullptr)
    for (const Setting& part : *list)
      if (const auto* number = std::get_if<double>(&part.value)) all.push_back(*number);
  if (list != nullptr && all.size() == list->size()) return all;
  refuse(key, "must be a list of numbers such as `[2, 1, 2]`, not `" + value->text() + "`");
  return fallback;
}

diag::Status SettingReader::finish() {
  std::string known;
  for (const std::string& key : asked_) known += (known.empty() ? "`" : ", `") + key + "`";
  const std::string note = known.empty() ? "it takes no arguments" : "it takes " + known;
  for (const auto& [key, value] : call_->named) {
    if (error_ || std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    error_ = diag::make(diag::code::E0701, value.place, name(), key);
    if (const auto near = diag::nearest(key, asked_)) error_->note("did you mean `" + *near + "`?");
    error_->note(note);
  }
  if (!error_ && call_->positional.size() > slots_.size()) {
    const Setting& extra = call_->positional[slots_.size()];
    error_ = diag::make(diag::code::E0701, extra.place, name(), extra.text());
    error_->note(note);
  }
  if (error_) return *error_;
  return diag::success();
}

}  // namespace nasg::ir
