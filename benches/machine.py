#!/usr/bin/env python3
"""What the program takes from a machine: two arms beside each other, the screen, memory, the start.

    cargo build --release
    python3 benches/machine.py DATA_DIR [--only arms screen memory start] [--models linear mlp:256,128] [--rounds 5]

DATA_DIR is a set to train on, such as Fashion-MNIST. The laboratory is drawn in a pseudo-terminal of 160x48 whose output
is read and thrown away. Both kinds of run are timed alike, by their event logs: from an arm's first evaluation to its last
step, the evaluations between them included. What is compared takes turns, because other work on the machine disturbs all
of it; best stands against best. Prints tables in Markdown.
"""
import argparse
import fcntl
import os
import pathlib
import pty
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from peer import ROOT, processor

EVENT = re.compile(rb'^\{"arm":"(.)","step":\d+,"event":"(\w+)"')
COUNTS = re.compile(rb'"class_counts":\[([\d,]+)\]')
# Epochs of a run of some seconds; other networks get one.
EPOCHS = {"linear": 60, "mlp:256,128": 10}
ROWS, COLUMNS = 48, 160


class Log:
    """An event log that is being written: when the first line of every kind came."""

    def __init__(self, folder):
        self.path, self.rest, self.read, self.seen, self.images = folder / "events.jsonl", b"", 0, {}, 0

    def poll(self):
        """Takes the lines that came since the last call."""
        try:
            with open(self.path, "rb") as file:
                file.seek(self.read)
                new = file.read()
        except FileNotFoundError:
            return
        now = time.perf_counter()
        self.read += len(new)
        *lines, self.rest = (self.rest + new).split(b"\n")
        for line in lines:
            arm, event = (group.decode() for group in EVENT.match(line).groups())
            self.seen.setdefault((arm, event), now)
            if event == "started":
                self.images = sum(map(int, COUNTS.search(line)[1].split(b",")))

    def wait(self, program, *wanted):
        """Waits until each of these events of an arm was written."""
        while not all(event in self.seen for event in wanted):
            time.sleep(0.002)
            over = program.is_over()
            self.poll()
            if over and not all(event in self.seen for event in wanted):
                sys.exit(f"ended before {wanted}: {program.said.decode(errors='replace')}")

    def wait_without(self, arm):
        """Waits until an arm's lines are taken out again, and reads the log anew."""
        while b'{"arm":"%s"' % arm.encode() in self.path.read_bytes():
            time.sleep(0.002)
        self.rest, self.read = b"", 0

    def rate(self, arm, epochs):
        """Images a second, evaluations included."""
        return self.images * epochs / (self.seen[arm, "rested"] - self.seen[arm, "evaluated"])


class Program:
    """The binary at work: what it said last, whether it is over, what it used."""

    def __init__(self):
        self.begun, self.frame, self.said = time.perf_counter(), None, b""

    def listen(self, line):
        threading.Thread(target=self.drain, args=[line], daemon=True).start()

    def drain(self, line):
        """Takes everything at once, as a fast terminal does."""
        while True:
            try:
                said = os.read(line, 1 << 16)
            except OSError:
                return
            if not said:
                return
            self.said = said
            if self.frame is None and b"Curves" in said:
                self.frame = time.perf_counter()

    def is_over(self):
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def leave(self):
        _, status, usage = os.wait4(self.pid, 0)
        if status:
            sys.exit(f"ended with {status}: {self.said.decode(errors='replace')}")
        return usage


class Headless(Program):
    """`dl-lab run` with a run folder."""

    def __init__(self, a, folder, words):
        super().__init__()
        command = [str(a.binary), "run", a.data, "--out", str(folder), *words]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.pid = self.process.pid
        self.listen(self.process.stderr.fileno())


