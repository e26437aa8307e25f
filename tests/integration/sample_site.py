"""A publisher on loopback and a readoutd that watches it: what the integration tests stand on.

The site answers with ETag and Last-Modified, 304 where nothing changed, and counts who asked for what. It also takes
the webhooks that the daemon sends. Everything in it can be switched while it serves.
"""
import collections
import email.utils
import hashlib
import html
import http.server
import json
import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

BUILD = Path(os.environ.get("BUILD_DIR", "build")).resolve()
PROGRAM = BUILD / "readoutd"
PATIENCE = 30  # seconds that anything may take on a loaded machine
FIRST_DAY = 1746486000  # 2025-05-05T23:00:00Z

PLACES = ("Lisbon", "Oslo", "Manila", "Nairobi", "Lima", "Seoul", "Warsaw", "São Paulo", "Ottawa", "Tallinn")
TOPICS = ("port security", "air defence", "joint training", "maritime patrols", "rescue at sea", "medical aid")


class Item:
    """One story: its entry in the feed and its page. `status` is what the page answers, `text` its paragraphs."""

    def __init__(self, number, title=None):
        place, topic = PLACES[number % len(PLACES)], TOPICS[number % len(TOPICS)]
        self.number = number
        self.path = f"/story/{number}.html"
        self.title = title or f"Readout {number} of talks in {place}"
        self.published = FIRST_DAY + 3600 * number
        self.status = 200
        self.text = [
            f"The minister of story {number} met the envoy in {place} on Monday — 🕊 with “calm” words — to discuss {topic}.",
            f"Both sides agreed in {place} to widen {topic} and to hold exercise number {number} in October near the coast.",
            f"The envoy thanked the minister for {number + 7} years of work on {topic} and invited the staff to a second visit.",
            f"Officials in {place} said that a report about {topic} would be ready before the end of the coming winter.",
            f"Talks about {topic} will go on next month, when the working group of {number + 3} members meets again in {place}.",
        ]

    def entry(self, base):
        date = email.utils.formatdate(self.published, usegmt=True)
        return (f"<item><title>{html.escape(self.title)}</title><link>{base}{self.path}</link>"
                f"<guid>{base}{self.path}</guid><pubDate>{date}</pubDate>"
                f"<description>{html.escape(self.text[0])}</description></item>")

    def page(self):
        paragraphs = "".join(f"<p>{html.escape(p)}</p>\n" for p in self.text)
        return (f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(self.title)}</title>'
                f"</head><body><nav><a href='/'>Home</a> <a href='/news'>News</a></nav><article>"
                f"<h1>{html.escape(self.title)}</h1>\n{paragraphs}</article>"
                f"<footer>Contact the press office</footer></body></html>").encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        own_way = self.server.site.own_ways.get(self.path)
        if own_way:
            own_way(self)
            return
        status, kind, body = self.server.site.answer(self.path)
        tag = '"%s"' % hashlib.sha256(body).hexdigest()[:16]
        if status == 200 and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        self.server.site.count(self.path, status)
        self.send_response(status)
        if status in (200, 304):
            self.send_header("ETag", tag)
            self.send_header("Last-Modified", email.utils.formatdate(FIRST_DAY, usegmt=True))
        if status != 304:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        own_way = self.server.site.own_ways.get(self.path)
        if own_way:
            own_way(self)
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.site.hook(dict((k.lower(), v) for k, v in self.headers.items()), body)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # many feeds are asked at once

    def handle_error(self, *_):
        """A daemon that was killed leaves its connections broken: nothing to tell."""


class Site:
    def __init__(self):
        self.feeds = {"/feed.xml": []}
        self.fixed = {}  # path: (status, content type, body), in place of what stands there
        self.own_ways = {}  # path: a function of the handler, which answers as no server should
        self.hooks = []  # (headers, body) in order of arrival
        self.requests = collections.Counter()  # (path, status): how often
        self.lock = threading.Lock()
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.site = self
        self.base = "http://127.0.0.1:%d" % self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def feed_bytes(self, path):
        return self.feed_of(reversed(self.feeds[path]))

    def feed_of(self, items):
        entries = "".join(item.entry(self.base) for item in items)
        return (f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Releases</title>'
                f"<link>{self.base}/</link><description>Of the sample</description>{entries}</channel></rss>").encode()

    def answer(self, path):
        with self.lock:
            if path in self.fixed:
                return self.fixed[path]
            if path in self.feeds:
                return 200, "application/rss+xml", self.feed_bytes(path)
            for item in (i for items in self.feeds.values() for i in items):
                if item.path == path:
                    return item.status, "text/html; charset=utf-8", item.page()
        return 404, "text/plain", b"no such page"

    def count(self, path, status):
        with self.lock:
            self.requests[path, status] += 1

    def hook(self, headers, body):
        with self.lock:
            self.hooks.append((headers, body))

    def add(self, *items, path="/feed.xml"):
        with self.lock:
            self.feeds.setdefault(path, []).extend(items)
        return items

    def asked(self, path, status=200):
        with self.lock:
            return self.requests[path, status]


