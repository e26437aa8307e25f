#!/usr/bin/env python3
"""make bench: how long a new item takes from the answer that has it to its spool file, and how late the loop is under load.

Beside the least that it could be: the same requests and files without a daemon, and how late a process is that only sleeps.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))

from sample_site import Case, Item  # noqa: E402

ITEMS = 15
FEEDS = 300
SLEEPER = """
import sys, time
late = []
while time.monotonic() < float(sys.argv[1]):
    due = time.monotonic() + .005
    time.sleep(.005)
    late.append(1e3 * (time.monotonic() - due))
late.sort()
print(late[len(late) * 99 // 100], late[-1])
"""


def show(what, value, goal, floor=None):
    met = "met" if value <= goal else "not met"
    print(f"{what:<52} {value:6.2f}  (goal <= {goal:.2f}: {met})" + ("" if floor is None else f"  floor {floor:.2f}"))


def write_durably(folder, name, size):
    path = folder / f".{name}"
    with path.open("wb") as out:
        out.write(b"x" * size)
        out.flush()
        os.fsync(out.fileno())
    path.rename(folder / name)


class DaemonBench(Case):
    def floor_ms(self, item):
        """The page asked for, a pair of files of the usual size written, by nobody's daemon."""
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            start = time.monotonic()
            urllib.request.urlopen(self.site.base + item.path).read()
            for suffix in ("md", "json"):
                write_durably(Path(name), f"item.{suffix}", 4000)
            handle = os.open(name, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
            return 1e3 * (time.monotonic() - start)

    def test_answer_to_spool_file(self):
        answered, took, floors = [], [], []
        count = self.site.count

        def note(path, status):
            count(path, status)
            if path == "/feed.xml" and status == 200:
                answered.append(time.time_ns())
        self.site.count = note
        self.configure("host_gap_ms = 0", backlog=0)
        running = self.start()
        self.assertIsNotNone(running.wait_line("feed.polled"))
        for n in range(ITEMS):
            before, asked = set(self.files()), len(answered)
            item, = self.site.add(Item(n))
            self.until(lambda seen=before: any(f.endswith(".json") for f in set(self.files()) - seen), "a spool file")
            new, = (f for f in set(self.files()) - before if f.endswith(".json"))
            took.append(((self.spool / new).stat().st_ctime_ns - answered[asked]) / 1e6)
            floors.append(self.floor_ms(item))
        self.assertEqual(running.end(), 0)
        show("answer to spool file, ms at the median", statistics.median(took), 200, statistics.median(floors))

    def test_lag_under_load(self):
        paths = [f"/{n}.xml" for n in range(FEEDS)]
        for n, path in enumerate(paths):
            self.site.add(*(Item(n * 10 + i) for i in range(10)), path=path)
        self.configure("log_level = debug", "host_gap_ms = 0", "per_host = 8", "workers = 2", backlog=1,
                       feeds={f"f{n}": f'url = "{self.site.base}{path}"' for n, path in enumerate(paths)})
        running = self.start("--once", "--all")
        with subprocess.Popen([sys.executable, "-c", SLEEPER, str(time.monotonic() + 5)],
                              stdout=subprocess.PIPE, text=True) as sleeper:
            floor = [float(word) for word in sleeper.communicate()[0].split()]
        self.assertEqual(running.process.wait(300), 0, running.log())
        running.thread.join()
        line = next(line for line in running.lines if "loop.lag" in line)
        lag = {key: int(value) for key, value in (part.split("=") for part in line.split()[1:])}
        show("loop lag under load, ms, 99 of 100", lag["p99_ms"], 10, floor[0])
        show("loop lag under load, ms, worst", lag["worst_ms"], 50, floor[1])
        show("the loop's own work at a stretch, ms of CPU, worst", lag["worst_cpu_ms"], 50)


if __name__ == "__main__":
    unittest.main()
