// SPDX-License-Identifier: Apache-2.0
// The fold of a derivation into a picture.
#include "runtime/derivation/drawing.h"

#include <algorithm>

#include "compiler/diag/quote.h"
#include "compiler/ir/evaluate.h"

namespace nasg::derivation {

namespace {

using Node = std::uint32_t;

/// How things look: ops of the term are blue, the frame and what computes nothing is grey.
constexpr const char* kStyle =
    "  graph [fontname=\"Helvetica,sans-serif\", fontsize=10, fontcolor=\"#57606a\", color=\"#d0d7de\",\n"
    "         style=\"rounded,filled\", labeljust=l, nodesep=0.2, ranksep=0.3];\n"
    "  node [fontname=\"Helvetica,sans-serif\", fontsize=11, shape=box, style=\"rounded,filled\",\n"
    "        color=\"#54aeff\", fillcolor=\"#ddf4ff\", height=0.28, margin=\"0.12,0.04\"];\n"
    "  edge [color=\"#57606a\", arrowsize=0.6];\n";
constexpr const char* kGrey = ", color=\"#8c959f\", fontcolor=\"#57606a\", fillcolor=white";
constexpr const char* kEnd = ", shape=plaintext, style=\"\"";
constexpr const char* kCut = ", style=\"rounded,dashed\", color=\"#8c959f\", fontcolor=\"#8c959f\"";
constexpr const char* kMeeting =
    ", shape=circle, width=0.28, fixedsize=true, color=\"#57606a\", fillcolor=white";
constexpr const char* kPoint = " [shape=point, width=0.05, color=\"#57606a\", fillcolor=\"#57606a\"];";

/// Nodes are written where they arise, in the box that is open; edges stand behind all boxes.
class Page {
 public:
  Node add(const std::string& label, const std::string& look = "") {
    line(name(nodes_) + " [label=" + diag::quoted(label) + look + (in_frame() ? kGrey : "") + "];");
    return nodes_++;
  }
  void edge(Node from, Node to) { edges_.push_back({from, to, true}); }

  void open(const std::string& label) {
    line("subgraph cluster_" + std::to_string(boxes_.size() + closed_) + " {");
    ++depth_;
    line("label=" + diag::quoted(label) + "; fillcolor=\"" + (boxes_.size() % 2 == 0 ? "#f6f8fa" : "white") +
         "\";");
    boxes_.push_back({body_.size(), edges_.size()});
  }
  /// Where several edges lead from one of `inputs` into the box, they part within it.
  void close(std::span<const Node> inputs) {
    for (const Node input : inputs) part(input);
    boxes_.pop_back();
    ++closed_;
    --depth_;
    line("}");
  }
  void enter() { ++derived_; }
  void leave() { --derived_; }

  std::string finish(const std::string& title) const {
    std::string text = "digraph " + diag::quoted(title) + " {\n" + kStyle + body_;
    for (const Edge& edge : edges_)
      text += "  " + name(edge.from) + " -> " + name(edge.to) + (edge.arrow ? ";\n" : " [arrowhead=none];\n");
    return text + "}\n";
  }

 private:
  struct Edge {
    Node from;
    Node to;
    bool arrow;
  };
  struct Box {
    std::size_t begin;       ///< of what it holds, in `body_`
    std::size_t first_edge;  ///< that was drawn since it is open
  };

  void part(Node input) {
    const auto begin = edges_.begin() + static_cast<std::ptrdiff_t>(boxes_.back().first_edge);
    const auto leaves = [input](const Edge& edge) { return edge.from == input; };
    if (std::count_if(begin, edges_.end(), leaves) < 2) return;
    const Node point = nodes_++;
    for (auto edge = begin; edge != edges_.end(); ++edge)
      if (leaves(*edge)) edge->from = point;
    edges_.push_back({input, point, false});
    body_.insert(boxes_.back().begin, std::string(2 * depth_, ' ') + name(point) + kPoint + '\n');
  }

  static std::string name(Node node) { return "n" + std::to_string(node); }
  bool in_frame() const { return derived_ == 0; }
  void line(const std::string& text) { body_.append(2 * depth_, ' ').append(text) += '\n'; }

