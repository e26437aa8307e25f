"""What comes from outside is bad: one clear line says which feed, which URL and what happens next, and the others go on."""
import http.server
import shutil
import ssl
import subprocess
import threading
import unittest
import zlib

from sample_site import PROGRAM, Case, Item

HUGE = 200 << 20
SPACE = b" " * (1 << 20)
MOST_KB = 64 << 10  # resident, of the daemon: a third of the body
SANITIZED = b"__asan_init" in PROGRAM.read_bytes()  # memory of such a build tells nothing


def send(handler, headers, parts):
    """An answer with the body in parts, which the client may leave at any."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/xml")
    for name, value in headers.items():
        handler.send_header(name, str(value))
    handler.end_headers()
    for part in parts:
        handler.wfile.write(part)


class BadInput(Case):
    def feed(self, name):
        """The lines of a feed's block whose address is /NAME.xml of the site."""
        return f'url = "{self.site.base}/{name}.xml"'

    def told(self, running, feed, url, *parts):
        """The one line of trouble about a feed: it names URL and what happens next."""
        lines = [line for line in running.trouble() if f"feed={feed} " in line]
        self.assertEqual(len(lines), 1, running.log())
        self.assertIn(url, lines[0])
        self.assertRegex(lines[0], r" next(_s=[1-9]|=)")
        for part in parts:
            self.assertIn(part, lines[0])

    def poll(self, feeds, *more, status=75):
        """One pass over `releases`, which is well, and the feeds that are not; returns what ran."""
        self.site.add(Item(1))
        self.configure(*more, feeds={**feeds, "releases": ""})
        running = self.one_pass(status)
        self.assertEqual([r["feed"] for r in self.readouts().values()].count("releases"), 1, running.log())
        return running

    def test_host_that_cannot_be_reached(self):
        ran = self.poll({"away": 'url = "http://127.0.0.1:1/feed.xml"'})
        self.told(ran, "away", "http://127.0.0.1:1/feed.xml", "feed.failed", "connection refused")

    @unittest.skipUnless(shutil.which("openssl"), "no openssl to make a certificate with")
    def test_certificate_that_nobody_signed(self):
        pem = self.folder / "self.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "9",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", pem, "-out", self.folder / "cert"],
                       check=True, capture_output=True)
        with open(pem, "ab") as file:
            file.write((self.folder / "cert").read_bytes())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
        server.handle_error = lambda *_: None
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        self.addCleanup(lambda: (server.shutdown(), thread.join(), server.server_close()))
        url = "https://127.0.0.1:%d/feed.xml" % server.server_port
        self.told(self.poll({"secure": f'url = "{url}"'}), "secure", url, "feed.failed", "certificate not trusted")

    def test_refusal_with_a_page(self):
        self.site.fixed["/denied.xml"] = (403, "text/html", b"<html><body><h1>Access Denied</h1></body></html>")
        self.told(self.poll({"denied": self.feed("denied")}), "denied", "/denied.xml", "feed.failed", "HTTP 403")

    def test_page_in_place_of_a_feed_names_the_feeds_it_advertises(self):
        self.site.fixed["/page.xml"] = (200, "text/html", b"""<!DOCTYPE html><html><head><title>News</title>
            <link rel="alternate" type="application/rss+xml" title="All" href="/all.rss">
            <link rel="alternate" type="application/atom+xml" href="https://news.example/atom"></head></html>""")
        ran = self.poll({"page": self.feed("page")})
        self.told(ran, "page", "/page.xml", "feed.failed", f"{self.site.base}/all.rss", "https://news.example/atom")

    def test_page_that_advertises_none(self):
        self.site.fixed["/page.xml"] = (200, "text/html", b"<!DOCTYPE html><html><body><p>Welcome</p></body></html>")
        self.told(self.poll({"page": self.feed("page")}), "page", "/page.xml", "feed.failed",
                  "a web page, not a feed")

    def test_answer_without_a_body(self):
        self.site.fixed["/empty.xml"] = (200, "application/xml", b"")
        self.told(self.poll({"empty": self.feed("empty")}), "empty", "/empty.xml", "feed.failed")

    def test_truncated_feed_gives_its_whole_items(self):
        self.site.add(Item(101), Item(102), path="/cut.xml")
        whole = self.site.feed_bytes("/cut.xml")
        self.site.fixed["/cut.xml"] = (200, "application/rss+xml", whole[:whole.rindex(b"<guid>")])
        ran = self.poll({"cut": self.feed("cut")}, status=0)
        self.assertIn(Item(102).title, [r["item"]["title"] for r in self.readouts().values()])
        self.told(ran, "cut", "/cut.xml", "feed.damaged")

    def test_item_without_link_title_and_date(self):
        self.site.fixed["/bare.xml"] = (200, "application/rss+xml", b"""<rss version="2.0"><channel><title>B</title>
            <item></item>
            <item><description>The minister met the envoy in Oslo to discuss port security and rescue at sea.</description></item>
            <item><title>Talks in Lima</title></item></channel></rss>""")
        ran = self.poll({"bare": self.feed("bare")}, status=0)
        bare = {r["item"]["title"]: r for r in self.readouts().values() if r["feed"] == "bare"}
        self.assertIn("Talks in Lima", bare)
        self.assertIsNone(bare["Talks in Lima"]["item"]["published"])
        self.assertEqual({r["source"] for r in bare.values()}, {"feed"})
        self.told(ran, "bare", "/bare.xml")

    def test_page_that_fails_for_a_moment_is_waited_for(self):
        item, = self.site.add(Item(3))
        item.status = 503
        self.configure()
        running = self.start()
        self.assertIsNotNone(running.wait_line("page.waiting", item.path), running.log())
        item.status = 200
        self.assertIn("source=page", running.wait_line("item.spooled") or running.log())
        self.assertEqual(running.end(), 0)

    def test_huge_answers_leave_the_memory_small(self):
        """200 MB, announced by Content-Length, in chunks without end, and as 200 kB that unpack to it."""
        packer = zlib.compressobj(1, wbits=31)
        packed = b"".join(packer.compress(SPACE) for _ in range(HUGE // len(SPACE))) + packer.flush()
        many = HUGE // len(SPACE)
        measured = threading.Event()
        ways = {
            "long": lambda h: send(h, {"Content-Length": HUGE}, [SPACE] * many),
            "chunks": lambda h: send(h, {"Transfer-Encoding": "chunked"}, [b"%x\r\n%s\r\n" % (len(SPACE), SPACE)] * many),
            "packed": lambda h: send(h, {"Content-Encoding": "gzip", "Content-Length": len(packed)}, [packed]),
        }
        self.site.own_ways = {f"/{name}.xml": way for name, way in ways.items()}
        item, = self.site.add(Item(1))
        self.site.own_ways[item.path] = lambda h: measured.wait() and send(h, {"Content-Length": 0}, [])
        self.configure(feeds={**{name: self.feed(name) for name in ways}, "releases": ""})
        running = self.start("--once", "--all")
        for _ in ways:
            self.assertIsNotNone(running.wait_line("feed.failed"), running.log())
        with open(f"/proc/{running.process.pid}/status") as file:
            peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
        measured.set()
        self.assertEqual(running.wait(), 75)
        print("the daemon's peak:", peak, "kB")
        if not SANITIZED:
            self.assertLess(peak, MOST_KB)
        for name in ways:
            self.told(running, name, f"/{name}.xml", "feed.failed", "larger than")
        self.assertEqual([r["feed"] for r in self.readouts().values()], ["releases"])


if __name__ == "__main__":
    unittest.main()
