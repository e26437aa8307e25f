"""A hub on loopback: it is asked, asks back, brings news, lies, denies and falls silent."""
import hashlib
import hmac
import http.client
import re
import signal
import socket
import subprocess
import threading
import unittest
import urllib.parse

from sample_site import BUILD, PATIENCE, Case, Item

TYPE = "application/rss+xml"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Hub:
    """At /hub of the site. `mode` is what it does with a request; its lease is `lease` seconds."""

    def __init__(self, site, lease=864000):
        self.site, self.lease, self.mode = site, lease, "verify"
        self.orders = []  # forms, in order of arrival
        self.echoes = []  # (status, whether the challenge came back) of its questions
        site.own_ways["/hub"] = site.own_ways["/new/hub"] = self.take

    def take(self, handler):
        if self.mode == "elsewhere" and handler.path == "/hub":
            handler.rfile.read(int(handler.headers["Content-Length"]))
            handler.send_response(308)
            handler.send_header("Location", "/new/hub")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        order = {k: v[0] for k, v in urllib.parse.parse_qs(body, strict_parsing=True).items()}
        order["type"] = handler.headers["Content-Type"]
        self.orders.append(order)
        handler.send_response(500 if self.mode == "fail" else 202)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        if self.mode != "fail":
            threading.Thread(target=self.try_to_ask, args=(order,), daemon=True).start()

    def try_to_ask(self, order):
        try:
            self.ask(order)
        except (OSError, http.client.HTTPException):
            """The daemon was killed."""

    def ask(self, order, **other):
        query = {"hub.mode": order["hub.mode"], "hub.topic": order["hub.topic"], "hub.challenge": "ch&=%/ü 1",
                 "hub.lease_seconds": str(self.lease), **{"hub." + k: v for k, v in other.items()}}
        status, body = self.call(order["hub.callback"] + "?" + urllib.parse.urlencode(query))
        self.echoes.append((status, body == query["hub.challenge"].encode()))
        return status

    @staticmethod
    def call(url, method="GET", body=None, headers=None):
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
        try:
            connection.request(method, url[url.index(parts.netloc) + len(parts.netloc):], body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def push(self, body, order=None, method="sha256", key=None, signature=None):
        order = order or self.orders[-1]
        digest = hmac.new((key or order["hub.secret"]).encode(), body, method).hexdigest()
        headers = {"Content-Type": TYPE, "X-Hub-Signature": signature or f"{method}={digest}"}
        return self.call(order["hub.callback"], "POST", body, headers)[0]


class WebSub(Case):
    def set_up(self, *more, hub_link=True, lease=864000, feeds=None):
        self.port = free_port()
        self.hub = Hub(self.site, lease)
        if hub_link:
            plain = self.site.feed_bytes
            link = (f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="{self.site.base}/hub"/>'
                    f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="{self.site.base}/feed.xml"/>')
            self.site.feed_bytes = lambda path: plain(path).replace(b"<channel>", b"<channel>" + link.encode())
        self.more = (f'websub_listen = "127.0.0.1:{self.port}"',
                     f'websub_callback = "http://127.0.0.1:{self.port}/push"', *more)
        self.configure("interval = 1h", *self.more, feeds=feeds)

    def subscribed(self, running):
        line = running.wait_line("push.subscribed")
        self.assertIsNotNone(line, running.log())
        return line

    def document(self, *items):
        """What a hub brings: the feed with these alone, which no poll has shown."""
        entries = "".join(i.entry(self.site.base) for i in items)
        return f'<rss version="2.0"><channel><title>Releases</title>{entries}</channel></rss>'.encode()

    def publish(self, item):
        """An item that the hub brings and that has its page, but that stands in no feed."""
        self.site.fixed[item.path] = (200, "text/html; charset=utf-8", item.page())
        return self.document(item)

    def links(self):
        return sorted(r["item"]["link"] for r in self.readouts().values())

    def test_from_discovery_to_the_spool_and_over_a_restart(self):
        self.set_up()
        self.site.add(Item(1))
        running = self.start()
        self.subscribed(running)
        order = self.hub.orders[0]
        self.assertEqual(order["type"], "application/x-www-form-urlencoded")
        self.assertEqual((order["hub.mode"], order["hub.topic"], order["hub.lease_seconds"]),
                         ("subscribe", self.site.base + "/feed.xml", "864000"))
        path = order["hub.callback"].rsplit("/", 1)
        self.assertEqual(path[0], f"http://127.0.0.1:{self.port}/push")
        self.assertRegex(path[1], "^[0-9a-f]{40}$")
        self.assertRegex(order["hub.secret"], "^[0-9a-f]{64}$")
        self.until(lambda: self.hub.echoes, "an answer")
        self.assertEqual(self.hub.echoes, [(200, True)])
        forged = self.publish(Item(2))
        self.assertEqual(self.hub.push(forged, key="guess"), 200)
        self.assertEqual(self.hub.push(forged, method="sha1"), 200)
        self.assertEqual(self.hub.push(forged, signature="sha256=00"), 200)
        self.assertEqual(self.hub.call(order["hub.callback"], "POST", forged)[0], 200)
        self.assertIsNotNone(running.wait_line("push.refused", "no signature"), running.log())
        for n, method in enumerate(("sha256", "sha384", "sha512")):
            self.assertEqual(self.hub.push(self.publish(Item(3 + n)), method=method), 200)
            self.assertIsNotNone(running.wait_line("push.received", "new=1"), running.log())
        self.assertEqual(self.hub.push(self.publish(Item(5))), 200)
        want = [self.site.base + Item(n).path for n in (1, 3, 4, 5)]
        self.until(lambda: len(self.files()) >= 8, "what was pushed")
        self.assertEqual(running.end(), 0)
        again = self.start()
        self.assertIsNotNone(again.wait_line("daemon.started"))
        self.until(lambda: self.is_reached(), "a listener")
        self.assertEqual(self.hub.push(self.publish(Item(6))), 200)
        self.until(lambda: len(self.files()) >= 10, "what was pushed after the restart")
        self.assertEqual(again.end(), 0)
        self.assertEqual(self.links(), want + [self.site.base + Item(6).path])
        self.assertEqual(len(self.hub.orders), 1)
        self.shown(running.log() + again.log(), order)

    def is_reached(self):
        try:
            return self.hub.call(f"http://127.0.0.1:{self.port}/push/0")[0] == 404
        except OSError:
            return False

    def shown(self, log, order):
        """In status and metrics; the secret and the address are nowhere."""
        words = [BUILD / "readoutctl", "status", "--state", self.folder / "state"]
        status = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
        self.assertRegex(status, r"releases +active +20\S+Z +20\S+Z +5 +4 +http://127.0.0.1:\d+/hub\n")
        words[1] = "metrics"
        metrics = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
        for line in ("readoutd_feed_pushes_total", "readoutd_feed_pushes_refused_total", "readoutd_feed_subscribed"):
            self.assertIn(line + '{feed="releases"} ', metrics)
        texts = [log, status, metrics, (self.folder / "state/status.json").read_text()]
        texts += [(self.spool / f).read_text() for f in self.files()]
        for text in texts:
            self.assertNotIn(order["hub.secret"], text)
            self.assertNotIn(order["hub.callback"].rsplit("/", 1)[1], text)

    def test_link_header_comes_first(self):
        self.set_up()

        def with_header(handler):
            body = self.site.feed_bytes("/feed.xml")
            handler.send_response(200)
            handler.send_header("Link", '</old>; rel=prev, </hub>; rel="hub"; title="a, b; rel=x"')
            handler.send_header("Link", f'<{self.site.base}/true.xml>; rel="self"')
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.site.own_ways["/feed.xml"] = with_header
        self.hub.mode = "elsewhere"
        self.subscribed(self.start())
        self.assertEqual(self.hub.orders[0]["hub.topic"], self.site.base + "/true.xml")

    def test_hub_at_a_private_address_is_not_asked(self):
        self.set_up()
        self.hub.site.base = self.site.base
        plain = self.site.feed_bytes
        self.site.feed_bytes = lambda path: plain(path).replace(b"127.0.0.1", b"127.0.0.2")
        running = self.start()
        self.assertIsNotNone(running.wait_line("push.failed", "127.0.0.2"), running.log())
        self.assertEqual(self.hub.orders, [])

    def test_lease_is_renewed_and_polls_return_when_it_ends(self):
        self.set_up("interval = 1s", lease=4)
        running = self.start()
        self.subscribed(running)
        self.subscribed(running)
        first, second = self.hub.orders[:2]
        self.assertEqual((first["hub.callback"], first["hub.secret"]), (second["hub.callback"], second["hub.secret"]))
        self.hub.lease = 8
        self.subscribed(running)
        self.assertEqual(self.hub.push(self.publish(Item(1))), 200)
        self.hub.mode = "fail"
        slow = running.wait_line("feed.polled", "next_s=")
        while int(re.search(r"next_s=(\d+)", slow)[1]) < 3:
            slow = running.wait_line("feed.polled", "next_s=")
            self.assertIsNotNone(slow, running.log())
        self.assertIsNotNone(running.wait_line("push.failed", "HTTP 500"), running.log())
        for _ in range(3):
            line = running.wait_line("feed.polled", "next_s=")
        self.assertLessEqual(int(re.search(r"next_s=(\d+)", line)[1]), 2, running.log())

    def test_hub_that_denies_is_not_relied_on(self):
        self.set_up("interval = 1s")
        running = self.start()
        self.subscribed(running)
        self.assertEqual(self.hub.push(self.publish(Item(1))), 200)
        slow = running.wait_line("feed.polled", "next_s=")
        while int(re.search(r"next_s=(\d+)", slow)[1]) < 900:
            slow = running.wait_line("feed.polled", "next_s=")
            self.assertIsNotNone(slow, running.log())
        order = self.hub.orders[0]
        self.assertEqual(self.hub.ask({**order, "hub.topic": "http://other.example/"}, mode="denied"), 404)
        self.assertEqual(self.hub.ask(order, mode="denied", reason=f"no {order['hub.secret']}"), 200)
        self.assertIsNotNone(running.wait_line("push.denied"), running.log())
        self.assertIsNotNone(running.wait_line("feed.polled", nth=3), running.log())
        self.assertEqual(self.hub.push(self.publish(Item(2))), 410)
        self.assertEqual(len(self.hub.orders), 1)
        self.assertNotIn(order["hub.secret"], running.log())

    def test_feed_that_is_removed_is_unsubscribed(self):
        self.set_up()
        running = self.start()
        self.subscribed(running)
        self.configure("interval = 1h", *self.more, feeds={"other": f'url = "{self.site.base}/other.xml"'})
        running.process.send_signal(signal.SIGHUP)
        self.assertIsNotNone(running.wait_line("push.ended"), running.log())
        self.assertEqual(self.hub.orders[1]["hub.mode"], "unsubscribe")
        self.assertNotIn("hub.secret", self.hub.orders[1])
        self.assertEqual(self.hub.orders[1]["hub.callback"], self.hub.orders[0]["hub.callback"])
        self.until(lambda: len(self.hub.echoes) == 2, "an answer")
        self.assertEqual(self.hub.echoes[1], (200, True))
        self.assertEqual(self.hub.push(self.publish(Item(1)), self.hub.orders[0]), 410)

    def test_another_address_is_asked_for_at_a_reload(self):
        self.set_up()
        running = self.start()
        self.subscribed(running)
        old = self.hub.orders[0]["hub.callback"]
        port, self.port = self.port, free_port()
        self.configure("interval = 1h", *(line.replace(str(port), str(self.port)) for line in self.more))
        running.process.send_signal(signal.SIGHUP)
        self.subscribed(running)
        self.assertEqual(self.hub.orders[1]["hub.callback"], old.replace(str(port), str(self.port)))
        self.assertRaises(OSError, self.hub.call, old)
        self.assertEqual(self.hub.push(self.publish(Item(1))), 200)
        self.until(lambda: len(self.files()) == 2, "what was pushed")

    def test_killed_at_any_instant_what_was_pushed_stands_once(self):
        self.set_up("log_level = debug")
        running = self.start()
        self.subscribed(running)
        running.end(signal.SIGKILL)
        instants = [("push.received",), ("item.entered", "stage=article"), ("item.entered", "stage=digest"),
                    ("item.entered", "stage=keep"), ("item.entered", "stage=spool"), ("item.spooled",)]
        for n, instant in enumerate(instants):
            running = self.start()
            self.until(self.is_reached, "a listener")
            body, statuses = self.publish(Item(n)), []
            thread = threading.Thread(target=self.bring, args=(body, statuses))
            thread.start()
            self.assertIsNotNone(running.wait_line(*instant), running.log())
            self.assertEqual(running.end(signal.SIGKILL), -signal.SIGKILL)
            thread.join(PATIENCE)
            running = self.start()
            self.until(self.is_reached, "a listener")
            if statuses != [200]:
                self.assertEqual(self.hub.push(body), 200)
            self.until(lambda: len(self.files()) >= 2 * (n + 1), "what was pushed")
            self.assertEqual(running.end(), 0)
        self.assertEqual(self.links(), sorted(self.site.base + Item(n).path for n in range(len(instants))))

    def bring(self, body, statuses):
        try:
            statuses.append(self.hub.push(body))
        except (OSError, http.client.HTTPException):
            """It is brought again."""

    def talk(self, request):
        """What comes back for these bytes, until the other side closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as s:
            s.sendall(request)
            answer = b""
            while part := s.recv(65536):
                answer += part
        return answer

    def test_listener_is_bounded_and_strict(self):
        self.set_up(feeds={"releases": "max_body = 64k"})
        running = self.start()
        self.subscribed(running)
        order = self.hub.orders[0]
        path = urllib.parse.urlsplit(order["hub.callback"]).path
        post = f"POST {path} HTTP/1.1\r\nHost: x\r\n"
        body = self.publish(Item(1))
        digest = hmac.new(order["hub.secret"].encode(), body, "sha256").hexdigest()
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + 7]), body[i:i + 7]) for i in range(0, len(body), 7))
        cases = [
            (b"nonsense\r\n\r\n", 400),
            (b"DELETE / HTTP/1.1\r\n\r\n", 405),
            (b"GET / HTTP/3.0\r\n\r\n", 505),
            (b"GET /push/%s HTTP/1.1\r\n\r\n" % (b"0" * 40), 404),
            (b"POST /push/%s HTTP/1.1\r\nContent-Length: 9\r\n\r\n123456789" % (b"0" * 40), 404),
            (b"GET /%s HTTP/1.1\r\n\r\n" % (b"x" * 20000), 414),
            (b"GET / HTTP/1.1\r\na: %s\r\n\r\n" % (b"x" * 20000), 431),
            ((post + "Content-Length: 65537\r\n\r\n").encode() + b"x" * 65537, 413),
            ((post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n").encode(), 400),
            ((post + "Transfer-Encoding: chunked\r\n\r\nfffffff\r\n").encode(), 413),
            ((post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n").encode(), 400),
            ((post + "Transfer-Encoding: gzip\r\n\r\n").encode(), 501),
        ]
        for request, status in cases:
            with self.subTest(request=request[:60]):
                self.assertEqual(self.talk(request).split(b" ", 2)[1], b"%d" % status)
        whole = (post + f"Transfer-Encoding: chunked\r\nX-Hub-Signature: sha256={digest}\r\n"
                 "Expect: 100-continue\r\n\r\n").encode() + chunks + b"0\r\nTrailer: x\r\n\r\n"
        self.assertRegex(self.talk(whole), rb"^HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
        self.until(lambda: len(self.files()) == 2, "what came in chunks")
        # Those who say nothing take no more than the places there are, and end by themselves.
        idle = [socket.create_connection(("127.0.0.1", self.port), timeout=2 * PATIENCE) for _ in range(64)]
        late = socket.create_connection(("127.0.0.1", self.port), timeout=2 * PATIENCE)
        late.sendall(b"GET / HTTP/1.1\r\n\r\n")
        idle[0].close()
        self.assertEqual(late.recv(65536).split(b" ", 2)[1], b"404")
        for s in (*idle, late):
            s.close()
        self.assertEqual(running.end(), 0)


if __name__ == "__main__":
    unittest.main()
