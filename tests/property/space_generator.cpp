// SPDX-License-Identifier: Apache-2.0
// The generator of random programs.
#include "tests/property/space_generator.h"

#include <array>
#include <vector>

namespace nasg::test {
namespace {

enum class Kind { kSame, kDown };

constexpr std::array kSameLeaves = {"id",
                                    "zero",
                                    "relu",
                                    "avg_pool",
                                    "batch",
                                    "conv3x3",
                                    "local_conv",
                                    "separable(3)",
                                    "separable(k = 5)",
                                    "max_pool(3, stride = 1)",
                                    "separable({3, 5})",
                                    "dropout({0.1..0.4 step 0.1})"};
constexpr std::array kDownLeaves = {"resBlock", "local_down", "pooled_down"};

class Generator {
 public:
  Generator(derivation::Rng& rng, unsigned mistake_rate) : rng_(rng), mistake_rate_(mistake_rate) {}

  std::string program() {
    const std::size_t count = 2 + rng_.below(4);
    for (std::size_t i = 0; i < count; ++i)
      kinds_.push_back(i == 0 || rng_.below(3) > 0 ? Kind::kSame : Kind::kDown);
    recursive_ = rng_.below(3) == 0;
    std::string text =
        "import std.topology;\nimport std.vision;\n"
        "op local_conv = relu >> conv2d(C, kernel = 3, padding = 1, bias = false) >> batch_norm;\n"
        "op separable(k) = conv2d(C, kernel = k, groups = C, padding = k / 2) >> conv2d(C, kernel = 1);\n"
        "op local_down : [C, H, W] -> [2*C, H/2, W/2] = |x| {\n"
        "  main = conv2d(2*C, kernel = 3, stride = 2, padding = 1)(x);\n"
        "  side = avg_pool(2, stride = 2)(x) >> conv2d(2*C, kernel = 1);\n  main + side\n}\n"
        "op pooled_down = max_pool(2, stride = 2) >> conv2d(2*C, kernel = 1);\n"
        "topology Shared(f, g) = |x| {\n"
        "  n = reads(f, 1);\n  m = reads(g, 1);\n  w = max(n * (C / (n + m + 1)), 1);\n"
        "  y = f(conv2d(w, kernel = 1)(x));\n  g(place(C, n)(y)) + place(C)(y)\n}\n"
        "space S(width = 4) : [3, 16, 16] -> [10] {\n"
        "  frame = conv2d(width, kernel = 3, padding = 1) >> N0 >> N0 >> classifier(10);\n";
    for (std::size_t i = 0; i < count; ++i) text += rule(i);
    if (recursive_) text += "  limit depth <= " + std::to_string(count + 2 + rng_.below(3)) + ";\n";
    if (rng_.below(4) == 0)
      text += "  limit count(id) + count(relu) <= " + std::to_string(1 + rng_.below(4)) + ";\n";
    if (rng_.below(8) == 0) text += "  limit params + 100 * count(Residual2) <= 5k;\n";
    return text + "}\n";
  }

 private:
  std::string rule(std::size_t i) {
    std::string text = "  N" + std::to_string(i) + " = ";
    const std::size_t alternatives = 1 + rng_.below(4);
    for (std::size_t a = 0; a < alternatives; ++a) {
      if (a > 0) text += " | ";
      const bool mistaken = mistake_rate_ > 0 && rng_.below(mistake_rate_) == 0;
      const Kind kind = mistaken == (kinds_[i] == Kind::kSame) ? Kind::kDown : Kind::kSame;
      // The first alternative reaches only further nonterminals, so that every one of them ends.
      text += kind == Kind::kSame ? same(i, 2, a > 0) : down(i, 2);
      if (rng_.below(5) == 0) text += " @ " + std::to_string(1 + rng_.below(4));
    }
    return text + ";\n";
  }

  /// A nonterminal after `i` of that kind, or a leaf; with `back`, the nonterminal itself may come too.
  std::string reference(std::size_t i, Kind kind, bool back) {
    std::vector<std::size_t> found;
    for (std::size_t j = i + 1; j < kinds_.size(); ++j)
      if (kinds_[j] == kind) found.push_back(j);
    if (back && recursive_ && kind == Kind::kSame && kinds_[i] == kind) found.push_back(i);
    if (found.empty() || rng_.below(4) == 0) return leaf(kind);
    return "N" + std::to_string(found[rng_.below(found.size())]);
  }

  std::string leaf(Kind kind) {
    return kind == Kind::kSame ? kSameLeaves[rng_.below(kSameLeaves.size())]
                               : kDownLeaves[rng_.below(kDownLeaves.size())];
  }

  std::string same(std::size_t i, int depth, bool back) {
    const auto part = [&] {
      return depth > 0 && rng_.below(4) == 0 ? same(i, depth - 1, back) : reference(i, Kind::kSame, back);
    };
    switch (rng_.below(12)) {
      case 0: return part() + " >> " + part();
      case 1: return "Residual2(" + part() + ", " + part() + ", " + part() + ")";
      case 2: return "(" + part() + " + " + part() + ")";
      case 3: return "let b = " + reference(i, Kind::kSame, back) + " in Linear3(b, " + part() + ", b)";
      case 4: {
        std::string cell = "Cell(" + part();
        for (int edge = 1; edge < 6; ++edge) cell += ", " + part();
        return cell + ")" + (depth == 2 && rng_.below(2) == 0 ? " where connected" : "");
      }
      case 5: return leaf(Kind::kSame) + "^" + std::to_string(1 + rng_.below(3));
      case 6: return reference(i, Kind::kSame, back) + "^{1.." + std::to_string(2 + rng_.below(2)) + "}";
      case 7: return "{" + reference(i, Kind::kSame, back) + ", " + leaf(Kind::kSame) + "}";
      case 9: return "Shared(" + part() + ", " + part() + ")";
      case 8: return "(conv2d({4, 8}, kernel = 1) >> relu_conv_bn(C, {1, 3}))";
      default: return reference(i, Kind::kSame, back);
    }
  }

  std::string down(std::size_t i, int depth) {
    switch (rng_.below(4)) {
      case 0:
        return "Linear2(" + reference(i, Kind::kSame, false) + ", " + reference(i, Kind::kDown, false) + ")";
      case 1: {
        const std::string first = reference(i, Kind::kSame, false);
        return "Residual2(" + first + ", " + down(i, depth - 1) + ", " + leaf(Kind::kDown) + ")";
      }
      default: return reference(i, Kind::kDown, false);
    }
  }

  derivation::Rng& rng_;
  unsigned mistake_rate_;
  std::vector<Kind> kinds_;
  bool recursive_ = false;
};

}  // namespace

std::string random_program(derivation::Rng& rng, unsigned mistake_rate) {
  return Generator(rng, mistake_rate).program();
}

}  // namespace nasg::test
