// SPDX-License-Identifier: Apache-2.0
// Axes, bands, lines and names, in this order.
#include "search/benchmarks/comparison_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace nasg::benchmarks {
namespace {

constexpr double kLeft = 70, kRight = 700, kTop = 40, kBottom = 390;
/// Okabe and Ito's colours, which the colour-blind tell apart.
constexpr std::array kColours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                 "#E69F00", "#56B4E9", "#000000", "#8C8C8C"};

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '&': result += "&amp;"; break;
      default: result += c;
    }
  }
  return result;
}

/// From low to high, linear.
struct Axis {
  double low, high, begin, end;
  double operator()(double value) const { return begin + (value - low) / (high - low) * (end - begin); }
};

/// 1, 2 or 5 times a power of ten: some five steps of it make the range.
double tick_step(double range) {
  const double power = std::pow(10, std::floor(std::log10(range / 5)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (range / (factor * power) <= 6) return factor * power;
  return 10 * power;
}

class Plot {
 public:
  Plot(const Comparison& comparison, std::size_t evaluations) : comparison_(comparison) {
    first_ = std::max<std::size_t>(1, evaluations / 10);
    for (const Arm& arm : comparison.arms) {
      std::vector<Mean>& means = means_.emplace_back();
      for (std::size_t n = 1; n <= evaluations; ++n) means.push_back(mean_of(comparison, arm, n));
    }
    double low = INFINITY, high = -INFINITY;
    for (const std::vector<Mean>& means : means_)
      for (std::size_t i = first_ - 1; i < means.size(); ++i) {
        if (means[i].runs == 0) continue;
        low = std::min(low, means[i].mean - means[i].standard_error);
        high = std::max(high, means[i].mean + means[i].standard_error);
      }
    if (!(low <= high)) low = 0, high = 1;
    const double margin = high > low ? 0.04 * (high - low) : std::max(1e-9, std::abs(low) * 0.01);
    x_ = {static_cast<double>(first_), static_cast<double>(std::max(evaluations, first_ + 1)), kLeft, kRight};
    y_ = {low - margin, high + margin, kBottom, kTop};
  }

  std::string operator()(const std::string& title) {
    svg_ =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 440\" width=\"720\" height=\"440\" "
        "font-family=\"sans-serif\" font-size=\"12\">\n"
        "<rect width=\"720\" height=\"440\" fill=\"white\"/>\n";
    svg_ += fmt::format("<text x=\"{}\" y=\"22\" font-size=\"14\">{}</text>\n", kLeft, escaped(title));
    add_axes();
    for (std::size_t arm = 0; arm < means_.size(); ++arm) add_band(arm);
    for (std::size_t arm = 0; arm < means_.size(); ++arm) add_line(arm);
    add_names();
    return svg_ + "</svg>\n";
  }

 private:
  void add_axes() {
    const double step = tick_step(y_.high - y_.low);
    for (double value = std::ceil(y_.low / step) * step; value <= y_.high; value += step) {
      svg_ += fmt::format("<path d=\"M{} {:.1f}H{}\" stroke=\"#DDD\"/>\n", kLeft, y_(value), kRight);
      svg_ += fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:.6g}</text>\n", kLeft - 6,
                          y_(value) + 4, std::abs(value) < step / 1e6 ? 0 : value);
    }
    const double stride = std::max(1.0, tick_step(x_.high - x_.low));
    for (double value = std::ceil(x_.low / stride) * stride; value <= x_.high; value += stride)
      svg_ += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:.6g}</text>\n", x_(value),
                          kBottom + 18, value);
    svg_ += fmt::format("<path d=\"M{} {}V{}H{}\" fill=\"none\" stroke=\"black\"/>\n", kLeft, kTop, kBottom,
                        kRight);
    svg_ += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">evaluations</text>\n",
                        (kLeft + kRight) / 2, kBottom + 38);
    svg_ += fmt::format("<text transform=\"translate(16 {}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
                        (kTop + kBottom) / 2, comparison_.tested ? "test of the incumbent" : "incumbent");
  }

  /// Where the picture ends, so does what is drawn.
  double height(double value) const { return std::clamp(y_(value), kTop, kBottom); }

  template <class Value>
  std::string points(std::size_t arm, bool backwards, const Value& value) const {
    std::string text;
    const std::vector<Mean>& means = means_[arm];
    for (std::size_t k = first_ - 1; k < means.size(); ++k) {
      const std::size_t i = backwards ? means.size() - 1 - (k - (first_ - 1)) : k;
      if (means[i].runs == 0) continue;
      text += fmt::format("{:.1f},{:.1f} ", x_(static_cast<double>(i + 1)), height(value(means[i])));
    }
    return text;
  }

  void add_band(std::size_t arm) {
    const std::string above = points(arm, false, [](const Mean& m) { return m.mean + m.standard_error; });
    const std::string below = points(arm, true, [](const Mean& m) { return m.mean - m.standard_error; });
    svg_ += fmt::format("<polygon points=\"{}{}\" fill=\"{}\" fill-opacity=\"0.18\"/>\n", above, below,
                        colour(arm));
  }
  void add_line(std::size_t arm) {
    svg_ += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.8\"/>\n",
                        points(arm, false, [](const Mean& m) { return m.mean; }), colour(arm));
  }
  /// In the corner that the lines leave free: they rise, or fall if less is better.
  void add_names() {
    const double begin =
        comparison_.maximises ? kBottom - 14 - 17 * static_cast<double>(means_.size() - 1) : kTop + 16;
    for (std::size_t arm = 0; arm < means_.size(); ++arm) {
      const double y = begin + 17 * static_cast<double>(arm);
      svg_ += fmt::format("<path d=\"M{} {}h22\" stroke=\"{}\" stroke-width=\"3\"/>\n", kRight - 250, y - 4,
                          colour(arm));
      svg_ += fmt::format("<text x=\"{}\" y=\"{}\">{}</text>\n", kRight - 222, y,
                          escaped(comparison_.arms[arm].name));
    }
  }
  static const char* colour(std::size_t arm) { return kColours[arm % kColours.size()]; }

  const Comparison& comparison_;
  std::size_t first_ = 1;
  std::vector<std::vector<Mean>> means_;  ///< by arm, then evaluation
  Axis x_{0, 1, 0, 1};
  Axis y_{0, 1, 0, 1};
  std::string svg_;
};

}  // namespace

std::string plot(const Comparison& comparison, std::size_t evaluations, const std::string& title) {
  return Plot(comparison, evaluations)(title);
}

}  // namespace nasg::benchmarks
