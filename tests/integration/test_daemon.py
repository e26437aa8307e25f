"""The daemon as its administrator meets it: signals, reloads, exit codes."""
import signal
import socket
import threading
import time
import unittest
from pathlib import Path

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

    def test_sigterm_ends_it_in_time_while_everything_hangs(self):
        """A feed, a page, a webhook, a mail server and a program that never come to an end."""
        mail_server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(mail_server.close)
        over, seen = threading.Event(), set()
        self.addCleanup(over.set)
        for path in ("/hangs.xml", Item(2).path, "/hook"):
            self.site.own_ways[path] = lambda handler: seen.add(handler.path) or over.wait()
        self.site.add(Item(1), Item(2))
        script = self.folder / "script"
        script.write_text(f"#!/bin/sh\ntrap '' TERM\necho $$ >{self.folder}/pid\nmv {self.folder}/pid {self.folder}/runs\nexec sleep 1000\n")
        script.chmod(0o700)
        self.configure(
            "per_host = 8", f'notify "hook" {{\ntype = webhook\nurl = "{self.site.base}/hook"\n}}',
            'notify "mail" {\ntype = smtp\nurl = "smtp://127.0.0.1:%d"' % mail_server.getsockname()[1],
            'from = "a@news.example"\nto = {"b@news.example"}\n}',
            f'notify "program" {{\ntype = exec\ncommand = {{"{script}"}}\n}}',
            feeds={"releases": "", "hangs": f'url = "{self.site.base}/hangs.xml"'})
        running = self.start()
        connection, _ = mail_server.accept()
        self.addCleanup(connection.close)
        self.until((self.folder / "runs").exists, "the program")
        self.until(lambda: len(seen) == 3, "all that hang")
        begun = time.monotonic()
        self.assertEqual(running.end(), 0)
        self.assertLess(time.monotonic() - begun, 3)
        self.assertFalse(Path("/proc", (self.folder / "runs").read_text().strip()).exists())
        self.site.own_ways.clear()
        self.assertEqual(len(self.readouts()), 1)
        self.configure()
        self.once()
        self.assertEqual(len(self.readouts()), 2)

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

    def test_options_that_only_the_rooms_understand_are_checked_before_the_start(self):
        for line in ('ca_bundle = "/no/such"', 'connect_to = {"news.example"}', "log_level = loud",
                     'notify "desk" {\ntype = pigeon\n}'):
            with self.subTest(line):
                self.configure(line)
                for words in ((), ("--check-config",)):
                    running = self.start(*words)
                    self.assertEqual(running.wait(), 78, running.log())
                    self.assertIn(str(self.config), running.log())

    def test_bad_configuration_is_named_by_file_and_line_and_ends_with_78(self):
        self.configure("intervall = 1s")
        line = self.config.read_text().splitlines().index("intervall = 1s") + 1
        for words in ((), ("--check-config",)):
            running = self.start(*words)
            self.assertEqual(running.wait(), 78, running.log())
            self.assertIn(f"{self.config}:{line}: ", running.log())
            self.assertIn("did you mean 'interval'?", running.log())

    def test_a_selector_that_is_none_and_an_unknown_length_end_it_with_78(self):
        for option, said in (('select = {"p["}', 'selector "p["'), ('remove = {"a:hover"}', "pseudo-class"),
                             ("length = epic", "brief, summary or article")):
            self.configure(feeds={"releases": option})
            running = self.start("--check-config")
            self.assertEqual(running.wait(), 78, running.log())
            self.assertIn(said, running.log())


if __name__ == "__main__":
    unittest.main()
