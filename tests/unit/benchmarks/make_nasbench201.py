# SPDX-License-Identifier: Apache-2.0
"""Writes files laid out as those of NAS-Bench-201 and NATS-Bench, of two made-up architectures, into a folder."""
import bz2
import collections
import pathlib
import pickle
import struct
import sys
import types

CODES = ["|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|",
         "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|"]


def numpy_number(value):
    """What numpy's own number becomes in a pickle; numpy itself need not be there."""
    class Number:
        def __reduce__(self):
            return scalar, (dtype("f8", False, True), struct.pack("<d", value))
    return Number()


def scalar(kind, data):
    return struct.unpack("<d", data)[0]


class dtype:
    def __init__(self, *names):
        self.names = names

    def __reduce__(self):
        return dtype, self.names, (3, "<", None, None, None, -1, -1, 0)

    def __setstate__(self, state):
        pass


for name in ("numpy", "numpy.core", "numpy.core.multiarray"):
    sys.modules[name] = types.ModuleType(name)
for function, home in ((scalar, "numpy.core.multiarray"), (dtype, "numpy")):
    function.__module__ = home
    setattr(sys.modules[home], function.__name__, function)


def training(data, epochs, parts, accuracy, params):
    """Accuracies rise by one an epoch and end at `accuracy`; an epoch takes two seconds, a trial half a one."""
    curves = {f"{part}@{e}": accuracy + k - (epochs - 1 - e) for k, part in enumerate(parts) for e in range(epochs)}
    return {"name": data, "epochs": epochs, "params": numpy_number(params), "flop": 4.5, "seed": "0777",
            "train_acc1es": {e: 0.5 + e for e in range(epochs)},
            "train_times": collections.OrderedDict((e, 2.0) for e in range(epochs)),
            "eval_names": list(parts), "eval_acc1es": curves,
            "eval_times": {name: 0.5 for name in curves}, "net_state_dict": None}


def results(index, epochs):
    trainings = {("cifar10-valid", 777): training("cifar10-valid", epochs, ("x-valid", "ori-test"), 80.0 + index, 0.25),
                 ("cifar10-valid", 888): training("cifar10-valid", epochs, ("x-valid", "ori-test"), 81.0 + index, 0.25)}
    if epochs > 12:
        trainings["cifar100", 777] = training("cifar100", epochs, ("ori-test", "x-valid", "x-test"), 60.0, 0.5)
    return {"arch_index": index, "arch_str": CODES[index], "all_results": trainings,
            "dataset_seed": {"cifar10-valid": [777, 888]}, "clear_net_done": True}


def whole(few, many):
    return {"meta_archs": CODES, "evaluated_indexes": {1, 0},
            "arch2infos": {i: {few: results(i, 12), many: results(i, 200)} for i in (1, 0)}}


def main():
    folder = pathlib.Path(sys.argv[1])
    simple = folder / "simple"
    simple.mkdir()
    for i in (0, 1):
        with bz2.open(simple / f"{i:06}.pickle.pbz2", "wb") as file:
            pickle.dump({"12": results(i, 12), "200": results(i, 200)}, file, protocol=4)
    with bz2.open(simple / "meta.pickle.pbz2", "wb") as file:
        pickle.dump({"meta_archs": CODES}, file, protocol=4)
    for protocol in (2, 3, 4, 5):
        with bz2.open(folder / f"whole{protocol}.pickle.pbz2", "wb") as file:
            pickle.dump(whole("12", "200"), file, protocol=protocol)
    # As torch.save wrote it before zip archives: three small pickles, the data, and the keys of no tensors.
    with open(folder / "whole.pth", "wb") as file:
        for before in (0x1950a86a20f9469cfc6c, 1001, {"little_endian": True}):
            pickle.dump(before, file, protocol=2)
        pickle.dump(whole("less", "full"), file, protocol=2)
        pickle.dump([], file, protocol=2)
    values = [0, 1, -1, 255, 256, 65535, 65536, -2147483648, 1 << 40, -(1 << 40), True, False, None, 0.1, "text",
              "ä", b"by\xe9tes", (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1], list(range(1500)), {}, {"a": 1},
              {i: -i for i in range(1500)}, {7}, frozenset({8}), "text", collections.Counter("aab")]
    for protocol in (2, 3, 4, 5):
        (folder / f"values{protocol}.pickle").write_bytes(pickle.dumps(values, protocol=protocol))


main()
