"""SIGHUP: a configuration is taken over while the daemon runs, or refused whole."""
import signal
import unittest

from sample_site import Case, Item


class Reload(Case):
    def test_reload_adds_removes_and_takes_back_a_feed_and_keeps_what_was_known(self):
        other = f'url = "{self.site.base}/other.xml"'
        self.site.add(Item(1))
        self.site.add(Item(100), path="/other.xml")
        self.configure()
        running = self.start()
        self.assertIsNotNone(running.wait_line("item.spooled", "feed=releases"), running.log())
        self.reload(running, "config.loaded", feeds={"releases": "", "other": other})
        self.assertIsNotNone(running.wait_line("item.spooled", "feed=other"), running.log())
        self.reload(running, "config.loaded", feeds={"releases": ""})
        polls = self.polls("/other.xml")
        self.until(lambda: self.polls("/feed.xml") > 5, "the feed that stayed is polled on")
        self.assertLessEqual(self.polls("/other.xml") - polls, 1)
        self.site.add(Item(101), Item(102), path="/other.xml")
        self.reload(running, "config.loaded", feeds={"releases": "", "other": other}, backlog=1)
        for _ in range(2):
            self.assertIsNotNone(running.wait_line("item.spooled", "feed=other"), running.log())
        self.assertEqual(running.end(), 0)
        self.assertEqual(len(self.readouts()), 4)

    def test_wrong_file_changes_nothing_and_says_why(self):
        self.site.add(Item(1))
        self.configure()
        running = self.start()
        self.assertIsNotNone(running.wait_line("item.spooled"), running.log())
        line = self.reload(running, "config.refused", "intervall = 1s")
        self.assertIn(f"{self.config}:", line)
        self.site.add(Item(2))
        self.assertIsNotNone(running.wait_line("item.spooled"), running.log())
        self.assertEqual(running.end(), 0)

    def test_shorter_interval_counts_at_once_after_a_reload_and_after_a_start(self):
        self.site.add(Item(1))
        self.configure(feeds={"releases": "interval = 1d"})
        running = self.start()
        self.assertIsNotNone(running.wait_line("item.spooled"), running.log())
        self.assertEqual(self.polls("/feed.xml"), 1)
        self.reload(running, "config.loaded")
        self.until(lambda: self.polls("/feed.xml") > 2, "a day became a second")
        self.reload(running, "config.loaded", feeds={"releases": "interval = 1d"})
        self.assertEqual(running.end(), 0)
        self.configure(feeds={"releases": "interval = 2s"})
        polls = self.polls("/feed.xml")
        running = self.start()
        self.until(lambda: self.polls("/feed.xml") > polls + 1, "a day became two seconds")
        self.assertEqual(running.end(), 0)

    def test_filters_that_run_into_their_time_limit_are_told_once_a_rule_until_a_reload(self):
        slow = "a" * 40 + "b"
        rules = ('ignore = {"/^(a+)+$/"}', f'notify "desk" {{\ntype = webhook\nurl = "{self.site.base}/hook"\n'
                 'match = {"/^(a+)+c/"}\n}')
        self.site.add(*(Item(n, f"{slow} {n}") for n in range(3)))
        self.configure(*rules, feeds={"releases": 'match = {"/^(a+)+d/", "talks"}'})
        running = self.start()
        self.assertIsNotNone(running.wait_line("item.spooled", nth=3), running.log())
        told = sorted(l for l in running.lines if "filter.timed_out" in l)
        self.assertEqual(len(told), 3, running.log())
        for line, parts in zip(told, (("feed=releases", "+$/"), ("feed=releases", "+d/"), ("notify=desk", "+c/"))):
            for part in parts:
                self.assertIn(part, line)
        self.reload(running, "config.loaded", *rules)
        self.site.add(Item(9, f"{slow} 9"))
        self.assertIsNotNone(running.wait_line("filter.timed_out", "+$/"), running.log())
        self.assertEqual(running.end(), 0)

    def polls(self, path):
        return self.site.asked(path) + self.site.asked(path, 304)

    def reload(self, running, event, *more, **how):
        self.configure(*more, **how)
        running.process.send_signal(signal.SIGHUP)
        line = running.wait_line(event)
        self.assertIsNotNone(line, running.log())
        return line


if __name__ == "__main__":
    unittest.main()
