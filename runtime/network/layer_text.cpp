// SPDX-License-Identifier: Apache-2.0
// Writes elementwise functions, reshapes and layers over rows.
#include "runtime/network/layer_text.h"

#include "runtime/network/placement.h"
#include "runtime/network/python_body.h"

namespace nasg::network {

namespace {

using Kind = ir::LayerKind;

constexpr const char* kAttend = R"(
def attend(self, x: Tensor, heads: int, causal: bool) -> Tensor:
    # x holds query, key and value side by side, each with its heads side by side
    batch = x.size(0)
    rows = x.size(1)
    parts = x.reshape([batch, rows, 3, heads, -1]).permute([2, 0, 3, 1, 4])
    scores = torch.matmul(parts[0], parts[1].transpose(-2, -1)) / parts.size(4) ** 0.5
    if causal:
        later = torch.ones([rows, rows], device=x.device).triu(1) > 0
        scores = scores.masked_fill(later, float("-inf"))
    return torch.matmul(torch.softmax(scores, -1), parts[2]).transpose(1, 2).reshape([batch, rows, -1]))";

constexpr const char* kSinusoids = R"(
def sinusoids(self, x: Tensor) -> Tensor:
    # sine and cosine of t / 10000^(2 i / features) in row t
    features = x.size(2)
    rate = torch.exp(torch.arange(0, features, 2, device=x.device) * (-9.210340371976184 / features))
    angle = torch.arange(x.size(1), device=x.device).unsqueeze(1) * rate
    return x + torch.stack([torch.sin(angle), torch.cos(angle)], 2).flatten(1)[:, :features])";

constexpr const char* kDropPath = R"(
def drop_path(self, x: Tensor, p: float) -> Tensor:
    if not self.training or p == 0.0:
        return x
    kept = torch.rand([x.size(0)] + [1] * (x.dim() - 1), device=x.device) >= p
    return x * kept / (1.0 - p))";

constexpr const char* kRmsNorm = R"(
def rms_norm(self, x: Tensor, weight: Tensor) -> Tensor:
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-05) * weight)";

const char* helper(Kind kind) {
  switch (kind) {
    case Kind::kRmsNorm: return kRmsNorm;
    case Kind::kAttend: return kAttend;
    case Kind::kSinusoids: return kSinusoids;
    case Kind::kDropPath: return kDropPath;
    default: return nullptr;
  }
}

class LayerWriter {
 public:
  LayerWriter(Python python, const derivation::PlanStep::Layer& layer, const Slot* slot, const std::string& x,
              const ir::Shape& input, const ir::Shape& output)
      : python_(python), layer_(layer), slot_(slot), x_(x), input_(input), output_(output) {}

  std::optional<std::string> write() const {
    if (const char* function = torch_function(layer_.kind))
      return std::string("torch.") + function + "(" + x_ + ")";
    switch (layer_.kind) {
      case Kind::kLeakyRelu: return activation("leaky_relu", ", " + real(0));
      case Kind::kSoftplus: return activation("softplus", "");
      case Kind::kShift: return "(" + x_ + " + " + real(0) + ")";
      case Kind::kScale: return "(" + x_ + " * " + real(0) + ")";
      case Kind::kRootScale: return "(" + x_ + " / " + std::to_string(output_.back()) + " ** 0.5)";
      case Kind::kRmsNorm: return "self.rms_norm(" + x_ + ", " + weight() + ")";
      case Kind::kGlobalMaxPool: return x_ + ".amax([2, 3], keepdim=True)";
      case Kind::kReverse: return x_ + ".flip([1])";
      case Kind::kChannelScale: return x_ + " * " + weight();
      case Kind::kChannelShift:
      case Kind::kPositions: return x_ + " + " + weight();
      case Kind::kChannelConstant: return weight() + ".expand_as(" + x_ + ")";
      case Kind::kSoftmax: return "torch.softmax(" + x_ + ", -1)";
      case Kind::kCrop: return x_ + "[:, :, " + whole(0) + ":, " + whole(1) + ":]";
      case Kind::kPlace: return place();
      case Kind::kSlice: return x_ + "[:, " + whole(0) + ":" + std::to_string(at(0) + at(1)) + "]";
      case Kind::kExpand: return x_ + ".expand([-1, -1, " + whole(0) + ", " + whole(1) + "])";
      case Kind::kUpsample:
        return x_ + ".repeat_interleave(" + whole(0) + ", 2).repeat_interleave(" + whole(0) + ", 3)";
      case Kind::kUnfold: return unfold();
      case Kind::kTokens: return x_ + ".flatten(2).transpose(1, 2)";
      case Kind::kImage: return x_ + ".transpose(1, 2).reshape([-1, " + python_list(output_).substr(1) + ")";
      case Kind::kTranspose: return x_ + ".transpose(-2, -1)";
      case Kind::kPermute: return x_ + ".permute(0, " + whole(0) + ", " + whole(1) + ", " + whole(2) + ")";
      case Kind::kTokenMean: return x_ + ".mean([1])";
      case Kind::kAttend:
        return "self.attend(" + x_ + ", " + whole(0) + ", " + (at(1) != 0 ? "True)" : "False)");
      case Kind::kSinusoids: return "self.sinusoids(" + x_ + ")";
      case Kind::kDropPath: return "self.drop_path(" + x_ + ", " + real(0) + ")";
      case Kind::kConv1d: return convolution();
      case Kind::kEmbedding: return embedding();
      case Kind::kGru:
      case Kind::kLstm: return recurrent();
      default: return std::nullopt;
    }
  }

