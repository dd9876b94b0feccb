# SPDX-License-Identifier: Apache-2.0
"""Runs the ONNX models that nasg writes, by the operators' published definitions, on PyTorch's functions.

`Network(path)` checks the model with ONNX's own checker and shape inference before it can be called.
"""
import math

import onnx
import onnx.numpy_helper
import onnx.shape_inference
import torch
from torch.nn import functional as F


def same(pads):
    """One number for each axis, as the models pad both of its sides alike."""
    half = len(pads) // 2
    assert pads[:half] == pads[half:]
    return pads[:half]


def conv(a, x, weight, bias=None):
    function = F.conv1d if x.dim() == 3 else F.conv2d
    return function(x, weight, bias, a["strides"], same(a["pads"]), a["dilations"], a["group"])


def gemm(a, x, weight, bias=None):
    y = x @ (weight.T if a.get("transB") else weight)
    return y if bias is None else y + bias


def average_pool(a, x):
    return F.avg_pool2d(x, a["kernel_shape"], a["strides"], same(a["pads"]),
                        count_include_pad=bool(a.get("count_include_pad", 0)))


def max_pool(a, x):
    return F.max_pool2d(x, a["kernel_shape"], a["strides"], same(a["pads"]))


def batch_norm(a, x, scale, bias, mean, var):
    shape = [1, -1] + [1] * (x.dim() - 2)
    scaled = scale / torch.sqrt(var + a["epsilon"])
    return (x - mean.view(shape)) * scaled.view(shape) + bias.view(shape)


def instance_norm(a, x, scale, bias):
    return F.instance_norm(x, weight=scale, bias=bias, eps=a["epsilon"])


def layer_norm(a, x, scale, bias=None):
    return F.layer_norm(x, x.shape[a["axis"]:], scale, bias, a["epsilon"])


def conv_transpose(a, x, weight, bias=None):
    return F.conv_transpose2d(x, weight, bias, a["strides"], same(a["pads"]), groups=a["group"])


def slice_of(a, x, starts, ends, axes, steps=None):
    if steps is not None:  # one axis, from its last place to its first
        assert steps.tolist() == starts.tolist() == [-1] and ends.item() == -x.shape[axes.item()] - 1
        return x.flip(axes.tolist())
    for start, end, axis in zip(starts.tolist(), ends.tolist(), axes.tolist()):
        x = x.narrow(axis, start, min(end, x.shape[axis]) - start)
    return x


def reshape(a, x, shape):
    return x.reshape([x.shape[i] if dim == 0 else dim for i, dim in enumerate(shape.tolist())])


def pad(a, x, pads):
    """Zeros; F.pad wants the last axis first."""
    begin, end = pads.view(2, -1).tolist()
    return F.pad(x, [side for axis in reversed(range(x.dim())) for side in (begin[axis], end[axis])])


def gather(a, x, indices):
    axis = a["axis"]
    return x.index_select(axis, indices.reshape(-1)).reshape(x.shape[:axis] + indices.shape + x.shape[axis + 1:])


def resize(a, x, region, scales):
    """Half-pixel coordinates, and of the pixels the nearest, as the operator has it without attributes."""
    assert not a and region is None
    for axis, scale in enumerate(scales.tolist()):
        places = (torch.arange(int(x.shape[axis] * scale)) + 0.5) / scale - 0.5
        x = x.index_select(axis, torch.ceil(places - 0.5).long())
    return x


def along(x, size, step):
    """The states of one direction; `step` takes a row and the state before it."""
    state = (torch.zeros(x.shape[1], size), torch.zeros(x.shape[1], size))
    states = []
    for row in x:
        state = step(row, *state)
        states.append(state[0])
    return torch.stack(states).unsqueeze(1)


def gru(a, x, weight, state_weight, bias):
    size = a["hidden_size"]
    assert a["linear_before_reset"] == 1
    own_bias, state_bias = bias[0].split(3 * size)

    def step(row, state, unused):
        z, r, h = (row @ weight[0].T + own_bias).split(size, 1)
        state_z, state_r, state_h = (state @ state_weight[0].T + state_bias).split(size, 1)
        z, r = torch.sigmoid(z + state_z), torch.sigmoid(r + state_r)
        return (1 - z) * torch.tanh(h + r * state_h) + z * state, unused

    return along(x, size, step)


def lstm(a, x, weight, state_weight, bias):
    size = a["hidden_size"]

    def step(row, state, cell):
        gates = row @ weight[0].T + state @ state_weight[0].T + bias[0].view(2, -1).sum(0)
        i, o, f, c = gates.split(size, 1)
        cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(c)
        return torch.sigmoid(o) * torch.tanh(cell), cell

    return along(x, size, step)


