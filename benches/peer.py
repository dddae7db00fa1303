#!/usr/bin/env python3
"""Training steps of dl-lab beside PyTorch: same nets, same pictures, same machine, same minutes.

    cargo build --release
    python3 benches/peer.py DATA_DIR [--python PYTHON] [--models linear,mlp] [--rounds 5]

DATA_DIR holds Fashion-MNIST or another set of its four gzip files. PYTHON is an interpreter that has torch and numpy; without
one the rows of the peer say so. The two take turns, because other work on the machine disturbs both; best stands against
best. Prints a table in Markdown.
"""
import argparse
import json
import pathlib
import platform
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODELS = {"linear": "linear", "mlp": "mlp:256,128"}

PEER = """
import gzip, sys, time
import numpy, torch, torch.nn as nn, torch.nn.functional as F
data, model, batch, threads, epochs = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
torch.set_num_threads(threads)
torch.manual_seed(0)
read = lambda name, skip: numpy.frombuffer(gzip.open(f"{data}/train-{name}-ubyte.gz").read(), numpy.uint8, offset=skip)
x = torch.from_numpy(read("images-idx3", 16).reshape(-1, 784).astype(numpy.float32) / 255)
y = torch.from_numpy(read("labels-idx1", 8).astype(numpy.int64))
widths = {"linear": [784, 10], "mlp": [784, 256, 128, 10]}[model]
layers = [layer for i, o in zip(widths, widths[1:]) for layer in (nn.Linear(i, o), nn.ReLU())]
net, weight = nn.Sequential(*layers[:-1]), torch.ones(10)
optimizer, best = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9), 0.0
for _ in range(epochs):
    order, start = torch.randperm(len(x)), time.perf_counter()
    for rows in order.split(batch):
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(net(x[rows]), y[rows], weight=weight).backward()
        optimizer.step()
    best = max(best, len(order) / (time.perf_counter() - start))
print(best)
"""


def ours(a, model):
    """The median interval of a run, pictures a second of training steps."""
    command = [a.binary, "run", a.data, "--model", MODELS[model], "--batch", a.batch, "--threads", a.threads]
    command += ["--epochs", a.epochs, "--json"]
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    return json.loads(run.stdout.splitlines()[-1])["arms"][0]["images_per_second"]


def peer(a, model):
    """The best epoch of PyTorch."""
    words = [a.python, "-c", PEER, a.data, model, a.batch, a.threads, a.epochs]
    run = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    return float(run.stdout)


def has_torch(python):
    try:
        return subprocess.run([python, "-c", "import torch, numpy"], capture_output=True).returncode == 0
    except OSError:
        return False


def processor():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--binary", default=ROOT / "target" / "release" / "dl-lab")
    parser.add_argument("--models", default="linear,mlp")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    a = parser.parse_args()
    torch = has_torch(a.python)
    if not torch:
        print(f"skipped: {a.python} has no torch, so there is no peer to run", file=sys.stderr)
    print(f"{processor()}, {a.threads} threads, batch {a.batch}, best of {a.rounds} turns of {a.epochs} epochs\n")
    print("| net | dl-lab, images/s | PyTorch, images/s | ratio |\n|---|---|---|---|")
    for model in a.models.split(","):
        turns = [(ours(a, model), peer(a, model) if torch else 0.0) for _ in range(a.rounds)]
        best, other = (max(side) for side in zip(*turns))
        beside = f"{other:,.0f} | {best / other:.2f}" if torch else "- | -"
        print(f"| {MODELS[model]} | {best:,.0f} | {beside} |", flush=True)


main()
