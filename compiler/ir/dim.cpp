// SPDX-License-Identifier: Apache-2.0
// Arithmetic and printing of symbolic dimensions.
#include "compiler/ir/dim.h"

#include <algorithm>
#include <numeric>

namespace nasg::ir {

Dim::Dim(std::int64_t constant) {
  if (constant != 0) terms_.push_back({{}, constant, 1});
}

Dim Dim::incoming(int axis) {
  Term term{std::vector<std::uint8_t>(static_cast<std::size_t>(axis) + 1, 0), 1, 1};
  term.powers.back() = 1;
  Dim dim;
  dim.terms_.push_back(std::move(term));
  return dim;
}

bool Dim::is_constant() const {
  return terms_.empty() || (terms_.size() == 1 && terms_[0].powers.empty());
}

std::optional<std::int64_t> Dim::constant() const {
  if (terms_.empty()) return 0;
  if (!is_constant() || terms_[0].denominator != 1) return std::nullopt;
  return terms_[0].numerator;
}

int Dim::axes() const {
  std::size_t most = 0;
  for (const Term& term : terms_) most = std::max(most, term.powers.size());
  return static_cast<int>(most);
}

void Dim::add(Term term) {
  const auto at = std::lower_bound(terms_.begin(), terms_.end(), term,
                                   [](const Term& a, const Term& b) { return a.powers > b.powers; });
  if (at == terms_.end() || at->powers != term.powers) {
    if (term.numerator != 0) terms_.insert(at, std::move(term));
    return;
  }
  at->numerator = at->numerator * term.denominator + term.numerator * at->denominator;
  at->denominator *= term.denominator;
  const std::int64_t common = std::gcd(at->numerator, at->denominator);
  at->numerator /= common;
  at->denominator /= common;
  if (at->numerator == 0) terms_.erase(at);
}

Dim operator+(const Dim& a, const Dim& b) {
  Dim sum = a;
  for (const Dim::Term& term : b.terms_) sum.add(term);
  return sum;
}

Dim operator-(const Dim& a, const Dim& b) {
  return a + Dim(-1) * b;
}

Dim operator*(const Dim& a, const Dim& b) {
  Dim product;
  for (const Dim::Term& x : a.terms_) {
    for (const Dim::Term& y : b.terms_) {
      Dim::Term term{x.powers, x.numerator * y.numerator, x.denominator * y.denominator};
      term.powers.resize(std::max(x.powers.size(), y.powers.size()), 0);
      for (std::size_t i = 0; i < y.powers.size(); ++i)
        term.powers[i] = static_cast<std::uint8_t>(term.powers[i] + y.powers[i]);
      const std::int64_t common = std::gcd(term.numerator, term.denominator);
      term.numerator /= common;
      term.denominator /= common;
      product.add(std::move(term));
    }
  }
  return product;
}

std::int64_t floor_divide(std::int64_t a, std::int64_t divisor) {
  const std::int64_t quotient = a / divisor;
  return a % divisor < 0 ? quotient - 1 : quotient;
}

Dim floor_divide(const Dim& a, std::int64_t divisor) {
  Dim quotient;
  for (Dim::Term term : a.terms_) {
    if (term.powers.empty()) {
      term.numerator = floor_divide(floor_divide(term.numerator, term.denominator), divisor);
      term.denominator = 1;
    } else {
      term.denominator *= divisor;
      const std::int64_t common = std::gcd(term.numerator, term.denominator);
      term.numerator /= common;
      term.denominator /= common;
    }
    quotient.add(std::move(term));
  }
  return quotient;
}

std::optional<std::int64_t> Dim::evaluate(const std::vector<std::int64_t>& incoming) const {
  std::int64_t denominator = 1;
  for (const Term& term : terms_) denominator = std::lcm(denominator, term.denominator);
  std::int64_t sum = 0;
  for (const Term& term : terms_) {
    if (term.powers.size() > incoming.size()) return std::nullopt;
    std::int64_t product = term.numerator * (denominator / term.denominator);
    for (std::size_t axis = 0; axis < term.powers.size(); ++axis)
      for (int i = 0; i < term.powers[axis]; ++i) product *= incoming[axis];
    sum += product;
  }
  return floor_divide(sum, denominator);
}

bool Dim::is_small() const {
  constexpr std::int64_t kCoefficient = std::int64_t{1} << 20;
  constexpr std::int64_t kConstant = std::int64_t{1} << 40;
  return std::ranges::all_of(terms_, [](const Term& term) {
    const std::int64_t size = term.numerator < 0 ? -term.numerator : term.numerator;
    return size <= (term.powers.empty() ? kConstant : kCoefficient) && term.denominator <= kCoefficient;
  });
}

Dim Dim::substitute(const std::vector<Dim>& incoming) const {
  Dim result;
  for (const Term& term : terms_) {
    Dim product;
    product.terms_.push_back({{}, term.numerator, term.denominator});
    for (std::size_t axis = 0; axis < term.powers.size(); ++axis)
      for (int i = 0; i < term.powers[axis]; ++i) product = product * incoming.at(axis);
    result = result + product;
  }
  return result;
}

std::string Dim::text(const std::vector<std::string>& axes) const {
  if (terms_.empty()) return "0";
  std::string out;
  for (const Term& term : terms_) {
    const bool negative = term.numerator < 0;
    if (!out.empty())
      out += negative ? " - " : " + ";
    else if (negative)
      out += "-";
    std::string product;
    const std::int64_t numerator = negative ? -term.numerator : term.numerator;
    if (numerator != 1 || term.powers.empty()) product = std::to_string(numerator);
    for (std::size_t axis = 0; axis < term.powers.size(); ++axis) {
      for (int i = 0; i < term.powers[axis]; ++i) {
        if (!product.empty()) product += "*";
        product += axis < axes.size() ? axes[axis] : "d" + std::to_string(axis);
      }
    }
    out += product;
    if (term.denominator != 1) out += "/" + std::to_string(term.denominator);
  }
  return out;
}

std::vector<std::string> default_axes(std::size_t rank) {
  switch (rank) {
    case 1: return {"N"};
    case 2: return {"T", "F"};
    case 3: return {"C", "H", "W"};
    default: break;
  }
  std::vector<std::string> axes;
  for (std::size_t i = 0; i < rank; ++i) axes.push_back("d" + std::to_string(i));
  return axes;
}

std::string text(const Shape& shape) {
  std::string out = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) out += (i ? ", " : "") + std::to_string(shape[i]);
  return out + "]";
}

std::string text(const SymbolicShape& shape, const std::vector<std::string>& axes) {
  std::string out = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) out += (i ? ", " : "") + shape[i].text(axes);
  return out + "]";
}

}  // namespace nasg::ir