  std::string body_;
  std::vector<Edge> edges_;
  Node nodes_ = 0;
  std::vector<Box> boxes_;  ///< that are open, from the outermost
  std::size_t closed_ = 0;
  std::size_t depth_ = 1;
  std::size_t derived_ = 0;  ///< rules that are being drawn
};

/// Numbers do not matter here: texts of layers are known.
struct DrawingAlgebra {
  using Value = Node;
  using Number = std::int64_t;

  Page& page;

  Value reading(const std::string& label, const std::string& look, std::span<const Value> inputs) {
    const Node node = page.add(label, look);
    for (const Value input : inputs) page.edge(input, node);
    return node;
  }
  Value layer(const ir::Layer& layer, ir::ExprId, std::span<const Number>, const Value& input) {
    const bool cut = layer.kind == ir::LayerKind::kZero;
    return reading(layer.text, cut ? kCut : "", {&input, 1});
  }
  Value merge(ir::MergeKind kind, ir::ExprId, std::span<const Value> branches) {
    return reading(ir::name(kind), kMeeting, branches);
  }
  bool enters(const ir::Call&) const { return false; }
  Value call(const ir::Call& call, ir::ExprId, const Value& input) {
    return reading(call.text, "", {&input, 1});
  }
  Number integer(std::int64_t) { return 0; }
  Number real(double) { return 0; }
  Number dim(const Value&, int) { return 0; }
  Number arithmetic(ir::Number::Kind, const Number&, const Number&) { return 0; }
};

/// Recursion is as deep as the derivation, at most kMaxDepth rules.
class Artist {
 public:
  Artist(const ir::Space& space, const Derivation& derivation)
      : space_(space),
        rules_(derivation.rules),
        ends_(subtree_ends(space, rules_)),
        algebra_{page_},
        evaluator_(space, algebra_) {}

  std::string draw() {
    std::vector<std::uint32_t> roots;
    for (std::uint32_t p = 0; p < rules_.size(); p = ends_[p]) roots.push_back(p);
    ir::Scope<DrawingAlgebra> scope;
    scope.hole = [&](std::uint32_t hole, std::span<const Node> inputs) {
      return derive(roots[hole], inputs);
    };
    const Node input = page_.add("input", kEnd);
    scope.incoming = &input;
    const Node result = evaluator_.apply(space_.frame, {&input, 1}, scope);
    page_.edge(result, page_.add("output", kEnd));
    return page_.finish(space_.title());
  }

 private:
  bool is_lone(const ir::Rule& rule) const {
    const auto& node = space_[rule.body].node;
    return std::holds_alternative<ir::Layer>(node) || std::holds_alternative<ir::Call>(node) ||
           std::holds_alternative<ir::Hole>(node);
  }

  Node derive(std::uint32_t position, std::span<const Node> inputs) {
    const ir::Rule& rule = space_[rules_[position]];
    std::vector<std::uint32_t> parts;
    for (std::uint32_t p = position + 1; parts.size() < rule.holes.size(); p = ends_[p]) parts.push_back(p);
    ir::Scope<DrawingAlgebra> scope;
    scope.hole = [&](std::uint32_t hole, std::span<const Node> values) {
      return derive(parts[hole], values);
    };
    scope.incoming = &inputs[0];
    const bool boxed = !is_lone(rule);
    page_.enter();
    if (boxed) page_.open(space_[rule.lhs].name + ": " + rule.head);
    const Node result = evaluator_.apply(rule.body, inputs, scope);
    if (boxed) page_.close(inputs);
    page_.leave();
    return result;
  }

  const ir::Space& space_;
  std::span<const ir::RuleId> rules_;
  std::vector<std::uint32_t> ends_;
  Page page_;
  DrawingAlgebra algebra_;
  ir::Evaluator<DrawingAlgebra> evaluator_;
};

}  // namespace

std::string dot(const ir::Space& space, const Derivation& derivation) {
  return Artist(space, derivation).draw();
}

}  // namespace nasg::derivation
