// SPDX-License-Identifier: Apache-2.0
// Writes and reads the pickles of tensors.
#include "runtime/network/tensor_file.h"

#include <ATen/core/Dict.h>
#include <caffe2/serialize/inline_container.h>
#include <torch/csrc/jit/serialization/pickler.h>
#include <torch/csrc/jit/serialization/unpickler.h>

#include <algorithm>
#include <sstream>

#include "compiler/diag/codes/network.h"
#include "runtime/network/guard.h"

namespace nasg::network {

namespace {

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
c10::IValue load(const std::string& bytes) {
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

}  // namespace

std::string pickled(const NamedTensors& tensors) {
  c10::Dict<std::string, at::Tensor> state;
  for (const auto& [name, tensor] : tensors) state.insert(name, tensor.detach().contiguous());
  std::string data;
  torch::jit::Pickler pickler([&](const char* bytes, std::size_t count) { data.append(bytes, count); },
                              nullptr, nullptr, nullptr, nullptr, /*tag_aggregates=*/false);
  pickler.protocol();
  pickler.pushIValue(state);
  pickler.stop();
  std::string archive;
  caffe2::serialize::PyTorchStreamWriter writer([&](const void* bytes, std::size_t count) {
    archive.append(static_cast<const char*>(bytes), count);
    return count;
  });
  writer.writeRecord("data.pkl", data.data(), data.size());
  for (std::size_t i = 0; i < pickler.tensorData().size(); ++i) {
    const auto numbers = torch::jit::getWriteableTensorData(pickler.tensorData()[i]);
    writer.writeRecord("data/" + std::to_string(i), numbers.data(), numbers.sizeInBytes());
  }
  writer.writeEndOfFile();
  return archive;
}

diag::Result<std::map<std::string, at::Tensor>> unpickled(const std::string& bytes) {
  const auto loaded = guarded([&]() -> diag::Result<c10::IValue> { return load(bytes); });
  if (!loaded) return unfitting(loaded.error().arguments[0]);
  if (!loaded->isGenericDict()) return unfitting("the file holds no dictionary of tensors");
  std::map<std::string, at::Tensor> tensors;
  for (const auto& entry : loaded->toGenericDict()) {
    if (!entry.key().isString() || !entry.value().isTensor())
      return unfitting("the file holds no dictionary of tensors");
    tensors.emplace(entry.key().toStringRef(), entry.value().toTensor());
  }
  return tensors;
}

}  // namespace nasg::network
