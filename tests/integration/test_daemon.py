"""The daemon as its administrator meets it: signals and exit codes."""
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
