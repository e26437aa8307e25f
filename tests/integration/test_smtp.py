"""Mail to a server of our own: what stands in it, that a refusal is tried again, and that a crash loses none.

A mail that may have arrived twice is known by its Message-ID, which is made of the event.
"""
import base64
import collections
import email
import email.policy
import signal
import socketserver
import threading
import unittest

from sample_site import Case, Item


class Session(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs that sends one mail."""

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        sink = self.server.sink
        self.say("220 desk.example ready")
        sender, receivers = None, []
        for line in iter(self.rfile.readline, b""):
            verb, _, rest = line.decode().strip().partition(" ")
            verb = verb.upper()
            if verb == "EHLO" and sink.login:
                self.say("250-desk.example")
                self.say("250 AUTH PLAIN")
                continue
            if verb == "AUTH":
                self.say("334 ")
                self.say("235 welcome" if self.rfile.readline().strip() == sink.login else "535 5.7.8 who are you")
                continue
            if verb == "MAIL":
                sender, receivers = rest, []
            elif verb == "RCPT":
                refusal = next((sink.refused[r] for r in sink.refused if r in rest), None)
                if refusal:
                    self.say(refusal)
                    continue
                receivers.append(rest)
            elif verb == "DATA":
                self.say("354 go on")
                self.say(sink.take(sender, receivers, self.read_mail()))
                continue
            self.say("221 bye" if verb == "QUIT" else "250 fine")

    def read_mail(self):
        lines = []
        for line in iter(self.rfile.readline, b".\r\n"):
            if not line:
                raise ConnectionError("the client left within a mail")
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_):
        """A daemon that was killed leaves its connection broken: nothing to tell."""


class Sink:
    """`answers` are given to the next mails in turn, then 250."""

    def __init__(self):
        self.mails = []  # (sender, receivers, bytes), also those that were refused
        self.answers = collections.deque()
        self.refused = {}  # receiver: what it is answered
        self.login = None  # what AUTH PLAIN must bring, where it is asked for
        self.arrived = None  # called with a mail before it is answered
        self.server = Server(("127.0.0.1", 0), Session)
        self.server.sink = self
        self.url = "smtp://127.0.0.1:%d" % self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def take(self, *mail):
        self.mails.append(mail)
        if self.arrived:
            self.arrived(mail)
        return self.answers.popleft() if self.answers else "250 kept"


def read(mail):
    return email.message_from_bytes(mail[2], policy=email.policy.default)


class Smtp(Case):
    def setUp(self):
        super().setUp()
        self.sink = Sink()
        self.addCleanup(self.sink.close)

    def configure_mail(self, *more, extra="", **how):
        self.configure(f'notify "desk" {{\ntype = smtp\nurl = "{self.sink.url}"\nfrom = "Watch <watch@news.example>"\n{extra}\n'
                       'to = {"desk@news.example", "Chief, The <chief@news.example>"}\n}', *more, **how)

    def test_mail_has_a_text_and_an_html_part_and_names_the_event(self):
        item, = self.site.add(Item(1))
        self.configure_mail()
        self.once()
        readout, = self.readouts().values()
        (sender, receivers, raw), = self.sink.mails
        self.assertIn("<watch@news.example>", sender)
        self.assertEqual([r.split("<")[1].split(">")[0] for r in receivers], ["desk@news.example", "chief@news.example"])
        mail = read(self.sink.mails[0])
        self.assertEqual(mail["Subject"], item.title)
        self.assertEqual(mail["Message-ID"], f"<{readout['event']}@news.example>")
        self.assertEqual(mail["From"].addresses[0].addr_spec, "watch@news.example")
        self.assertEqual([a.addr_spec for a in mail["To"].addresses], ["desk@news.example", "chief@news.example"])
        self.assertEqual([p.get_content_type() for p in mail.iter_parts()], ["text/plain", "text/html"])
        for part in mail.iter_parts():
            content = part.get_content()
            self.assertIn(item.title, content)
            self.assertIn(self.site.base + item.path, content)
            for sentence in readout["summary"]:
                self.assertIn(sentence["text"], content)
        self.assertTrue(all(len(line) <= 998 for line in raw.split(b"\r\n")))
        self.assertNotIn(b"\n", raw.replace(b"\r\n", b""))

    def test_title_cannot_add_a_header_or_end_the_mail(self):
        self.site.add(Item(1, "Talks\r\nBcc: all@news.example\r\n.\r\nQUIT\r\n\r\n<b>now</b> “é” " + "long " * 80))
        self.configure_mail()
        self.once()
        self.assertEqual(len(self.sink.mails), 1)
        mail = read(self.sink.mails[0])
        self.assertIsNone(mail["Bcc"])
        self.assertIn("Talks Bcc: all@news.example", mail["Subject"])
        self.assertNotIn("<b>", mail.get_body(("html",)).get_content())
        self.assertEqual(len(self.sink.mails[0][1]), 2)

    def test_login_by_the_password_of_a_file(self):
        password = self.folder / "password"
        password.write_text("s3cret\n")
        password.chmod(0o600)
        self.sink.login = base64.b64encode(b"\0watch\0s3cret")
        self.site.add(Item(1))
        login = f'user = "watch"\npassword_file = "{password}"'
        self.configure_mail(extra=login)
        self.once()
        self.assertEqual(len(self.sink.mails), 1)
        password.write_text("wr0ng\n")
        self.site.add(Item(2))
        log = self.once(75)
        self.assertIn("535 5.7.8 who are you", log)
        self.assertNotIn("wr0ng", log)
        self.assertEqual(len(self.sink.mails), 1)

    def test_refusal_for_now_is_told_and_tried_again(self):
        self.site.add(Item(1))
        self.sink.answers.append("451 4.3.0 greylisted, come back")
        self.configure_mail()
        running = self.start()
        line = running.wait_line("notify.failed") or running.log()
        for part in ("notify=desk", "feed=releases", "451 4.3.0 greylisted", "next_s="):
            self.assertIn(part, line)
        self.assertIsNotNone(running.wait_line("notify.sent"), running.log())
        self.assertEqual(running.end(), 0)
        first, second = self.sink.mails
        self.assertEqual(read(first)["Message-ID"], read(second)["Message-ID"])
        self.once()
        self.assertEqual(len(self.sink.mails), 2)

    def test_refusal_for_good_is_told_and_not_tried_again(self):
        self.site.add(Item(1))
        self.sink.answers.append("554 5.7.1 not here")
        self.configure_mail()
        log = self.once()
        line = next(line for line in log.splitlines() if "notify.given_up" in line)
        for part in ("notify=desk", "feed=releases", "554 5.7.1 not here"):
            self.assertIn(part, line)
        self.site.add(Item(2))
        self.once()
        self.assertEqual([read(m)["Subject"] for m in self.sink.mails], [Item(1).title, Item(2).title])

    def test_receiver_refused_for_good_costs_the_others_nothing(self):
        self.site.add(Item(1))
        self.sink.refused["chief@news.example"] = "550 5.1.1 no such user"
        self.configure_mail()
        log = self.once()
        (_, receivers, _), = self.sink.mails
        self.assertEqual([r.split("<")[1].split(">")[0] for r in receivers], ["desk@news.example"])
        line = next(line for line in log.splitlines() if "notify.refused" in line)
        for part in ("notify=desk", "chief@news.example: 550 5.1.1 no such user"):
            self.assertIn(part, line)
        self.assertIn("notify.sent", log)
        self.once()
        self.assertEqual(len(self.sink.mails), 1)

    def test_all_receivers_refused_for_good(self):
        self.site.add(Item(1))
        self.sink.refused["@news.example"] = "550 5.7.1 not here"
        self.configure_mail()
        line = next(line for line in self.once().splitlines() if "notify.given_up" in line)
        self.assertIn("550 5.7.1 not here", line)
        self.assertEqual(self.sink.mails, [])

    def test_receiver_refused_for_now_lets_nobody_have_it_twice(self):
        self.site.add(Item(1))
        self.sink.refused["chief@news.example"] = "450 4.2.0 greylisted"
        self.configure_mail()
        running = self.start()
        self.assertIn("450 4.2.0 greylisted", running.wait_line("notify.failed") or running.log())
        self.assertEqual(self.sink.mails, [])
        self.sink.refused.clear()
        self.assertIsNotNone(running.wait_line("notify.sent"), running.log())
        self.assertEqual(running.end(), 0)
        (_, receivers, _), = self.sink.mails
        self.assertEqual(len(receivers), 2)

    def test_server_that_takes_its_time_holds_up_nobody(self):
        self.site.add(Item(1))
        self.configure_mail()
        may_answer = threading.Event()
        self.addCleanup(may_answer.set)
        self.sink.arrived = lambda _: may_answer.wait()
        running = self.start()
        self.until(lambda: self.sink.mails, "a mail")
        for n in range(2, 4):
            self.site.add(Item(n))
            self.assertIsNotNone(running.wait_line("item.spooled", Item(n).title), running.log())
        may_answer.set()
        self.assertIsNotNone(running.wait_line("notify.sent"), running.log())
        self.assertEqual(running.end(), 0)

    def test_killed_at_a_mail_it_loses_none_and_doubles_by_the_same_id(self):
        """Killed before, while and after the server takes the mail."""
        self.configure_mail()
        for n in range(3):
            self.site.add(Item(2 * n), Item(2 * n + 1))
            if n < 2:
                self.kill_at_mail(answered=n == 1)
            else:
                running = self.start("--once", "--all")
                self.assertIsNotNone(running.wait_line("item.spooled"), running.log())
                running.end(signal.SIGKILL)
            self.once()
        events = {f"<{r['event']}@news.example>": r["item"]["title"] for r in self.readouts().values()}
        self.assertEqual(len(events), 6)
        self.assertEqual({(m["Message-ID"], m["Subject"]) for m in map(read, self.sink.mails)}, set(events.items()))
        self.assertGreater(len(self.sink.mails), len(events))

    def kill_at_mail(self, answered):
        """The server has a whole mail, and the daemon dies before or after it hears so."""
        running = self.start("--once", "--all")
        came, may_answer = threading.Event(), threading.Event()
        self.sink.arrived = lambda _: came.set() or answered or may_answer.wait()
        self.until(came.is_set, "a mail")
        running.end(signal.SIGKILL)
        self.sink.arrived = None
        may_answer.set()


if __name__ == "__main__":
    unittest.main()
