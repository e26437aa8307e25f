"""Hosts that trickle and hosts that flood: what they do to everybody else's feeds, and by what name each limit is told."""
import collections
import contextlib
import re
import socket
import threading
import time
import unittest

from sample_site import Case, Item

FEEDS = 60
INTERVAL = 5  # seconds
ROUNDS = 3  # polls of each feed that are looked at


class Trap:
    """A host of its own, where a function has each connection after its request was read."""

    def __init__(self, address, way):
        self.listener = socket.create_server((address, 0))
        self.base = "http://%s:%d" % self.listener.getsockname()
        self.way, self.over = way, threading.Event()
        self.feed = None  # what stands at /feed.xml, where the host is well
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self.answer, args=self.listener.accept()[:1], daemon=True).start()

    def answer(self, connection):
        with contextlib.suppress(OSError), connection:
            if b" /feed.xml " in connection.recv(65536) and self.feed:
                connection.sendall(START + b"Connection: close\r\n\r\n" + self.feed)
            else:
                self.way(self, connection)

    def close(self):
        self.over.set()
        self.listener.close()


START = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"


def trickle(trap, connection):
    """A byte now and then."""
    connection.sendall(START + b"\r\n")
    while not trap.over.wait(0.2):
        connection.sendall(b" ")


def flood(trap, connection):
    connection.sendall(START + b"\r\n<rss>")
    while not trap.over.is_set():
        connection.sendall(b" " * 65536)


def headers(trap, connection):
    connection.sendall(START)
    while not trap.over.is_set():
        connection.sendall(b"X-More: %s\r\n" % (b"x" * 8000))


def circle(trap, connection):
    """Each redirect leads to a place that was never seen."""
    connection.sendall(b"HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: /%d\r\n\r\n"
                       % time.monotonic_ns())


def silence(trap, _):
    trap.over.wait()


LIMITS = {"trickle": (trickle, "timeout: no whole answer in time"), "silence": (silence, "timeout: no whole answer in time"),
          "flood": (flood, "max_body: body larger than 8388608 bytes"), "headers": (headers, "headers: more than 300 kB"),
          "circle": (circle, "max_redirects: more than 10")}


class BadHosts(Case):
    def trap(self, number, way):
        trap = Trap(f"127.0.0.{number}", way)
        self.addCleanup(trap.close)
        return trap

    def test_all_others_are_polled_on_time(self):
        times = collections.defaultdict(list)
        self.site.add(Item(1))

        def note(handler):
            times[handler.path].append(time.monotonic())
            body = self.site.feed_bytes("/feed.xml")
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        paths = [f"/{n}.xml" for n in range(FEEDS)]
        self.site.own_ways = {path: note for path in paths}
        feeds = {f"f{n}": f'url = "{self.site.base}{path}"' for n, path in enumerate(paths)}
        for number, way in ((2, trickle), (3, flood)):
            feeds[way.__name__] = f'url = "{self.trap(number, way).base}/"'
        self.configure("host_gap_ms = 0", "per_host = 8", feeds=feeds, backlog=0)
        self.config.write_text(self.config.read_text().replace("interval = 1s", f"interval = {INTERVAL}s"))
        running = self.start()
        self.until(lambda: len(times) == FEEDS and min(map(len, list(times.values()))) >= ROUNDS, "all polls")
        self.assertEqual(running.end(), 0)
        gap = max(b - a for polls in times.values() for a, b in zip(polls, polls[1:]))
        print("longest gap: %.1f s, interval: %d s" % (gap, INTERVAL))
        self.assertLess(gap, 3 * INTERVAL)

    def test_each_limit_of_a_feed_is_told_by_its_name(self):
        feeds = {name: f'url = "{self.trap(n, way).base}/"' for n, (name, (way, _)) in enumerate(LIMITS.items(), 2)}
        deaf = socket.create_server(("127.0.0.9", 0), backlog=0)
        self.addCleanup(deaf.close)
        for _ in range(3):  # its queue is full then
            waiting = socket.socket()
            self.addCleanup(waiting.close)
            waiting.setblocking(False)
            waiting.connect_ex(deaf.getsockname())
        feeds["deaf"] = 'url = "http://%s:%d/"' % deaf.getsockname()
        self.configure("timeout = 8s", "connect_timeout = 2s", feeds=feeds)
        log = self.once(75)
        self.assertRegex(log, 'feed.failed feed=deaf .*error="connect_timeout: no connection in time"')
        for name, (_, text) in LIMITS.items():
            self.assertRegex(log, f'feed.failed feed={name} .*error="{re.escape(text)}"')

    def test_each_limit_of_a_page_is_told_by_its_name(self):
        """Such a page is done without, and the readout is made of what the feed says."""
        feeds = {}
        for n, (name, (way, _)) in enumerate(LIMITS.items(), 2):
            trap = self.trap(n, way)
            trap.feed = (f"<rss version='2.0'><channel><title>R</title><item><title>Talks of {name}</title>"
                         f"<link>{trap.base}/page</link><description>The minister met the envoy in Oslo to discuss "
                         f"{name} and rescue at sea.</description></item></channel></rss>").encode()
            feeds[name] = f'url = "{trap.base}/feed.xml"'
        self.configure("timeout = 8s", feeds=feeds)
        log = self.once()
        for name, (_, text) in LIMITS.items():
            self.assertRegex(log, f"page.failed feed={name} .*{re.escape(text)}")
        self.assertEqual({r["source"] for r in self.readouts().values()}, {"feed"})
        self.assertEqual(len(self.readouts()), len(LIMITS))


if __name__ == "__main__":
    unittest.main()
