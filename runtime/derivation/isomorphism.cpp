// SPDX-License-Identifier: Apache-2.0
// Isomorphism of networks by colours that are refined (Weisfeiler and Leman 1968) and, where they do not tell
// nodes apart, by trying.
#include <algorithm>

#include "runtime/derivation/label_hash.h"
#include "runtime/derivation/network_graph.h"

namespace nasg::derivation {
namespace {

using Colours = std::vector<std::uint64_t>;

Colours first_colours(const NetworkGraph& graph) {
  Colours colours;
  for (const std::uint32_t label : graph.labels) colours.push_back(mix(label + 1));
  return colours;
}

std::size_t count_distinct(Colours colours) {
  std::ranges::sort(colours);
  return colours.size() - std::ranges::unique(colours).size();
}

/// By what a node reads and what reads it, until that tells no more nodes apart.
void refine(const NetworkGraph& graph, Colours& colours) {
  constexpr std::uint64_t kReads = 0x9E3779B97F4A7C15ULL, kReadBy = 0xD6E8FEB86659FD93ULL;
  for (std::size_t apart = count_distinct(colours);;) {
    Colours sums(colours.size(), 0);
    for (const auto& [from, to, port] : graph.edges) {
      sums[to] += mix(colours[from] + kReads * (port + 1));
      sums[from] += mix(colours[to] + kReadBy * (port + 1));
    }
    for (std::size_t v = 0; v < colours.size(); ++v) colours[v] = next_label(colours[v], sums[v]);
    const std::size_t now = count_distinct(colours);
    if (now == apart) return;
    apart = now;
  }
}

struct Ordered {
  std::uint64_t colour;
  std::uint32_t node;
  friend auto operator<=>(const Ordered&, const Ordered&) = default;
};
std::vector<Ordered> by_colour(const Colours& colours) {
  std::vector<Ordered> order;
  for (std::uint32_t v = 0; v < colours.size(); ++v) order.push_back({colours[v], v});
  std::ranges::sort(order);
  return order;
}

class Matcher {
 public:
  Matcher(const NetworkGraph& a, const NetworkGraph& b) : a_(a), b_(b) {}

  /// 1. Refine both; their colours must be as many of each.
  /// 2. Where every node has a colour of its own, compare the edges.
  /// 3. Else give a node of the smallest class, and each of its class in turn, a colour of their own.
  bool match(Colours a, Colours b) const {
    refine(a_, a);
    refine(b_, b);
    const std::vector<Ordered> in_a = by_colour(a), in_b = by_colour(b);
    if (!std::ranges::equal(in_a, in_b, {}, &Ordered::colour, &Ordered::colour)) return false;
    std::size_t begin = 0, size = in_a.size() + 1;
    for (std::size_t i = 0, end = 0; i < in_a.size(); i = end) {
      while (end < in_a.size() && in_a[end].colour == in_a[i].colour) ++end;
      if (end - i < 2 || end - i >= size) continue;
      begin = i;
      size = end - i;
    }
    if (size > in_a.size()) return same_edges(in_a, in_b);
    constexpr std::uint64_t kOwn = 0xA0761D6478BD642FULL;
    a[in_a[begin].node] ^= kOwn;
    for (std::size_t i = begin; i < begin + size; ++i) {
      Colours other = b;
      other[in_b[i].node] ^= kOwn;
      if (match(a, std::move(other))) return true;
    }
    return false;
  }

 private:
  bool same_edges(const std::vector<Ordered>& in_a, const std::vector<Ordered>& in_b) const {
    std::vector<std::uint32_t> partner(in_a.size());
    for (std::size_t i = 0; i < in_a.size(); ++i) {
      if (a_.labels[in_a[i].node] != b_.labels[in_b[i].node]) return false;
      partner[in_a[i].node] = in_b[i].node;
    }
    std::vector<NetworkGraph::Edge> renamed;
    for (const auto& [from, to, port] : a_.edges) renamed.push_back({partner[from], partner[to], port});
    std::ranges::sort(renamed);
    return renamed == b_.edges;
  }

  const NetworkGraph& a_;
  const NetworkGraph& b_;
};

}  // namespace

std::uint64_t shape_hash(const NetworkGraph& graph) {
  Colours colours = first_colours(graph);
  refine(graph, colours);
  std::uint64_t sum = graph.edges.size();
  for (const std::uint64_t colour : colours) sum += mix(colour);
  return sum;
}

bool isomorphic(const NetworkGraph& a, const NetworkGraph& b) {
  if (a.labels.size() != b.labels.size() || a.edges.size() != b.edges.size()) return false;
  return Matcher(a, b).match(first_colours(a), first_colours(b));
}

}  // namespace nasg::derivation
