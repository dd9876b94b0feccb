#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Seconds of CPU time that each zero-cost proxy of one network takes, written out in PyTorch as its paper defines it.

Prints a JSON object: `Proxy/NAME/python` and the median of three. The network is that of torch_bench.cpp; it is built
anew for each, as a search would. One thread.
"""
import json
import math
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

REPEATS = 3
CLASSES = 10


class Block(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1):
        super().__init__()
        self.relu = nn.ReLU()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.skip_norm = False

    def forward(self, x):
        x = self.conv(self.relu(x))
        return x if self.skip_norm else self.norm(x)


class Cell(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.a, self.c = Block(channels, channels, 3), Block(channels, channels, 1)
        self.e, self.f = Block(channels, channels, 3), Block(channels, channels, 3)
        self.pool = nn.AvgPool2d(3, 1, 1, count_include_pad=False)

    def forward(self, x):
        second = self.a(x)
        third = x + self.c(second)
        return self.pool(x) + self.e(second) + self.f(third)


class Reduction(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first, self.second = Block(channels, 2 * channels, 3, 2), Block(2 * channels, 2 * channels, 3)
        self.pool = nn.AvgPool2d(2)
        self.short = nn.Conv2d(channels, 2 * channels, 1, bias=False)

    def forward(self, x):
        return self.second(self.first(x)) + self.short(self.pool(x))


class Network(nn.Module):
    """NAS-Bench-201's skeleton with one cell a stage."""

    def __init__(self, inputs=3, width=16):
        super().__init__()
        self.stem = nn.Conv2d(inputs, width, 3, padding=1, bias=False)
        self.stem_norm = nn.BatchNorm2d(width)
        self.body = nn.Sequential(Cell(width), Reduction(width), Cell(2 * width), Reduction(2 * width), Cell(4 * width))
        self.last_norm, self.relu = nn.BatchNorm2d(4 * width), nn.ReLU()
        self.linear = nn.Linear(4 * width, CLASSES)
        self.skip_norm = False

    def features(self, x):
        x = self.stem(x)
        x = self.body(x if self.skip_norm else self.stem_norm(x))
        return self.relu(x if self.skip_norm else self.last_norm(x))

    def forward(self, x):
        return self.linear(functional.adaptive_avg_pool2d(self.features(x), 1).flatten(1))


def layers(network):
    return [m for m in network.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]


def gradients(network, images, labels):
    functional.cross_entropy(network(images), labels).backward()
    return [(layer.weight, layer.weight.grad) for layer in layers(network)]


def grad_norm(images, labels):
    return sum(g.norm().item() for _, g in gradients(Network(), images, labels))


def snip(images, labels):
    return sum((w * g).abs().sum().item() for w, g in gradients(Network(), images, labels))


def plain(images, labels):
    return sum((w * g).sum().item() for w, g in gradients(Network(), images, labels))


def l2_norm(_images, _labels):
    return sum(layer.weight.norm().item() for layer in layers(Network()))


def grasp(images, labels):
    network = Network()
    weights = [layer.weight for layer in layers(network)]
    first = torch.autograd.grad(functional.cross_entropy(network(images), labels), weights)
    again = torch.autograd.grad(functional.cross_entropy(network(images), labels), weights, create_graph=True)
    sum((a * b).sum() for a, b in zip(first, again)).backward()
    return -sum((w * w.grad).sum().item() for w in weights)


def fisher(images, labels):
    network, outputs = Network(), []

    def keep(_module, _inputs, output):
        output.retain_grad()
        outputs.append(output)
    for layer in layers(network):
        layer.register_forward_hook(keep)
    functional.cross_entropy(network(images), labels).backward()
    total = 0.0
    for layer, output in zip(layers(network), outputs):
        product = output.detach() * output.grad
        product = product.sum((2, 3)) if product.dim() == 4 else product
        total += layer.weight[0].numel() * (product.square().mean(0) / 2).sum().item()
    return total