class Laboratory(Program):
    """The laboratory in a pseudo-terminal."""

    def __init__(self, a, folder, words):
        super().__init__()
        command = [str(a.binary), a.data, "--out", str(folder), "--pace", "full", "--link", "fast", *words]
        self.pid, self.line = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execve(command[0], command, {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"})
        self.listen(self.line)

    def press(self, keys):
        os.write(self.line, keys)

    def leave(self):
        self.press(b"q")
        usage = super().leave()
        os.close(self.line)
        return usage


def train(a, kind, words, single=False):
    """A run to its last step: its log, what it used, the program. The laboratory has two arms unless it is to have one."""
    with tempfile.TemporaryDirectory() as parent:
        folder = pathlib.Path(parent) / "run"
        drop = single and kind is Laboratory
        log, program = Log(folder), kind(a, folder, [*words, "--paused"] if drop else words)
        if drop:
            # The arm that the laboratory adds by itself goes before the first step.
            log.wait(program, ("A", "evaluated"), ("B", "evaluated"))
            program.press(b"aDy")
            log.wait_without("B")
            log.seen["A", "evaluated"] = time.perf_counter()
            program.press(b" ")
        arms = "AB" if kind is Laboratory and not single else "A"
        log.wait(program, *((arm, "rested") for arm in arms))
        return log, program.leave(), program


def setting(model, epochs, threads):
    return ["--model", model, "--epochs", str(epochs), "--threads", str(threads)]


def arms(a):
    print("\nTwo arms on two threads, each against one arm alone on one thread. Two processes of one thread each show what the")
    print("machine has for two at once.\n")
    print("| net | one alone, images/s | two processes, each | two arms, each | against alone | against processes |")
    print("|---|---|---|---|---|---|")
    for model in a.models:
        epochs, sides = EPOCHS.get(model, 1), ([], [], [])
        one, two = setting(model, epochs, 1), setting(model, epochs, 2)
        for _ in range(a.rounds):
            sides[0].append(train(a, Headless, one)[0].rate("A", epochs))
            with ThreadPoolExecutor(2) as pool:
                runs = list(pool.map(lambda words: train(a, Headless, words), [one, one]))
            sides[1].append(min(log.rate("A", epochs) for log, _, _ in runs))
            # A twin that has as much to compute; the one that the laboratory chooses may have another loss.
            log = train(a, Laboratory, [*two, "--arm", "B:weights=balanced"])[0]
            sides[2].append(min(log.rate(arm, epochs) for arm in "AB"))
        alone, processes, beside = map(max, sides)
        rates = f"{alone:,.0f} | {processes:,.0f} | {beside:,.0f}"
        print(f"| {model} | {rates} | {beside / alone:.2f} | {beside / processes:.2f} |", flush=True)


def screen(a):
    print("\nOne arm headless and in the laboratory. CPU is the time of all threads for the same run, loading included.\n")
    print("| net | headless, images/s | laboratory, images/s | ratio | CPU, s | CPU, s | ratio |\n|---|---|---|---|---|---|---|")
    for model in a.models:
        epochs, rates, times = EPOCHS.get(model, 1), ([], []), ([], [])
        for _ in range(a.rounds):
            for side, kind in enumerate([Headless, Laboratory]):
                log, usage, _ = train(a, kind, setting(model, epochs, a.threads), single=True)
                rates[side].append(log.rate("A", epochs))
                times[side].append(usage.ru_utime + usage.ru_stime)
        (headless, drawn), (cpu, cpu_drawn) = map(max, rates), map(min, times)
        speed = f"{headless:,.0f} | {drawn:,.0f} | {drawn / headless:.3f}"
        print(f"| {model} | {speed} | {cpu:.2f} | {cpu_drawn:.2f} | {cpu_drawn / cpu:.3f} |", flush=True)


def memory(a):
    print("\nMost resident memory of a run.\n\n| net | headless, MB | laboratory, two arms, MB |\n|---|---|---|")
    for model in a.models:
        peaks = [train(a, kind, setting(model, 1, a.threads))[1].ru_maxrss / 1000 for kind in (Headless, Laboratory)]
        print(f"| {model} | {peaks[0]:.0f} | {peaks[1]:.0f} |", flush=True)


def start(a):
    print("\nFrom the start of the process until the first training step and the evaluation behind it are on disk.\n")
    print("| data | what | median, s | best, s | first frame, s |\n|---|---|---|---|---|")
    for data in (a.data, "garments"):
        b = argparse.Namespace(**{**vars(a), "data": data})
        for kind in (Headless, Laboratory):
            steps, frames = [], []
            for _ in range(2 * a.rounds):
                log, _, program = train(b, kind, ["--steps", "1"])
                steps.append(log.seen["A", "steps"] - program.begun)
                frames.append(program.frame - program.begun if program.frame else None)
            what = f"{pathlib.Path(data).name} | {kind.__name__.lower()}"
            frame = "-" if None in frames else f"{statistics.median(frames):.3f}"
            print(f"| {what} | {statistics.median(steps):.3f} | {min(steps):.3f} | {frame} |", flush=True)


def main():
    parts = {"arms": arms, "screen": screen, "memory": memory, "start": start}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "target" / "release" / "dl-lab")
    parser.add_argument("--only", nargs="+", choices=parts, default=list(parts))
    parser.add_argument("--models", nargs="+", default=list(EPOCHS))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    a = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"{processor()}, {os.cpu_count()} cores, load {load:.1f} before, best of {a.rounds} turns")
    for part in a.only:
        parts[part](a)


if __name__ == "__main__":
    main()
