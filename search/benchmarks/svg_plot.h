// SPDX-License-Identifier: Apache-2.0
// A picture with two axes, as SVG.
#pragma once

#include <cstddef>
#include <string>

namespace nasg::benchmarks {

struct Range {
  double low = 0;
  double high = 1;

  void include(double value);
  bool empty() const { return !(low <= high); }
  /// With a twenty-fifth of its width on either side; [0, 1] if it is empty.
  Range widened() const;
  /// Holds nothing yet.
  static Range none();
};

/// 720 × 440, linear axes with ticks at round numbers. What is added stands above what was added before.
class SvgPlot {
 public:
  static constexpr double kLeft = 70, kRight = 700, kTop = 40, kBottom = 390;

  /// Texts are escaped.
  SvgPlot(Range across, Range up, const std::string& title, const std::string& across_name,
          const std::string& up_name);

  double x(double value) const;
  /// Within the picture: where it ends, so does what is drawn.
  double y(double value) const;
  void add(const std::string& element) { svg_ += element + "\n"; }
  std::string finish() && { return std::move(svg_) + "</svg>\n"; }

  /// Okabe and Ito's colours, which the colour-blind tell apart; eight, then again from the first.
  static const char* colour(std::size_t index);

 private:
  void add_ticks();

  Range across_;
  Range up_;
  std::string svg_;
};

}  // namespace nasg::benchmarks
