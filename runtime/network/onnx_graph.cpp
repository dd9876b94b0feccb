// SPDX-License-Identifier: Apache-2.0
// Fills the messages of ONNX.
#include "runtime/network/onnx_graph.h"

#include <bit>

#include "compiler/ir/layers.h"

namespace nasg::network {

namespace {

static_assert(std::endian::native == std::endian::little, "raw data of ONNX are little-endian");

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

void set(onnx::AttributeProto& attribute, std::int64_t value) {
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(value);
}
void set(onnx::AttributeProto& attribute, float value) {
  attribute.set_type(onnx::AttributeProto::FLOAT);
  attribute.set_f(value);
}
void set(onnx::AttributeProto& attribute, const OnnxGraph::Integers& values) {
  attribute.set_type(onnx::AttributeProto::INTS);
  for (const std::int64_t value : values) attribute.add_ints(value);
}

void describe(onnx::ValueInfoProto& info, const std::string& name, const OnnxGraph::Integers& shape) {
  info.set_name(name);
  onnx::TypeProto::Tensor& type = *info.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::TensorProto::FLOAT);
  type.mutable_shape()->add_dim()->set_dim_param("batch");
  for (const std::int64_t dim : shape) type.mutable_shape()->add_dim()->set_dim_value(dim);
}

}  // namespace

std::string OnnxGraph::node(const char* op, const std::vector<std::string>& inputs,
                            const std::vector<Attribute>& attributes) {
  std::string name = std::string(op) + "_" + std::to_string(graph_.node_size());
  onnx::NodeProto& node = *graph_.add_node();
  node.set_op_type(op);
  node.set_name(name);
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(name);
  for (const auto& [key, value] : attributes) {
    onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(key);
    std::visit([&attribute](const auto& given) { set(attribute, given); }, value);
  }
  return name;
}

void OnnxGraph::constant(const std::string& name, const Integers& dims, onnx::TensorProto::DataType type,
                         std::string bytes) {
  if (!constants_.insert(name).second) return;
  onnx::TensorProto& tensor = *graph_.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (const std::int64_t dim : dims) tensor.add_dims(dim);
  tensor.set_raw_data(std::move(bytes));
}

std::string OnnxGraph::filled(const std::string& name, const Integers& dims, float value) {
  std::size_t count = 1;
  for (const std::int64_t dim : dims) count *= static_cast<std::size_t>(dim);
  return floats(name, dims, std::vector<float>(count, value));
}

std::string OnnxGraph::floats(const std::string& name, const Integers& dims,
                              const std::vector<float>& values) {
  constant(name, dims, onnx::TensorProto::FLOAT, bytes_of(values));
  return name;
}

std::string OnnxGraph::integers(const std::string& name, const Integers& values) {
  constant(name, {static_cast<std::int64_t>(values.size())}, onnx::TensorProto::INT64, bytes_of(values));
  return name;
}

std::string OnnxGraph::integers(const Integers& values) {
  return integers("integers." + ir::text(values), values);
}

std::string OnnxGraph::reshape(const std::string& x, const Integers& shape) {
  return node("Reshape", {x, integers(shape)});
}

std::string OnnxGraph::transpose(const std::string& x, const Integers& order) {
  return node("Transpose", {x}, {{"perm", order}});
}

std::string OnnxGraph::slice(const std::string& x, std::int64_t axis, std::int64_t from, std::int64_t to) {
  return node("Slice", {x, integers({from}), integers({to}), integers({axis})});
}

void OnnxGraph::input(const std::string& name, const Integers& shape) {
  describe(*graph_.add_input(), name, shape);
}

void OnnxGraph::output(const std::string& name, const Integers& shape) {
  describe(*graph_.add_output(), name, shape);
}

void OnnxGraph::rename(const std::string& from, const std::string& to) {
  for (onnx::NodeProto& node : *graph_.mutable_node())
    for (auto* names : {node.mutable_input(), node.mutable_output()})
      for (std::string& name : *names)
        if (name == from) name = to;
}

}  // namespace nasg::network
