"""How the daemon asks: what it takes from bombs, whom it leaves alone, what it says of itself, and to whom it shows its keys."""
import base64
import re
import subprocess
import threading
import unittest
import zlib

from sample_site import BUILD, PROGRAM, Case, Item

BOMB = 1 << 30
BLANKS = b" " * (1 << 20)
HEAD = b'<?xml version="1.0"?><rss version="2.0"><channel><title>'
GROWTH_KB = 40 << 10  # what a bomb may add to a daemon that polls a feed that is well
SANITIZED = b"__asan_init" in PROGRAM.read_bytes()  # memory of such a build tells nothing

# A brotli stream of HEAD and BOMB blanks, made once with quality 5, itself packed by zlib.
BROTLI = zlib.decompress(base64.b64decode(
    "eNo7//9/PcMRTXepgjtcT6ert/Na8IV8L70UKr4pMTnHZrpyR9nSP3zbwq8Lvo7iT75r8qaB/d5/5n///zMrMAq0sy6o/n8eZIAKw6MNDCXv"
    "///8/5+/gcVBRqzh3V/7////M05g6DjMdGHv/+f//9szCDEURjDs+v7/z///7A5MCnzcDt//zQeqYvBgOJLI+OLe/8///8szcDZY6DDc/V0/"
    "asmoJUPPkuO8DCA7lBgYAef9wsQ="))


