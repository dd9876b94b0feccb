// SPDX-License-Identifier: Apache-2.0
// An ONNX graph that grows node by node.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace nasg::network {

class OnnxGraph {
 public:
  using Integers = std::vector<std::int64_t>;
  using Attribute = std::pair<const char*, std::variant<std::int64_t, float, Integers>>;

  explicit OnnxGraph(onnx::GraphProto& graph) : graph_(graph) {}

  /// Adds a node and gives the name of its one output, which is the node's own: `Conv_7`.
  std::string node(const char* op, const std::vector<std::string>& inputs,
                   const std::vector<Attribute>& attributes = {});

  /// A constant of that name, unless there is one. `bytes` are its little-endian elements, row-major.
  void constant(const std::string& name, const Integers& dims, onnx::TensorProto::DataType type,
                std::string bytes);
  /// The same number everywhere.
  std::string filled(const std::string& name, const Integers& dims, float value);
  std::string scalar(const std::string& name, float value) { return filled(name, {}, value); }
  std::string floats(const std::string& name, const Integers& dims, const std::vector<float>& values);
  std::string integers(const std::string& name, const Integers& values);
  /// A short list, named for what it holds.
  std::string integers(const Integers& values);

  /// Nodes that take constant lists. A 0 in a shape keeps the dimension, as ONNX has it.
  std::string reshape(const std::string& x, const Integers& shape);
  std::string transpose(const std::string& x, const Integers& order);
  /// Places `from` to `to` of `axis`, the last left out.
  std::string slice(const std::string& x, std::int64_t axis, std::int64_t from, std::int64_t to);

  /// The graph's input or output: images or vectors of floats, any number of them.
  void input(const std::string& name, const Integers& shape);
  void output(const std::string& name, const Integers& shape);
  /// Gives a value another name wherever it stands.
  void rename(const std::string& from, const std::string& to);

 private:
  onnx::GraphProto& graph_;
  std::set<std::string> constants_;
};

}  // namespace nasg::network
