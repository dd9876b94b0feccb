// SPDX-License-Identifier: Apache-2.0
// Axes and their ticks.
#include "search/benchmarks/svg_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "compiler/page/page.h"

namespace nasg::benchmarks {
namespace {

constexpr std::array kColours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                 "#E69F00", "#56B4E9", "#000000", "#8C8C8C"};

/// 1, 2 or 5 times a power of ten: some five steps of it make the range.
double tick_step(double range) {
  const double power = std::pow(10, std::floor(std::log10(range / 5)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (range / (factor * power) <= 6) return factor * power;
  return 10 * power;
}

}  // namespace

Range Range::none() {
  return {INFINITY, -INFINITY};
}

void Range::include(double value) {
  low = std::min(low, value);
  high = std::max(high, value);
}

Range Range::widened() const {
  if (empty()) return {};
  const double margin = high > low ? 0.04 * (high - low) : std::max(1e-9, std::abs(low) * 0.01);
  return {low - margin, high + margin};
}

SvgPlot::SvgPlot(Range across, Range up, const std::string& title, const std::string& across_name,
                 const std::string& up_name)
    : across_(across), up_(up) {
  add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 440\" width=\"720\" height=\"440\" "
      "font-family=\"sans-serif\" font-size=\"12\">");
  add("<rect width=\"720\" height=\"440\" fill=\"white\"/>");
  add(fmt::format("<text x=\"{}\" y=\"22\" font-size=\"14\">{}</text>", kLeft, page::escaped(title)));
  add_ticks();
  add(fmt::format("<path d=\"M{} {}V{}H{}\" fill=\"none\" stroke=\"black\"/>", kLeft, kTop, kBottom, kRight));
  add(fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>", (kLeft + kRight) / 2,
                  kBottom + 38, page::escaped(across_name)));
  add(fmt::format("<text transform=\"translate(16 {}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
                  (kTop + kBottom) / 2, page::escaped(up_name)));
}

double SvgPlot::x(double value) const {
  return kLeft + (value - across_.low) / (across_.high - across_.low) * (kRight - kLeft);
}

double SvgPlot::y(double value) const {
  return std::clamp(kBottom + (value - up_.low) / (up_.high - up_.low) * (kTop - kBottom), kTop, kBottom);
}

const char* SvgPlot::colour(std::size_t index) {
  return kColours[index % kColours.size()];
}

void SvgPlot::add_ticks() {
  const double step = tick_step(up_.high - up_.low);
  for (double value = std::ceil(up_.low / step) * step; value <= up_.high; value += step) {
    add(fmt::format("<path d=\"M{} {:.1f}H{}\" stroke=\"#DDD\"/>", kLeft, y(value), kRight));
    add(fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:.6g}</text>", kLeft - 6, y(value) + 4,
                    std::abs(value) < step / 1e6 ? 0 : value));
  }
  const double stride = std::max(1.0, tick_step(across_.high - across_.low));
  for (double value = std::ceil(across_.low / stride) * stride; value <= across_.high; value += stride)
    add(fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:.6g}</text>", x(value),
                    kBottom + 18, value));
}

}  // namespace nasg::benchmarks
