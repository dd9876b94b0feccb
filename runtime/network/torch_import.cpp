// SPDX-License-Identifier: Apache-2.0
// Reads the weights of a network from what torch.save wrote.
#include <ATen/core/Dict.h>
#include <caffe2/serialize/inline_container.h>
#include <torch/csrc/jit/serialization/unpickler.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "compiler/diag/codes/network.h"
#include "runtime/network/guard.h"
#include "runtime/network/torch_network.h"

namespace nasg::network {

namespace {

using ByName = std::map<std::string, at::Tensor>;

constexpr const char* kBatches = ".num_batches_tracked";

diag::Diagnostic unfitting(const std::string& why) {
  return diag::make(diag::code::E0614, {}, why);
}

/// A `state_dict` of Python's is an OrderedDict with an attribute. LibTorch reads the first as nothing and
/// the second not at all. The pickle of such a one as that of a pair, of nothing and a plain dictionary:
///   1. `}` after the call of OrderedDict, `)R`, makes the dictionary that takes the items;
///   2. what follows the last item is the attribute `_metadata`, and is cut off;
///   3. TUPLE2 and STOP end the pickle.
/// Other pickles stay as they are.
std::string plain_dictionary(std::string pickle) {
  using namespace std::string_view_literals;
  constexpr std::string_view kOrdered =
      "\x80\x02"
      "ccollections\nOrderedDict\nq\0)R"sv;
  constexpr std::string_view kAttribute = "X\x09\0\0\0_metadata"sv;
  constexpr std::string_view kEnd = "\x86."sv;
  if (!pickle.starts_with(kOrdered)) return pickle;
  pickle.insert(kOrdered.size(), "}");
  std::size_t end = pickle.size() - 1;
  if (const std::size_t name = pickle.rfind(kAttribute); name != std::string::npos)
    // Before the name stand `}` and where it is kept: `q` and one byte, or `r` and four.
    end = pickle[name - 3] == '}' ? name - 3 : name - 6;
  return pickle.substr(0, end).append(kEnd);
}

/// What a file of torch.save holds. Throws what LibTorch throws.
c10::IValue unpickled(const std::string& bytes) {
  std::istringstream stream(bytes);
  caffe2::serialize::PyTorchStreamReader reader(&stream);
  const auto [data, size] = reader.getRecord("data.pkl");
  const std::string pickle = plain_dictionary({static_cast<const char*>(data.get()), size});
  std::size_t at = 0;
  const auto read = [&](char* buffer, std::size_t count) {
    count = std::min(count, pickle.size() - at);
    std::copy_n(pickle.data() + at, count, buffer);
    at += count;
    return count;
  };
  const auto record = [&](const std::string& name) { return std::get<0>(reader.getRecord("data/" + name)); };
  const c10::IValue value =
      torch::jit::Unpickler(read, nullptr, nullptr, record, c10::nullopt).parse_ivalue();
  return value.isTuple() ? value.toTupleRef().elements().at(1) : value;
}

diag::Result<ByName> read_tensors(const std::string& bytes) {
  const auto loaded = guarded([&]() -> diag::Result<c10::IValue> { return unpickled(bytes); });
  if (!loaded) return unfitting(loaded.error().arguments[0]);
  if (!loaded->isGenericDict()) return unfitting("the file holds no dictionary of tensors");
  ByName tensors;
  for (const auto& entry : loaded->toGenericDict()) {
    if (!entry.key().isString() || !entry.value().isTensor())
      return unfitting("the file holds no dictionary of tensors");
    tensors.emplace(entry.key().toStringRef(), entry.value().toTensor());
  }
  return tensors;
}

std::string text(const at::Tensor& tensor) {
  return ir::text(tensor.sizes().vec());
}

/// Why the tensors are not those of the network; empty if they are. How many batches were seen may be
/// missing.
std::string difference(const NamedTensors& own, ByName given) {
  for (const auto& [name, tensor] : own) {
    const auto found = given.extract(name);
    if (name.ends_with(kBatches)) continue;
    if (!found) return "`" + name + "` is missing";
    if (found.mapped().sizes() != tensor.sizes())
      return "`" + name + "` is " + text(found.mapped()) + " in the file and " + text(tensor) +
             " in the network";
  }
  return given.empty() ? "" : "the network has no `" + given.begin()->first + "`";
}

}  // namespace

diag::Status TorchNetwork::load_weights(const std::string& bytes) {
  const auto given = read_tensors(bytes);
  if (!given) return given.error();
  const NamedTensors own = tensors();
  if (const std::string why = difference(own, *given); !why.empty()) return unfitting(why);
  inference_.forget();
  return guarded([&]() -> diag::Status {
    const at::NoGradGuard no_gradients;
    for (const auto& [name, tensor] : own) {
      const auto found = given->find(name);
      if (found == given->end()) continue;
      if (name.ends_with(kBatches))
        batches_ = found->second.item<std::int64_t>();
      else
        tensor.copy_(found->second);
    }
    return diag::success();
  });
}

}  // namespace nasg::network