class Running:
    """A daemon in the foreground; its log is read by a thread, so that it never waits for us."""

    def __init__(self, words):
        self.process = subprocess.Popen([str(w) for w in words], stderr=subprocess.PIPE, text=True, errors="replace")
        self.lines, self.fresh = [], queue.Queue()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))
            self.fresh.put(line)
        self.fresh.put(None)

    def wait_line(self, *parts, nth=1):
        """The nth line that came since the last call and holds all parts; None when the daemon ended before."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                line = self.fresh.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {parts} in {PATIENCE} s:\n{self.log()}") from None
            if line is None:
                return None
            if all(part in line for part in parts):
                nth -= 1
                if nth == 0:
                    return line

    def end(self, number=signal.SIGTERM):
        """Sends the signal, waits, and returns the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.wait()

    def wait(self):
        status = self.process.wait(PATIENCE)
        self.thread.join(PATIENCE)
        self.process.stderr.close()
        return status

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        if not self.process.stderr.closed:
            self.wait()

    def log(self):
        return "\n".join(self.lines)

    def trouble(self):
        """The lines that are a warning or an error."""
        return [line for line in self.lines if line[:3] in ("<3>", "<4>")]


class Case(unittest.TestCase):
    """Each test has its own site, folder and daemon."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.spool = self.folder / "spool"
        self.config = self.folder / "readoutd.conf"
        self.site = Site()
        self.addCleanup(self.site.close)

    def configure(self, *more, feeds=None, backlog="all"):
        """Writes the configuration: `feeds` maps a name to the lines of its block beside the address."""
        feeds = {"releases": ""} if feeds is None else feeds
        lines = [f'state_dir = "{self.folder}/state"', f'spool_dir = "{self.spool}"', "interval = 1s",
                 "min_interval = 1s", "page_deadline = 2s", "allow_private = true", f"backlog = {backlog}",
                 "workers = 1", "min_free = 0", *more]
        for name, block in feeds.items():
            url = "" if "url =" in block else f'url = "{self.site.base}/feed.xml"'
            lines.append(f'feed "{name}" {{\n{url}\n{block}\n}}')
        self.config.write_text("\n".join(lines) + "\n")

    def start(self, *words):
        running = Running([PROGRAM, "--foreground", "--config", self.config, *words])
        self.addCleanup(running.close)
        return running

    def once(self, status=0):
        """One pass over all feeds; returns the log."""
        return self.one_pass(status).log()

    def one_pass(self, status=0):
        """The same; returns what ran."""
        running = self.start("--once", "--all")
        self.assertEqual(running.wait(), status, running.log())
        return running

    def files(self):
        return sorted(str(p.relative_to(self.spool)) for p in self.spool.rglob("*") if p.is_file())

    def readouts(self):
        """Every .json of the spool by name, each with its .md beside it and nothing else there."""
        names = self.files()
        jsons = [n for n in names if n.endswith(".json")]
        self.assertEqual(names, sorted(jsons + [n[:-5] + ".md" for n in jsons]))
        return {n: json.loads((self.spool / n).read_text()) for n in jsons}

    def ends_with_all(self, running, count, end=True):
        """Each item of the feed stands in the spool once; then the daemon ends."""
        self.until(lambda: sum(f.endswith(".json") for f in self.files()) >= count, f"{count} items")
        if end:
            self.assertEqual(running.end(), 0)
        links = sorted(r["item"]["link"] for r in self.readouts().values())
        self.assertEqual(links, sorted(self.site.base + i.path for i in self.site.feeds["/feed.xml"]))

    def until(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            threading.Event().wait(0.02)