def cast(a, x):
    assert a["to"] == onnx.TensorProto.INT64
    return x.long()


def folded(function):
    def run(a, first, *others):
        for other in others:
            first = function(first, other)
        return first
    return run


OPERATORS = {
    "AveragePool": average_pool,
    "BatchNormalization": batch_norm,
    "Concat": lambda a, *xs: torch.cat(xs, a["axis"]),
    "ConstantOfShape": lambda a, shape: torch.zeros(shape.tolist()),
    "Conv": conv,
    "Dropout": lambda a, x, ratio: x,
    "Erf": lambda a, x: torch.erf(x),
    "Flatten": lambda a, x: x.reshape(math.prod(x.shape[: a["axis"]]), -1),
    "Gemm": gemm,
    "GlobalAveragePool": lambda a, x: x.mean((2, 3), keepdim=True),
    "GlobalMaxPool": lambda a, x: x.flatten(2).max(2).values[:, :, None, None],
    "HardSwish": lambda a, x: x * torch.clamp(x / 6 + 0.5, 0, 1),
    "Identity": lambda a, x: x,
    "InstanceNormalization": instance_norm,
    "LayerNormalization": layer_norm,
    "Max": folded(torch.maximum),
    "MaxPool": max_pool,
    "Mean": lambda a, *xs: sum(xs) / len(xs),
    "Add": lambda a, x, y: x + y,
    "Mul": lambda a, x, y: x * y,
    "Relu": lambda a, x: torch.clamp(x, min=0),
    "Shape": lambda a, x: torch.tensor(x.shape[a.get("start"): a.get("end")]),
    "Sigmoid": lambda a, x: torch.sigmoid(x),
    "Softplus": lambda a, x: torch.log1p(torch.exp(-x.abs())) + torch.clamp(x, min=0),
    "Sum": lambda a, *xs: sum(xs),
    "Tanh": lambda a, x: torch.tanh(x),
    "Abs": lambda a, x: torch.abs(x),
    "Asinh": lambda a, x: torch.asinh(x),
    "Atanh": lambda a, x: torch.atanh(x),
    "ConvTranspose": conv_transpose,
    "Cast": cast,
    "Clip": lambda a, x, low, high: torch.clamp(x, low, high),
    "Div": lambda a, x, y: x / y,
    "Equal": lambda a, x, y: x == y,
    "GRU": gru,
    "Gather": gather,
    "LSTM": lstm,
    "Pad": pad,
    "Resize": resize,
    "Squeeze": lambda a, x, axes: x.squeeze(*axes.tolist()),
    "Unsqueeze": lambda a, x, axes: x.unsqueeze(*axes.tolist()),
    "Where": lambda a, condition, x, y: torch.where(condition, x, y),
    "Cos": lambda a, x: torch.cos(x),
    "Cosh": lambda a, x: torch.cosh(x),
    "Exp": lambda a, x: torch.exp(x),
    "Expand": lambda a, x, shape: x * torch.ones(shape.tolist()),
    "LeakyRelu": lambda a, x: torch.where(x < 0, a["alpha"] * x, x),
    "Log": lambda a, x: torch.log(x),
    "MatMul": lambda a, x, y: x @ y,
    "Neg": lambda a, x: -x,
    "Reciprocal": lambda a, x: 1 / x,
    "ReduceMean": lambda a, x: x.mean(a["axes"], keepdim=bool(a["keepdims"])),
    "Reshape": reshape,
    "Sin": lambda a, x: torch.sin(x),
    "Sinh": lambda a, x: torch.sinh(x),
    "Slice": slice_of,
    "Softmax": lambda a, x: torch.exp(x) / torch.exp(x).sum(a["axis"], keepdim=True),
    "Sqrt": lambda a, x: torch.sqrt(x),
    "Transpose": lambda a, x: x.permute(a["perm"]),
}


def attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


class Network:
    def __init__(self, path):
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        self.inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True)
        assert [o.version for o in model.opset_import] == [17]
        self.graph = model.graph
        self.constants = {t.name: torch.tensor(onnx.numpy_helper.to_array(t)) for t in model.graph.initializer}

    def __call__(self, x):
        values = dict(self.constants, input=x)
        for node in self.graph.node:
            inputs = [values[name] if name else None for name in node.input]
            values[node.output[0]] = OPERATORS[node.op_type](attributes(node), *inputs)
        return values["output"]
