// SPDX-License-Identifier: Apache-2.0
// 1. A span of the inner dimension at a time, b is copied into strips of kColumns columns, each contiguous in
//    the order of use, and a, a band of rows at a time, into strips of kRows rows. A short strip is filled up
//    with zeros.
// 2. A strip of a and a strip of b make a tile of c, held in registers until the span is through.
#include "search/surrogates/product.h"

#include <algorithm>
#include <memory>
#include <new>

namespace nasg::search {
namespace {

using Eigen::Index;

constexpr Index kRows = 8;     ///< of a tile: one of the widest vectors, two of AVX2's
constexpr Index kColumns = 6;  ///< the sums of a tile fit the 16 registers of AVX2
constexpr Index kSpan = 256;   ///< strips of this length stay in the first cache
constexpr Index kBand = 128;   ///< rows of a that stay in the second

class Buffer {
 public:
  explicit Buffer(Index size)
      : data_(static_cast<double*>(::operator new(static_cast<std::size_t>(size) * sizeof(double), kAlign))) {
  }
  double* get() { return data_.get(); }

 private:
  static constexpr std::align_val_t kAlign{kRows * sizeof(double)};
  struct Free {
    void operator()(double* data) const { ::operator delete(data, kAlign); }
  };
  std::unique_ptr<double, Free> data_;
};

/// tile (column by column) = a strip of a × a strip of b.
template <class Vector>
[[gnu::always_inline]] inline void multiply(const double* a, const double* b, Index span, double* tile) {
  constexpr Index kParts = kRows * sizeof(double) / sizeof(Vector);
  Vector sums[kColumns][kParts] = {};
  for (Index k = 0; k < span; ++k) {
    const auto* const column = reinterpret_cast<const Vector*>(a + k * kRows);
#pragma GCC unroll 6
    for (Index j = 0; j < kColumns; ++j)
#pragma GCC unroll 4
      for (Index part = 0; part < kParts; ++part) sums[j][part] += column[part] * b[k * kColumns + j];
  }
#pragma GCC unroll 6
  for (Index j = 0; j < kColumns; ++j)
#pragma GCC unroll 4
    for (Index part = 0; part < kParts; ++part)
      reinterpret_cast<Vector*>(tile + j * kRows)[part] = sums[j][part];
}

using Vector128 = double __attribute__((vector_size(16)));
using Vector256 = double __attribute__((vector_size(32)));
using Vector512 = double __attribute__((vector_size(64)));
using Multiply = void (*)(const double* a, const double* b, Index span, double* tile);

#if defined(__x86_64__)
[[gnu::target("avx512f")]] void multiply_512(const double* a, const double* b, Index span, double* tile) {
  multiply<Vector512>(a, b, span, tile);
}
[[gnu::target("avx2")]] void multiply_256(const double* a, const double* b, Index span, double* tile) {
  multiply<Vector256>(a, b, span, tile);
}
#endif
void multiply_128(const double* a, const double* b, Index span, double* tile) {
  multiply<Vector128>(a, b, span, tile);
}

Multiply widest() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return multiply_512;
  if (__builtin_cpu_supports("avx2")) return multiply_256;
#endif
  return multiply_128;
}

/// Strips of `width` rows of a block of `from`, which begins at its row `row` and column `column`.
void copy_strips(const Operand& from, Index row, Index column, Index rows, Index columns, Index width,
                 double* to) {
  for (Index strip = 0; strip < rows; strip += width) {
    const double* const begin = from.data + (row + strip) * from.row_stride + column * from.column_stride;
    const Index height = std::min(width, rows - strip);
    if (width == kRows && height == kRows && from.row_stride == 1) {
      for (Index k = 0; k < columns; ++k, to += kRows) std::copy_n(begin + k * from.column_stride, kRows, to);
      continue;
    }
    for (Index k = 0; k < columns; ++k, to += width) {
      for (Index i = 0; i < height; ++i) to[i] = begin[i * from.row_stride + k * from.column_stride];
      std::fill(to + height, to + width, 0.0);
    }
  }
}

/// Whole columns of a tile, which are most, have a length that the compiler knows.
void add_column(double* to, double factor, const double* from, Index height) {
  if (height == kRows)
    for (Index u = 0; u < kRows; ++u) to[u] += factor * from[u];
  else
    for (Index u = 0; u < height; ++u) to[u] += factor * from[u];
}

Index rounded_up(Index value, Index step) {
  return (value + step - 1) / step * step;
}

}  // namespace

void add_product(Eigen::Ref<Eigen::MatrixXd, 0, Eigen::OuterStride<>> c, double factor, const Operand& a,
                 const Operand& b) {
  static const Multiply multiply_strips = widest();
  const Index rows = c.rows(), columns = c.cols(), inner = a.columns;
  const Index longest = std::min(kSpan, inner);
  Buffer strips_b(rounded_up(columns, kColumns) * longest), strips_a(kBand * longest), tile(kRows * kColumns);
  for (Index k = 0; k < inner; k += kSpan) {
    const Index span = std::min(kSpan, inner - k);
    copy_strips(b.transposed(), 0, k, columns, span, kColumns, strips_b.get());
    for (Index band = 0; band < rows; band += kBand) {
      const Index band_rows = std::min(kBand, rows - band);
      copy_strips(a, band, k, band_rows, span, kRows, strips_a.get());
      for (Index j = 0; j < columns; j += kColumns)
        for (Index i = 0; i < band_rows; i += kRows) {
          multiply_strips(strips_a.get() + i * span, strips_b.get() + j * span, span, tile.get());
          const Index height = std::min(kRows, band_rows - i), width = std::min(kColumns, columns - j);
          for (Index v = 0; v < width; ++v)
            add_column(&c(band + i, j + v), factor, tile.get() + v * kRows, height);
        }
    }
  }
}

}  // namespace nasg::search
