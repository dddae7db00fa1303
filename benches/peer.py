#!/usr/bin/env python3
"""Training steps and evaluations of dl-lab beside PyTorch: same nets, same pictures, same machine, same minutes.

    cargo build --release
    python3 benches/peer.py DATA_DIR [--python PYTHON] [--models linear,mlp] [--batches 16,128] [--thread-counts 1,2]
    python3 benches/peer.py DATA_DIR --evaluate
    python3 benches/peer.py DATA_DIR --models photos --batches 32     # a deeper net on 512 noisy photos of 224 x 224
    python3 benches/peer.py DATA_DIR --vectors avx2            # both sides with narrower vectors than the CPU has

DATA_DIR holds Fashion-MNIST or another set of its four gzip files. PYTHON is an interpreter that has torch and numpy; without
one the rows of the peer say so. The two take turns, because other work on the machine disturbs both; best stands against
best. A net that the binary does not know is passed over. With --evaluate the forward pass over 10,000 pictures is timed, from
pictures to classes; PyTorch may take its best of three batch sizes. Prints tables in Markdown.
"""
import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODELS = {"linear": "linear", "mlp": "mlp:256,128", "cnn": "cnn", "lenet": "lenet", "photos": "cnn:16,32,64,fc=128"}
# What keeps each side to a kind of vectors.
VECTORS = {"avx2": {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}}
# Pictures of an evaluation, and how often they are evaluated in one turn.
EVALUATED, REPEATED = 10_000, 20

PEER = """
import gzip, sys, time
import numpy, torch, torch.nn as nn, torch.nn.functional as F
data, model, batch, threads, epochs = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
torch.set_num_threads(threads)
torch.manual_seed(0)
read = lambda name, skip: numpy.frombuffer(gzip.open(f"{data}/train-{name}-ubyte.gz").read(), numpy.uint8, offset=skip)
if data.endswith(".npz"):
    images, labels = (numpy.load(data)[f"train_{name}"] for name in ("images", "labels"))
    images = numpy.ascontiguousarray(images.transpose(0, 3, 1, 2))
else:
    images, labels = read("images-idx3", 16).reshape(-1, 1, 28, 28), read("labels-idx1", 8)
x = torch.from_numpy(images.astype(numpy.float32) / 255)
y = torch.from_numpy(labels.astype(numpy.int64))
s = nn.Sigmoid
net = nn.Sequential(*{
    "linear": lambda: [nn.Flatten(), nn.Linear(784, 10)],
    "mlp": lambda: [nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10)],
    "cnn": lambda: [nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
                    nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1568, 128), nn.ReLU(), nn.Linear(128, 10)],
    "lenet": lambda: [nn.Conv2d(1, 6, 5, padding=2), s(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), s(), nn.AvgPool2d(2),
                      nn.Flatten(), nn.Linear(400, 120), s(), nn.Linear(120, 84), s(), nn.Linear(84, 10)],
    "photos": lambda: [*(part for c, f in ((3, 16), (16, 32), (32, 64))
                         for part in (nn.Conv2d(c, f, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))),
                       nn.Flatten(), nn.Linear(28 * 28 * 64, 128), nn.ReLU(), nn.Linear(128, 10)],
}[model]())
best = 0.0
"""

TRAINING = PEER + """
optimizer, weight = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9), torch.ones(10)
for _ in range(epochs):
    order, start = torch.randperm(len(x)), time.perf_counter()
    for rows in order.split(batch):
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(net(x[rows]), y[rows], weight=weight).backward()
        optimizer.step()
    best = max(best, len(order) / (time.perf_counter() - start))
print(best)
"""

EVALUATION = PEER + """
x = x[:batch]
with torch.no_grad():
    for _ in range(epochs):
        for size in (250, 1000, batch):
            start = time.perf_counter()
            torch.cat([net(rows).argmax(1) for rows in x.split(size)])
            best = max(best, len(x) / (time.perf_counter() - start))
print(best)
"""


# Writes photos of noise: speed does not ask what they show.
PHOTOS = """
import sys, numpy
draw = numpy.random.default_rng(7)
images = {part: draw.integers(0, 256, (rows, 224, 224, 3), numpy.uint8) for part, rows in (("train", 512), ("test", 10))}
labels = {part: numpy.arange(len(rows)) % 10 for part, rows in images.items()}
numpy.savez(sys.argv[1], **{f"{p}_images": x for p, x in images.items()}, **{f"{p}_labels": y.astype(numpy.uint8) for p, y in labels.items()})
"""


