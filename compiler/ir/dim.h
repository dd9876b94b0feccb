// SPDX-License-Identifier: Apache-2.0
// Dimensions: polynomials with rational coefficients over the incoming dimensions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nasg::ir {

/// A symbolic dimension such as `2*C`, `H/2` or `16`. Two dimensions are equal when their polynomials
/// are. A division that rounds is kept exact (`H/2`), on the assumption that it comes out even: what
/// the assumption hides, the pass with concrete shapes proves or refuses (sema/shapes.h).
class Dim {
 public:
  Dim() = default;
  Dim(std::int64_t constant);
  /// The incoming dimension of an axis, counted from 0.
  static Dim incoming(int axis);

  bool is_constant() const;
  /// The value of a constant dimension; nothing if it is not a constant integer.
  std::optional<std::int64_t> constant() const;
  /// The value once the incoming dimensions are known; divisions round down. Nothing if an axis is missing.
  std::optional<std::int64_t> evaluate(const std::vector<std::int64_t>& incoming) const;
  /// How many axes it is over: one more than the last that it mentions.
  int axes() const;
  /// Puts dimensions in the place of the incoming ones.
  Dim substitute(const std::vector<Dim>& incoming) const;
  /// Whether it is so small that any one operation on it and another small one cannot overflow: coefficients
  /// of at most 2^20, a constant part of at most 2^40.
  bool is_small() const;
  /// As the language writes it, with the axes' names: `2*C`, `H/2`, `C*H*W`.
  std::string text(const std::vector<std::string>& axes) const;

  friend Dim operator+(const Dim& a, const Dim& b);
  friend Dim operator-(const Dim& a, const Dim& b);
  friend Dim operator*(const Dim& a, const Dim& b);
  /// floor((a) / divisor): exact on the varying part, rounded down on the constant part. `divisor` > 0.
  friend Dim floor_divide(const Dim& a, std::int64_t divisor);
  friend bool operator==(const Dim&, const Dim&) = default;

 private:
  /// coefficient = numerator / denominator times the product of the axes to their powers.
  struct Term {
    std::vector<std::uint8_t> powers;  ///< by axis, without trailing zeros
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;
    friend bool operator==(const Term&, const Term&) = default;
  };
  void add(Term term);

  std::vector<Term> terms_;  ///< ordered by powers, highest first, no zero coefficients
};

std::int64_t floor_divide(std::int64_t a, std::int64_t divisor);

template <class D>
using BasicShape = std::vector<D>;  ///< the batch dimension is implicit
using Shape = BasicShape<std::int64_t>;
using SymbolicShape = BasicShape<Dim>;

/// The names that a shape's axes have where the program gives none: [C, H, W], [N], [T, F].
std::vector<std::string> default_axes(std::size_t rank);
std::string text(const Shape& shape);
std::string text(const SymbolicShape& shape, const std::vector<std::string>& axes);

}  // namespace nasg::ir
