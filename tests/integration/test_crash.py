"""Killed at any instant and started again, the daemon loses nothing and doubles nothing.

The instants are lines of the daemon's own stage log. SEED in the environment repeats a run.
"""
import collections
import json
import os
import random
import signal
import unittest

from sample_site import Case, Item

STAGES = ("article", "digest", "keep", "spool")
INSTANTS = [("item.entered", f"stage={s}") for s in STAGES for _ in range(6)] + [
    (event,) for event in ("feed.polled", "item.spooled", "notify.sent") for _ in range(2)]
ITEMS = 2  # new ones a round
FEEDS = 200
KILLS = 20


class Crash(Case):
    def kill_at(self, instant, nth):
        running = self.start("--once", "--all")
        line = running.wait_line(*instant, nth=nth)
        self.assertIsNotNone(line, f"{instant} did not come:\n{running.log()}")
        self.assertEqual(running.end(signal.SIGKILL), -signal.SIGKILL)

    def test_killed_at_thirty_instants(self):
        seed = int(os.environ.get("SEED", random.randrange(1 << 32)))
        print("SEED", seed)
        chance = random.Random(seed)
        instants = chance.sample(INSTANTS, len(INSTANTS))
        self.assertEqual(len(instants), 30)
        self.configure("log_level = debug", f'notify "desk" {{\ntype = webhook\nurl = "{self.site.base}/hook"\n}}')
        for n, instant in enumerate(instants):
            self.site.add(*(Item(n * ITEMS + i) for i in range(ITEMS)))
            nth = 1 if instant[0] == "feed.polled" else chance.randint(1, ITEMS)
            with self.subTest(seed=seed, round=n, instant=instant, nth=nth):
                self.kill_at(instant, nth)
                self.once()
        spooled = self.readouts()
        links = collections.Counter(r["item"]["link"] for r in spooled.values())
        self.assertEqual(links, {self.site.base + i.path: 1 for i in self.site.feeds["/feed.xml"]})
        arrived = {}
        for headers, body in self.site.hooks:
            arrived.setdefault(headers["webhook-id"], set()).add(body)
        self.assertEqual({i: [json.loads(b) for b in bodies] for i, bodies in arrived.items()},
                         {r["event"]: [r] for r in spooled.values()})

    def test_killed_twenty_times_while_feeds_change(self):
        """One in ten of many feeds has something new; the instants are lines of the log, drawn at random."""
        seed = int(os.environ.get("SEED", random.randrange(1 << 32)))
        print("SEED", seed)
        chance = random.Random(seed)
        paths = [f"/{n}.xml" for n in range(FEEDS)]
        for n, path in enumerate(paths):
            self.site.add(Item(n), path=path)
        self.configure("log_level = debug", "host_gap_ms = 0", "per_host = 8", backlog=0,
                       feeds={f"f{n}": f'url = "{self.site.base}{path}"' for n, path in enumerate(paths)})
        self.once()
        self.assertEqual(self.files(), [])
        new = [item for n in chance.sample(range(FEEDS), FEEDS // 10)
               for item in self.site.add(Item(FEEDS + n), path=paths[n])]
        for _ in range(KILLS):
            running = self.start()
            running.wait_line("", nth=chance.randint(1, FEEDS))
            self.assertEqual(running.end(signal.SIGKILL), -signal.SIGKILL, running.log())
        self.once()
        self.once()
        links = collections.Counter(r["item"]["link"] for r in self.readouts().values())
        self.assertEqual(links, {self.site.base + item.path: 1 for item in new}, f"SEED={seed}")


if __name__ == "__main__":
    unittest.main()
