// SPDX-License-Identifier: Apache-2.0
// What the program of exported C++ networks is made of: it takes over the weights of `netK.weights.pt`.
#pragma once

#include <torch/torch.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

inline std::vector<char> bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline torch::Tensor numbers(const std::string& path) {
  const std::vector<char> bytes = bytes_of(path);
  torch::Tensor tensor = torch::empty({static_cast<int64_t>(bytes.size() / sizeof(float))});
  std::copy(bytes.begin(), bytes.end(), static_cast<char*>(tensor.data_ptr()));
  return tensor;
}

inline std::vector<int64_t> batched_shape(const std::string& path) {
  std::ifstream file(path);
  std::vector<int64_t> shape{-1};
  for (int64_t dim; file >> dim;) shape.push_back(dim);
  return shape;
}

/// Every parameter and buffer of the network must be in the file, by its name.
template <class Net>
void take_weights(Net& net, const std::string& path) {
  const auto given = torch::pickle_load(bytes_of(path)).toGenericDict();
  auto own = net->named_parameters();
  for (const auto& buffer : net->named_buffers()) own.insert(buffer.key(), buffer.value());
  for (auto& tensor : own) tensor.value().copy_(given.at(tensor.key()).toTensor());
}

template <class Net>
void compare(const std::string& name) {
  const torch::NoGradGuard no_gradients;
  Net net;
  take_weights(net, name + ".weights.pt");
  net->eval();
  const torch::Tensor y = net(numbers(name + ".x").view(batched_shape(name + ".shape")));
  const torch::Tensor expected = numbers(name + ".y").view_as(y);
  const torch::Tensor alike = (y == expected) | (y.isnan() & expected.isnan());
  const torch::Tensor difference = ((y - expected).abs() / expected.abs().clamp_min(1)).masked_fill(alike, 0);
  std::cout << name << ' ' << difference.max().item<float>() << '\n';
}
