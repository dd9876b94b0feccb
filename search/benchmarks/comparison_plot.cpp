// SPDX-License-Identifier: Apache-2.0
// Bands, lines and names, in this order.
#include "search/benchmarks/comparison_plot.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/page/page.h"
#include "search/benchmarks/svg_plot.h"

namespace nasg::benchmarks {
namespace {

class ComparisonPlot {
 public:
  ComparisonPlot(const Comparison& comparison, std::size_t evaluations, const std::string& title)
      : comparison_(comparison),
        first_(std::max<std::size_t>(1, evaluations / 10)),
        means_(means(comparison, evaluations)),
        plot_({static_cast<double>(first_), static_cast<double>(std::max(evaluations, first_ + 1))},
              heights().widened(), title, "evaluations",
              comparison.tested ? "test of the incumbent" : "incumbent") {}

  std::string operator()() && {
    for (std::size_t arm = 0; arm < means_.size(); ++arm) add_band(arm);
    for (std::size_t arm = 0; arm < means_.size(); ++arm) add_line(arm);
    add_names();
    return std::move(plot_).finish();
  }

 private:
  using Means = std::vector<std::vector<Mean>>;  ///< by arm, then evaluation

  static Means means(const Comparison& comparison, std::size_t evaluations) {
    Means all;
    for (const Arm& arm : comparison.arms) {
      std::vector<Mean>& of_arm = all.emplace_back();
      for (std::size_t n = 1; n <= evaluations; ++n) of_arm.push_back(mean_of(comparison, arm, n));
    }
    return all;
  }

  Range heights() const {
    Range range = Range::none();
    for (const std::vector<Mean>& means : means_)
      for (std::size_t i = first_ - 1; i < means.size(); ++i) {
        if (means[i].runs == 0) continue;
        range.include(means[i].mean - means[i].standard_error);
        range.include(means[i].mean + means[i].standard_error);
      }
    return range;
  }

  template <class Value>
  std::string points(std::size_t arm, bool backwards, const Value& value) const {
    std::string text;
    const std::vector<Mean>& means = means_[arm];
    for (std::size_t k = first_ - 1; k < means.size(); ++k) {
      const std::size_t i = backwards ? means.size() - 1 - (k - (first_ - 1)) : k;
      if (means[i].runs == 0) continue;
      text += fmt::format("{:.1f},{:.1f} ", plot_.x(static_cast<double>(i + 1)), plot_.y(value(means[i])));
    }
    return text;
  }

  void add_band(std::size_t arm) {
    const std::string above = points(arm, false, [](const Mean& m) { return m.mean + m.standard_error; });
    const std::string below = points(arm, true, [](const Mean& m) { return m.mean - m.standard_error; });
    plot_.add(fmt::format("<polygon points=\"{}{}\" fill=\"{}\" fill-opacity=\"0.18\"/>", above, below,
                          SvgPlot::colour(arm)));
  }
  void add_line(std::size_t arm) {
    plot_.add(fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.8\"/>",
                          points(arm, false, [](const Mean& m) { return m.mean; }), SvgPlot::colour(arm)));
  }
  /// In the corner that the lines leave free: they rise, or fall if less is better.
  void add_names() {
    const double begin = comparison_.maximises
                             ? SvgPlot::kBottom - 14 - 17 * static_cast<double>(means_.size() - 1)
                             : SvgPlot::kTop + 16;
    for (std::size_t arm = 0; arm < means_.size(); ++arm) {
      const double y = begin + 17 * static_cast<double>(arm);
      plot_.add(fmt::format("<path d=\"M{} {}h22\" stroke=\"{}\" stroke-width=\"3\"/>", SvgPlot::kRight - 250,
                            y - 4, SvgPlot::colour(arm)));
      plot_.add(fmt::format("<text x=\"{}\" y=\"{}\">{}</text>", SvgPlot::kRight - 222, y,
                            page::escaped(shortened(comparison_.arms[arm].name))));
    }
  }
  /// As much of a name as stands in the picture.
  static std::string shortened(const std::string& name) {
    constexpr std::size_t kFits = 36;
    return name.size() <= kFits ? name : name.substr(0, kFits - 1) + "…";
  }

  const Comparison& comparison_;
  std::size_t first_;
  Means means_;
  SvgPlot plot_;
};

}  // namespace

std::string plot(const Comparison& comparison, std::size_t evaluations, const std::string& title) {
  return ComparisonPlot(comparison, evaluations, title)();
}

}  // namespace nasg::benchmarks