class Case:
    """A net with a batch size and a number of threads, trained or evaluated by both sides."""

    def __init__(self, a, model, batch, threads):
        self.a, self.model, self.batch, self.threads = a, model, batch, threads
        self.data = a.photos if model == "photos" else a.data

    def run(self, command):
        run = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        if run.returncode:
            sys.exit(run.stderr)
        return run.stdout.splitlines()[-1]


class Training(Case):
    def ours(self):
        """The median interval of a run, pictures a second of training steps."""
        a = self.a
        words = ["run", self.data, "--model", MODELS[self.model], "--batch", self.batch, "--threads", self.threads]
        summary = json.loads(self.run([a.binary, *words, "--epochs", a.epochs, "--json"]))
        return summary["arms"][0]["images_per_second"]

    def peer(self):
        """The best epoch of PyTorch."""
        return float(self.run([self.a.python, "-c", TRAINING, self.data, self.model, self.batch, self.threads, self.a.epochs]))


class Evaluation(Case):
    def ours(self):
        words = [self.a.data, MODELS[self.model], self.threads, REPEATED]
        return json.loads(self.run([self.a.evaluation, *words]))["images_per_second"]

    def peer(self):
        words = [self.a.data, self.model, EVALUATED, self.threads, REPEATED]
        return float(self.run([self.a.python, "-c", EVALUATION, *words]))


def is_known(a, model):
    """Whether the binary takes a net; one step of the embedded set shows it."""
    words = [a.binary, "run", "--model", MODELS[model], "--steps", 1, "--json"]
    run = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if run.returncode:
        print(f"skipped: {model}: {run.stderr.strip()}", file=sys.stderr)
    return not run.returncode


def build_evaluation():
    """Builds the harness that times evaluations alone; its path."""
    command = ["cargo", "bench", "--bench", "evaluation", "--no-run", "--message-format", "json"]
    lines = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()
    built = [json.loads(line) for line in lines]
    return next(told["executable"] for told in built if told.get("target", {}).get("name") == "evaluation")


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


def print_row(case, torch, rounds):
    turns = [(case.ours(), case.peer() if torch else 0.0) for _ in range(rounds)]
    best, other = (max(side) for side in zip(*turns))
    beside = f"{other:,.0f} | {best / other:.2f}" if torch else "- | -"
    where = f"{MODELS[case.model]} | {case.batch} | {case.threads}"
    print(f"| {where} | {best:,.0f} | {beside} |", flush=True)


def numbers(text):
    return [int(word) for word in text.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--binary", default=ROOT / "target" / "release" / "dl-lab")
    parser.add_argument("--models", default="linear,mlp,cnn,lenet")
    parser.add_argument("--batches", type=numbers, default=[128])
    parser.add_argument("--thread-counts", type=numbers, default=[2])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--vectors", choices=["avx512", "avx2"], help="the widest of the CPU where not given")
    a = parser.parse_args()
    if a.evaluate and "photos" in a.models:
        parser.error("photos are for training steps only: leave --evaluate or photos out")
    if a.vectors:
        os.environ.update(VECTORS.get(a.vectors, {}), DL_LAB_VECTORS=a.vectors)
    torch = has_torch(a.python)
    if not torch:
        print(f"skipped: {a.python} has no torch, so there is no peer to run", file=sys.stderr)
    models = [model for model in a.models.split(",") if is_known(a, model)]
    folder = tempfile.TemporaryDirectory()
    a.photos = pathlib.Path(folder.name) / "photos.npz"
    if "photos" in models:
        subprocess.run([a.python, "-c", PHOTOS, a.photos], check=True)
    if a.evaluate:
        a.evaluation, a.batches = build_evaluation(), [EVALUATED]
    kind, turn = (Evaluation, f"{REPEATED} evaluations") if a.evaluate else (Training, f"{a.epochs} epochs")
    print(f"{processor()}, {a.vectors or 'widest'} vectors, {'evaluation' if a.evaluate else 'training steps'}, best of {a.rounds} turns of {turn}\n")
    size = "pictures" if a.evaluate else "batch"
    print(f"| net | {size} | threads | dl-lab, images/s | PyTorch, images/s | ratio |\n|---|---|---|---|---|---|")
    for model in models:
        for threads in a.thread_counts:
            for batch in a.batches:
                print_row(kind(a, model, batch, threads), torch, a.rounds)


if __name__ == "__main__":
    main()
