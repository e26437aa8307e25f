"""The daemon as its administrator meets it: signals, reloads, exit codes, and feeds that misbehave."""
import signal
import time
import unittest

from sample_site import Case, Item


class Daemon(Case):
    def test_sigterm_ends_it_with_0_within_3_s(self):
        self.site.add(Item(1))
        self.configure()
        running = self.start()
        self.assertIsNotNone(running.wait_line("item.spooled"), running.log())
        begun = time.monotonic()
        self.assertEqual(running.end(), 0)
        self.assertLess(time.monotonic() - begun, 3)

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

    def test_second_daemon_on_one_state_folder_ends_with_75(self):
        self.configure()
        first = self.start()
        self.assertIsNotNone(first.wait_line("daemon.started"), first.log())
        second = self.start()
        self.assertEqual(second.wait(), 75, second.log())
        self.assertEqual(first.end(), 0)

    def test_spool_that_cannot_be_made_ends_it_at_start_and_is_named(self):
        self.configure()
        self.spool.write_text("a file in its place")
        running = self.start()
        self.assertIn(running.wait(), (73, 77), running.log())
        self.assertIn(str(self.spool), running.log())

    def test_bad_configuration_is_named_by_file_and_line_and_ends_with_78(self):
        self.configure("intervall = 1s")
        line = self.config.read_text().splitlines().index("intervall = 1s") + 1
        for words in ((), ("--check-config",)):
            running = self.start(*words)
            self.assertEqual(running.wait(), 78, running.log())
            self.assertIn(f"{self.config}:{line}:", running.log())


class BadInput(Case):
    """One line for each feed that cannot be had, naming it, and the others go on."""

    CASES = {
        "denied": (403, "text/html", b"<html><body>Access Denied</body></html>"),
        "webpage": (200, "text/html", b"<!DOCTYPE html><html><body><p>Welcome</p></body></html>"),
        "large": (200, "application/xml", b"<rss><channel>" + b" " * (3 << 20) + b"</channel></rss>"),
        "empty": (200, "application/xml", b""),
    }

    def test_feeds_that_cannot_be_had(self):
        feeds = {"releases": ""}
        for name, answer in self.CASES.items():
            self.site.fixed[f"/{name}.xml"] = answer
            feeds[name] = f'url = "{self.site.base}/{name}.xml"'
        feeds["unreachable"] = 'url = "http://127.0.0.1:1/feed.xml"'
        self.site.add(Item(1))
        self.configure("max_body = 1m", feeds=feeds)
        log = self.once(75)
        self.assertEqual(len(self.readouts()), 1)
        for name in [*self.CASES, "unreachable"]:
            with self.subTest(name):
                lines = [l for l in log.splitlines() if f"feed={name} " in l]
                self.assertEqual(len(lines), 1, log)
                self.assertIn("feed.failed", lines[0])
                self.assertIn("feed.xml" if name == "unreachable" else f"/{name}.xml", lines[0])
                self.assertIn("next_s=", lines[0])

    def test_truncated_feed_gives_its_whole_items_and_one_warning(self):
        self.site.add(Item(1), Item(2))
        whole = self.site.feed_bytes("/feed.xml")
        self.site.fixed["/feed.xml"] = (200, "application/rss+xml", whole[:whole.rindex(b"<guid>")])
        self.configure()
        log = self.once()
        self.assertIn(Item(2).title, [r["item"]["title"] for r in self.readouts().values()])
        lines = [l for l in log.splitlines() if "feed.damaged" in l]
        self.assertEqual(len(lines), 1, log)
        self.assertIn("feed=releases", lines[0])
        self.assertIn("/feed.xml", lines[0])

    def test_page_that_fails_for_a_moment_is_waited_for(self):
        item, = self.site.add(Item(3))
        item.status = 503
        self.configure()
        running = self.start()
        self.assertIsNotNone(running.wait_line("page.waiting", item.path), running.log())
        item.status = 200
        self.assertIn("source=page", running.wait_line("item.spooled") or running.log())
        self.assertEqual(running.end(), 0)


if __name__ == "__main__":
    unittest.main()
