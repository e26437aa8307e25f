#!/usr/bin/env python3
"""make bench-model: items a second through a model of two seconds' latency, eight at a time against one, and the loop's lag.

It wants a machine that is otherwise idle.
"""
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))

from model_service import Answer, sentences  # noqa: E402
from sample_site import Item  # noqa: E402
from test_model import ModelCase  # noqa: E402


class SpeedTest(ModelCase):
    LATENCY = 2

    def throughput(self, parallel, count):
        """Items a second from the first question to the last answer, and the loop's lag."""
        times = []
        items = [Item(parallel * 100 + i) for i in range(count)]
        self.site.feeds["/feed.xml"] = []
        self.site.add(*items)

        def reply(prompt):
            times.append(time.monotonic())
            item = next(i for i in items if i.text[0] in prompt)
            return Answer(sentences(item.text[0], item.text[1]), delay=self.LATENCY)
        service = self.serve(reply)
        # The pages come without a pause between them: it is the model that is measured, not manners.
        self.with_model(service, f"parallel = {parallel}",
                        more=["log_level = debug", "workers = 2", "host_gap_ms = 0"])
        running = self.start("--once", "--all")
        running.process.wait(300)
        self.assertEqual(running.wait(), 0, running.log())
        self.assertEqual(service.most_running, parallel)
        self.assertEqual(len(times), count)
        lag = next(line for line in running.lines if "loop.lag" in line)
        return count / (max(times) + self.LATENCY - min(times)), dict(
            part.split("=") for part in lag.split()[1:])

    def test_eight_at_a_time_are_nearly_eight_times_as_fast(self):
        one, _ = self.throughput(1, 4)
        eight, lag = self.throughput(8, 40)
        print(f"one at a time {one:.2f} items/s, eight {eight:.2f} items/s, ratio {eight / one:.2f}; loop {lag}",
              file=sys.stderr)
        self.assertGreaterEqual(eight, 7.5 * one)
        # Of what the loop itself does; on the wall it also waits for a processor that others use.
        self.assertLess(int(lag["worst_cpu_ms"]), 50)


del ModelCase  # only what stands here is run

if __name__ == "__main__":
    unittest.main()