 private:
  bool script() const { return python_ == Python::kScript; }
  std::int64_t at(std::size_t i) const { return integer(layer_.args, i); }
  std::string whole(std::size_t i) const { return std::to_string(at(i)); }
  std::string real(std::size_t i) const { return real_text(network::real(layer_.args[i])); }
  std::string weight() const { return "self." + slot_->name + (script() ? ".weight" : "[\"weight\"]"); }
  std::string activation(const char* name, const std::string& rest) const {
    return std::string(script() ? "torch." : "F.") + name + "(" + x_ + rest + ")";
  }

  std::string place() const {
    const Placement placement = placement_of(layer_.args, input_);
    const std::string kept = placement.cut ? x_ + "[:, :" + std::to_string(placement.kept) + "]" : x_;
    if (placement.pads.empty()) return kept;
    const char* function = script() ? "torch.constant_pad_nd" : "F.pad";
    return function + ("(" + kept + ", ") + python_list(placement.pads) + ")";
  }

  std::string unfold() const {
    if (!script())
      return "F.unfold(" + x_ + ", " + whole(0) + ", stride=" + whole(1) + ", padding=" + whole(2) +
             ").transpose(1, 2)";
    const auto pair = [](std::int64_t value) { return python_list({value, value}); };
    return "torch.im2col(" + x_ + ", " + pair(at(0)) + ", [1, 1], " + pair(at(2)) + ", " + pair(at(1)) +
           ").transpose(1, 2)";
  }

  /// Along the rows: PyTorch's convolutions have the channels first.
  std::string convolution() const {
    const std::string turned = x_ + ".transpose(1, 2)";
    if (!script()) return "self." + slot_->name + "(" + turned + ").transpose(1, 2)";
    const std::string tensors = "self." + slot_->name + ".weight, " +
                                (flag(*slot_, "bias") ? "self." + slot_->name + ".bias" : "None");
    std::string numbers;
    for (std::size_t i = 2; i < 5; ++i) numbers += ", [" + whole(i) + "]";
    return "torch.conv1d(" + turned + ", " + tensors + numbers + ", " + whole(5) + ").transpose(1, 2)";
  }

  std::string embedding() const {
    const std::string symbols = x_ + ".long().clamp(0, " + std::to_string(at(0) - 1) + ")";
    return script() ? "torch.embedding(self." + slot_->name + ".weight, " + symbols + ")"
                    : "self." + slot_->name + "(" + symbols + ")";
  }

  std::string recurrent() const {
    if (!script()) return "self." + slot_->name + "(" + x_ + ")[0]";
    const std::string zeros = x_ + ".new_zeros([1, " + x_ + ".size(0), " + whole(0) + "])";
    std::string weights;
    for (const char* name : {"weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"})
      weights += (weights.empty() ? "self." : ", self.") + slot_->name + "." + name;
    const bool gru = layer_.kind == Kind::kGru;
    return std::string("torch.") + ir::info(layer_.kind).name + "(" + x_ + ", " +
           (gru ? zeros : "[" + zeros + ", " + zeros + "]") + ", [" + weights +
           "], True, 1, 0.0, self.training, False, True)[0]";
  }

  Python python_;
  const derivation::PlanStep::Layer& layer_;
  const Slot* slot_;
  const std::string& x_;
  const ir::Shape& input_;
  const ir::Shape& output_;
};

}  // namespace

const char* torch_function(Kind kind) {
  switch (kind) {
    case Kind::kNegate: return "neg";
    case Kind::kLog: return "log";
    case Kind::kAbs:
    case Kind::kSquare:
    case Kind::kSqrt:
    case Kind::kExp:
    case Kind::kSin:
    case Kind::kCos:
    case Kind::kSinh:
    case Kind::kCosh:
    case Kind::kAsinh:
    case Kind::kAtanh:
    case Kind::kSinc:
    case Kind::kErf:
    case Kind::kReciprocal: return ir::info(kind).name;
    default: return nullptr;
  }
}

std::optional<std::string> layer_text(Python python, const derivation::PlanStep::Layer& layer,
                                      const Slot* slot, const std::string& x, const ir::Shape& input,
                                      const ir::Shape& output) {
  return LayerWriter(python, layer, slot, x, input, output).write();
}

std::vector<std::string> helper_methods(const derivation::Plan& plan) {
  std::vector<std::string> lines;
  for (const std::string text : helpers_of(plan, helper)) {
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      lines.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return lines;
}

}  // namespace nasg::network
