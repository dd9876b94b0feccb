// SPDX-License-Identifier: Apache-2.0
// Listed sets, and ranges with even steps or even ratios.
#include "compiler/sema/values.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/functions.h"
#include "compiler/sema/leaf_text.h"
#include "compiler/sema/numbers.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;
using grammar::Expression;
using ir::Number;

namespace {

constexpr std::int64_t kMaxCopies = 65536;

/// The value rounded to so many significant digits, so that its text is short.
double rounded(double value, int digits) {
  char buffer[40];
  const auto written =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, digits);
  std::from_chars(buffer, written.ptr, value);
  return value;
}

Chosen of_integer(std::int64_t value) {
  return {integer_number(value), std::to_string(value), nullptr};
}

Chosen of_real(double value) {
  char buffer[32];
  return {real_number(value), {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr}, nullptr};
}

class ValueReader {
 public:
  ValueReader(const Context& context, const Scope& scope, const Expression& expression)
      : context_(context), scope_(scope), expression_(expression) {}

  std::optional<std::vector<Chosen>> list(const std::vector<grammar::ExpressionPtr>& values) {
    std::vector<Chosen> all;
    bool valid = values.size() <= kMaxChoices;
    if (!valid) too_many();
    for (std::size_t i = 0; valid && i < values.size(); ++i) {
      const auto number = elaborate_number(context_, scope_, *values[i]);
      valid = number.has_value();
      if (!valid) break;
      all.push_back({*number, canonical_text(*values[i]), nullptr});
      const auto same = [&](const Chosen& other) { return other.text == all.back().text; };
      if (std::find_if(all.begin(), all.end() - 1, same) != all.end() - 1)
        context_.sink.add(make(code::W0218, values[i]->place, canonical_text(expression_)));
    }
    return valid ? std::optional(std::move(all)) : std::nullopt;
  }

  std::optional<std::vector<Chosen>> range(const Expression& low_end, const Expression& high_end,
                                           const Expression* step_written, bool logarithmic) {
    const auto low = constant_real(context_, scope_, low_end);
    const auto high = constant_real(context_, scope_, high_end);
    const auto step = step_written ? constant_real(context_, scope_, *step_written) : 1.0;
    if (!low || !high || !step) return std::nullopt;
    if (*high < *low) return fail("it ends before it begins");
    const auto whole = [](double value) { return std::floor(value) == value && std::abs(value) < 9e15; };
    const bool integers = whole(*low) && whole(*high) && is_integer(low_end) && is_integer(high_end);
    if (logarithmic) return even_ratios(*low, *high, *step, integers);
    if (!(*step > 0)) return fail("its step is not above 0");
    const double last = std::floor((*high - *low) / *step + 1e-9);
    if (!(last < static_cast<double>(kMaxChoices))) return too_many();
    const bool whole_steps = integers && whole(*step) && (!step_written || is_integer(*step_written));
    std::vector<Chosen> all;
    for (std::int64_t i = 0; i <= static_cast<std::int64_t>(last); ++i) {
      const double value = *low + static_cast<double>(i) * *step;
      all.push_back(whole_steps ? of_integer(static_cast<std::int64_t>(value)) : of_real(rounded(value, 12)));
    }
    return all;
  }

 private:
  bool is_integer(const Expression& end) const {
    const auto number = elaborate_number(context_, scope_, end);
    return number && number->kind == Number::Kind::kInteger;
  }

  std::optional<std::vector<Chosen>> even_ratios(double low, double high, double points, bool integers) {
    if (!(low > 0)) return fail("with `log`, both ends are above 0");
    if (std::floor(points) != points || points < 2) return fail("`log` takes how many values, at least 2");
    if (points > static_cast<double>(kMaxChoices)) return too_many();
    std::vector<Chosen> all;
    for (double i = 0; i < points; ++i) {
      const double value = rounded(low * std::pow(high / low, i / (points - 1)), 6);
      Chosen one = integers ? of_integer(std::llround(value)) : of_real(value);
      if (all.empty() || all.back().text != one.text) all.push_back(std::move(one));
    }
    return all;
  }

  std::nullopt_t fail(const std::string& why) {
    context_.sink.add(make(code::E0239, expression_.place, why));
    return std::nullopt;
  }
  std::nullopt_t too_many() { return fail("it has more than " + std::to_string(kMaxChoices) + " values"); }

  const Context& context_;
  const Scope& scope_;
  const Expression& expression_;
};

}  // namespace

std::optional<std::vector<Chosen>> values_of(const Context& context, const Scope& scope,
                                             const Expression& expression) {
  const auto& set = std::get<grammar::ValueSetExpression>(expression.node);
  ValueReader reader(context, scope, expression);
  if (set.low) return reader.range(*set.low, *set.high, set.step.get(), set.logarithmic);
  return reader.list(set.values);
}

std::optional<std::vector<Chosen>> exponents_of(const Context& context, const Scope& scope,
                                                const Expression& expression) {
  const auto& power = std::get<grammar::PowerExpression>(expression.node);
  auto values = power.high
                    ? ValueReader(context, scope, expression).range(*power.low, *power.high, nullptr, false)
                    : values_of(context, scope, *power.low);
  std::int64_t copies = 0;
  for (const Chosen& value : values.value_or(std::vector<Chosen>())) {
    copies += value.number.integer;
    if (value.number.kind == Number::Kind::kInteger && value.number.integer >= 1 &&
        value.number.integer <= kMaxPower)
      continue;
    context.sink.add(make(code::E0226, power.low->place, value.text, std::to_string(kMaxPower)));
    return std::nullopt;
  }
  if (copies > kMaxCopies) {
    context.sink.add(make(code::E0239, expression.place,
                          "its powers make more than " + std::to_string(kMaxCopies) + " copies together"));
    return std::nullopt;
  }
  return values;
}

}  // namespace nasg::sema
