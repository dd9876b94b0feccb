// SPDX-License-Identifier: Apache-2.0
// Makes spaces by hand, for tests that do not want the parser.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/space.h"

namespace nasg::testing {

/// An expression as a test writes it; names are looked up when the space is built.
struct Body {
  enum class Kind { kLeaf, kNonterminal, kLet, kTopology, kChain, kMerge, kRepeat } kind;
  std::string name;
  std::vector<Body> parts;
  ir::MergeKind merge = ir::MergeKind::kAdd;
  std::uint32_t count = 1;
};

Body leaf(std::string name);  ///< an op of the space without parameters, or a layer with all fallbacks
Body nt(std::string name);    ///< a hole of its own
Body var(std::string name);   ///< a name bound by `let`
Body topology(std::string name, std::vector<Body> parts);
Body chain(std::vector<Body> parts);
Body merge(ir::MergeKind kind, std::vector<Body> parts);
Body repeat(Body body, std::uint32_t count);

struct RuleOptions {
  struct Let {
    std::string name;
    std::string nonterminal;
    bool tied = false;
  };
  double weight = 1;
  bool connected = false;
  std::vector<Let> lets;
};

/// Nonterminals are numbered in the order of their first rule; the rules of one may be added at any time.
/// Their types are taken to be that of the space's input, mapped to itself.
class SpaceBuilder {
 public:
  SpaceBuilder(std::string name, ir::Shape input, ir::Shape output);

  /// An op that is a chain of layers.
  struct LayerCall {
    std::string layer;
    std::vector<ir::Number> args;  ///< the first ones; fallbacks fill the rest
  };
  void op(const std::string& name, const std::vector<LayerCall>& layers);
  /// An op with any body, over the helpers below.
  void op(const std::string& name, ir::ExprId body);
  void topology(const std::string& name, std::vector<std::string> params, ir::Block body);
  /// The step `argument(inputs…)` of a topology's block.
  ir::Block::Step edge(std::uint32_t argument, std::vector<std::uint32_t> inputs);
  ir::ExprId layers(const std::vector<LayerCall>& layers);
  ir::ExprId add(decltype(ir::Expr::node) node);

  void rule(const std::string& nonterminal, Body body, RuleOptions options = {});
  /// A rule for each leaf.
  void leaves(const std::string& nonterminal, const std::vector<std::string>& names);
  /// The frame; nonterminals that recur in it are one root. Without a frame the first nonterminal is the
  /// root.
  void frame(Body body);
  void depth_limit(std::uint32_t limit);

  ir::Space build();

 private:
  struct Pending {
    std::string nonterminal;
    Body body;
    RuleOptions options;
  };
  struct Holes;
  ir::ExprId lower(const Body& body, Holes& holes);
  ir::ExprId lower_leaf(const std::string& name);
  ir::NonterminalId find(const std::string& nonterminal) const;
  void lower_rule(const Pending& pending);

  ir::Space space_;
  std::vector<Pending> rules_;
  std::vector<Body> frame_;
};

/// Numbers in arguments: a constant, and a multiple or fraction of the incoming channels.
ir::Number number(std::int64_t value);
ir::Number channels(std::int64_t factor = 1);

}  // namespace nasg::testing