def gzip_bomb():
    packer = zlib.compressobj(9, wbits=31)
    start = packer.compress(HEAD) + packer.flush(zlib.Z_FULL_FLUSH)
    inner = zlib.compressobj(9, wbits=-15)
    piece = inner.compress(BLANKS) + inner.flush(zlib.Z_FULL_FLUSH)
    return start + piece * (BOMB // len(BLANKS))


def nested_bomb():
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(gzip_bomb()) + packer.flush()


def zstd_bomb():
    """A frame (RFC 8878) of one raw block and of blocks that repeat a byte 128 KiB times."""
    raw = (len(HEAD) << 3).to_bytes(3, "little") + HEAD
    repeat = (131072 << 3 | 1 << 1).to_bytes(3, "little") + b" "
    last = (131072 << 3 | 1 << 1 | 1).to_bytes(3, "little") + b" "
    return b"\x28\xb5\x2f\xfd\x00\x58" + raw + repeat * (BOMB // 131072 - 1) + last


def answer(handler, status=200, body=b"", **headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), str(value))
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


class Manners(Case):
    def peak_kb(self, feeds, event, times):
        """The most that the daemon holds while this event comes so often."""
        self.configure("backlog = all", feeds=feeds)
        running = self.start()
        for _ in range(times):
            self.assertIsNotNone(running.wait_line(event), running.log())
        with open(f"/proc/{running.process.pid}/status") as file:
            peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
        self.assertEqual(running.end(), 0)
        return peak, running

    def test_bombs_are_cut_off_in_small_memory(self):
        self.site.add(Item(1))
        calm, _ = self.peak_kb({"releases": ""}, "feed.polled", 1)
        bombs = {"gzip": ("gzip", gzip_bomb()), "nested": ("gzip, gzip", nested_bomb()), "zstd": ("zstd", zstd_bomb()),
                 "brotli": ("br", BROTLI)}
        feeds = {name: f'url = "{self.site.base}/{name}.xml"' for name in bombs}
        self.site.add(*(Item(n) for n in range(2, 2 + len(bombs))))
        for n, (name, (coding, body)) in enumerate(bombs.items(), 2):
            for path in (f"/{name}.xml", Item(n).path):
                self.site.own_ways[path] = lambda h, c=coding, b=body: answer(h, body=b, Content_Encoding=c)
        for feeds, event in ((feeds, "feed.failed"), ({"releases": ""}, "page.failed")):
            peak, running = self.peak_kb(feeds, event, len(bombs))
            lines = [line for line in running.trouble() if event in line]
            self.assertEqual(len(lines), len(bombs))
            for line in lines:
                self.assertIn("max_body: body larger than 8388608 bytes", line)
            print("calm:", calm, "kB, with bombs:", peak, "kB,", event)
            if not SANITIZED:
                self.assertLess(peak - calm, GROWTH_KB)

    def test_cut_document_is_asked_for_in_full_again(self):
        """It ends early, and nothing in the protocol says so: neither a length nor the end of the last chunk."""
        asked, whole = [], threading.Event()
        self.site.add(Item(1), Item(2))

        def close_early(handler):
            body = self.site.feed_bytes("/feed.xml")
            asked.append(handler.headers["If-None-Match"])
            handler.send_response(304 if asked[-1] else 200)
            handler.send_header("ETag", '"same"')
            handler.send_header("Connection", "close")
            handler.end_headers()
            handler.wfile.write(b"" if asked[-1] else body if whole.is_set() else body[:body.rindex(b"<guid>")])
            handler.close_connection = True

        self.site.own_ways["/feed.xml"] = close_early
        self.configure()
        self.assertIn("feed.damaged", self.once())
        self.once()
        self.assertEqual([r["item"]["title"] for r in self.readouts().values()], [Item(2).title])
        whole.set()
        self.once()
        self.once()
        self.assertEqual(asked, [None, None, None, '"same"'])
        self.assertEqual({r["item"]["title"] for r in self.readouts().values()}, {Item(1).title, Item(2).title})

    def test_delta_that_does_not_fit_is_had_in_full(self):
        """First one by another method than was asked for, then one that nobody asked for: both name the next instance."""
        first, second, third = Item(1), Item(2), Item(3)
        asked = []

        def changes(handler):
            asked.append((handler.headers["If-None-Match"], handler.headers["A-IM"]))
            whole = 200, None, '"4"', [first, second, third]
            turns = {1: (200, None, '"1"', [first]), 2: (226, "vcdiff", '"2"', [first, second]), 3: (226, "feed", '"3"', [third])}
            status, method, tag, items = turns.get(len(asked), whole)
            if asked[-1][0] == tag:
                status, items = 304, []
            body = b"\xd6\xc3\xc4" if method == "vcdiff" else self.site.feed_of(items)
            answer(handler, status, b"" if status == 304 else body, ETag=tag, **({"IM": method} if method else {}))

        self.site.own_ways["/feed.xml"] = changes
        self.configure()
        log = [self.once(status) for status in (0, 75, 0, 0, 0)]
        self.assertEqual(asked, [(None, None), ('"1"', "feed"), (None, None), (None, None), ('"4"', "feed")], log)
        self.assertIn('HTTP 226 by', log[1])
        self.assertEqual({r["item"]["title"] for r in self.readouts().values()}, {i.title for i in (first, second, third)})

    def test_permanent_redirect_is_adopted_and_given_up_when_it_is_gone(self):
        self.adopt_and_give_up(410, 1)

    def test_permanent_redirect_is_adopted_and_given_up_when_it_fails_as_often(self):
        self.adopt_and_give_up(404, 3)

    def adopt_and_give_up(self, status, times):
        asked, dead = [], threading.Event()
        self.site.add(Item(1))

        def old(handler):
            asked.append("old")
            if dead.is_set():
                answer(handler, body=self.site.feed_bytes("/feed.xml"), ETag='"old"')
            else:
                answer(handler, 301, Location="new.xml#top")

        def new(handler):
            asked.append(handler.headers["If-None-Match"])
            known = asked[-1] == '"new"'
            answer(handler, status if dead.is_set() else 304 if known else 200, b"" if known else self.site.feed_bytes("/feed.xml"),
                   ETag='"new"')

        self.site.own_ways.update({"/feed.xml": old, "/new.xml": new})
        self.configure()
        log = [self.once() for _ in range(4)]
        self.assertEqual(asked, ["old", None, "old", '"new"', "old", '"new"', '"new"'])
        self.assertEqual([entry.count("feed.moved") for entry in log], [0, 0, 1, 0])
        dead.set()
        log = [self.once(75) for _ in range(times)]
        self.assertEqual([entry.count("feed.returned feed=releases") for entry in log], [0] * (times - 1) + [1])
        self.assertNotIn("feed.gone", log[-1])
        self.site.add(Item(2))
        self.once()
        self.assertEqual(asked[-2:], ['"new"', "old"])
        self.assertEqual({r["item"]["title"] for r in self.readouts().values()}, {Item(1).title, Item(2).title})

    def test_host_that_asks_for_a_pause_gets_it_for_all_its_feeds(self):
        asked = []

        def slow_down(handler):
            asked.append(handler.path)
            answer(handler, 429, Retry_After=3600)

        names = [f"f{n}" for n in range(6)]
        for name in names:
            self.site.own_ways[f"/{name}.xml"] = slow_down
        self.configure("per_host = 1", feeds={name: f'url = "{self.site.base}/{name}.xml"' for name in names})
        log = self.once(75)
        self.assertEqual(len(asked), 1, log)
        self.assertEqual(log.count("feed.held"), 5, log)
        self.assertRegex(log, r"feed.failed feed=f\d .*status=429 .*next_s=3[67]\d\d")
        # A new start keeps the promise.
        self.once()
        self.assertEqual(len(asked), 1)

    def test_wishes_of_a_document_hold_when_it_is_unchanged(self):
        body = self.site.feed_bytes("/feed.xml").replace(b"<description>", b"<ttl>120</ttl><description>", 1)
        self.site.fixed["/feed.xml"] = (200, "application/rss+xml", body)
        self.configure()
        for status in (200, 304):
            line = next(line for line in self.once().splitlines() if "feed.polled" in line)
            self.assertIn(f"status={status} ", line)
            self.assertGreaterEqual(int(re.search(r"next_s=(\d+)", line)[1]), 7200)

    def test_feed_without_a_written_interval_is_asked_by_its_rhythm(self):
        self.site.add(*(Item(24 * n) for n in range(12)))
        self.configure(backlog=0)
        text = self.config.read_text().replace("interval = 1s\nmin_interval = 1s", "min_interval = 1m", 1)
        self.config.write_text(text)
        line = next(line for line in self.once().splitlines() if "feed.polled" in line)
        self.assertGreater(int(re.search(r"next_s=(\d+)", line)[1]), 3600)

    def test_keys_of_a_feed_go_to_its_own_origin_only(self):
        seen = []

        def guarded(handler):
            seen.append(dict(handler.headers))
            good = handler.headers["Authorization"] == "Basic " + base64.b64encode(b"desk:s3cret").decode()
            if good and handler.headers["X-Key"] == "k3y":
                answer(handler, body=self.site.feed_bytes("/feed.xml"), Content_Type="application/rss+xml")
            else:
                answer(handler, 401)

        secret = self.folder / "password"
        secret.write_text("s3cret\n")
        secret.chmod(0o600)
        item, = self.site.add(Item(1))
        page_seen = []
        self.site.own_ways["/guarded.xml"] = guarded

        def page(handler):
            page_seen.append(dict(handler.headers))
            answer(handler, body=item.page(), Content_Type="text/html")

        self.site.own_ways[item.path] = page
        block = (f'url = "{self.site.base}/guarded.xml"\nuser = "desk"\npassword_file = "{secret}"\n'
                 'headers = {"X-Key: k3y"}\nuser_agent = "desk/1 (+mailto:a@b.example)"')
        self.configure(feeds={"guarded": block})
        log = self.once()
        self.assertIn("feed.polled feed=guarded", log)
        self.assertEqual(seen[0]["User-Agent"], "desk/1 (+mailto:a@b.example)")
        self.assertIn("X-Key", page_seen[0])  # the page has the feed's own origin
        printed = subprocess.run([PROGRAM, "--check-config", "--config", self.config], capture_output=True, text=True)
        for text in (log, printed.stdout):
            self.assertNotIn("s3cret", text)
            self.assertNotIn("k3y", text)
        secret.chmod(0o644)
        refused = subprocess.run([PROGRAM, "--check-config", "--config", self.config], capture_output=True, text=True)
        self.assertEqual(refused.returncode, 78)
        self.assertIn(str(secret), refused.stderr)

    def test_trial_of_a_feed_tells_all_about_one_poll(self):
        self.site.add(Item(1), Item(2))
        self.configure(feeds={"releases": 'headers = {"X-Key: k3y"}'})

        def trial(what):
            return subprocess.run([BUILD / "readoutctl", "poll", what, "--config", self.config], capture_output=True,
                                  text=True)
        good = trial("releases")
        self.assertEqual(good.returncode, 0, good.stderr)
        for part in ("> GET /feed.xml HTTP/1.1", "> X-Key: ***", "< HTTP/1.1 200 OK", "decision  read: rss-2.0, 2 items",
                     ": interval", "then      If-None-Match: "):
            self.assertIn(part, good.stdout)
        self.assertNotIn("k3y", good.stdout)
        bad = trial(f"{self.site.base}/nothing")
        self.assertEqual(bad.returncode, 69)
        self.assertIn("decision  failed: HTTP 404", bad.stdout)
        self.assertIn(": backoff", bad.stdout)
        self.assertEqual(trial("nobody").returncode, 64)
        self.assertFalse((self.folder / "state").exists())


if __name__ == "__main__":
    unittest.main()