def synflow(_images, _labels):
    network = Network().double().eval()
    for module in network.modules():
        if hasattr(module, "skip_norm"):
            module.skip_norm = True
    with torch.no_grad():
        for weight in network.parameters():
            weight.abs_()
    network(torch.ones(1, 3, 32, 32, dtype=torch.double)).sum().backward()
    return math.log(sum((layer.weight * layer.weight.grad).abs().sum().item() for layer in layers(network)))


def jacobian(images):
    images = images.clone().requires_grad_(True)
    Network()(images).sum().backward()
    return images.grad.flatten(1).double()


def correlations(rows):
    return torch.corrcoef(rows)


def jacov(images, _labels):
    values = torch.linalg.eigvalsh(correlations(jacobian(images))) + 1e-5
    return -(values.log() + 1 / values).sum().item()


def epe_nas(images, labels):
    rows, total = jacobian(images), 0.0
    for label in labels.unique():
        own = torch.atleast_2d(correlations(rows[labels == label]))
        total += abs((own.abs() + 1e-5).log().sum().item())
    return total


def naswot(images, _labels):
    network, kernel = Network(), torch.zeros(len(images), len(images), dtype=torch.double)

    def agree(_module, inputs, _output):
        open_units = (inputs[0].flatten(1) > 0).float()
        kernel.add_(open_units @ open_units.t() + (1 - open_units) @ (1 - open_units.t()))
    for module in network.modules():
        if isinstance(module, nn.ReLU):
            module.register_forward_hook(agree)
    with torch.no_grad():
        network(images)
    return torch.linalg.slogdet(kernel)[1].item()


def zen(images, _labels):
    network = Network()
    with torch.no_grad():
        for layer in layers(network):
            layer.weight.normal_()
        x = torch.randn_like(images)
        near = x + 0.01 * torch.randn_like(images)
        score = (network.features(x) - network.features(near)).abs().flatten(1).sum(1).mean().log()
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                score += module.running_var.mean().sqrt().log()
    return score.item()


def ntk(images, _labels):
    network = Network()
    weights = [p for name, p in network.named_parameters() if "weight" in name]
    outputs, rows = network(images).sum(1), []
    for output in outputs:
        found = torch.autograd.grad(output, weights, retain_graph=True)
        rows.append(torch.cat([g.flatten() for g in found]))
    rows = torch.stack(rows).double()
    values = torch.linalg.eigvalsh(rows @ rows.t())
    return (values[-1] / values[0]).item()


def linear_regions(images, _labels):
    network, patterns = Network(inputs=1, width=1), []
    for module in network.modules():
        if isinstance(module, nn.ReLU):
            module.register_forward_hook(lambda _module, _inputs, output: patterns.append(output.flatten(1).sign()))
    side, cuts = 4, []
    for image in images:
        top, left = torch.randint(32 - side + 1, (2,)).tolist()
        cuts.append(image[torch.randint(3, (1,)), top:top + side, left:left + side])
    with torch.no_grad():
        network(torch.stack(cuts))
        shown = torch.cat(patterns, 1)
        unlike = shown @ (1 - shown).t()
        return (1 / (1 - (unlike + unlike.t()).sign()).sum(1)).sum().item()


BATCHES = {grad_norm: 64, snip: 64, plain: 64, l2_norm: 1, grasp: 64, fisher: 64, synflow: 1, jacov: 64, epe_nas: 64,
           naswot: 128, zen: 16, ntk: 32, linear_regions: 1000}


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    times = {}
    for proxy, batch in BATCHES.items():
        images, labels = torch.rand(batch, 3, 32, 32) - 0.5, torch.randint(CLASSES, (batch,))
        proxy(images, labels)  # what is prepared once
        taken = []
        for _ in range(REPEATS):
            begin = time.process_time()
            proxy(images, labels)
            taken.append(time.process_time() - begin)
        times[f"Proxy/{proxy.__name__}/python"] = statistics.median(taken)
    print(json.dumps(times))


main()
