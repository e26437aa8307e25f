"""readoutctl as a person or a script meets it: answers, exit codes, one line for each failure."""
import http.server
import json
import os
import subprocess
import tempfile
import threading
import unittest

PROGRAM = os.path.join(os.environ.get("BUILD_DIR", "build"), "readoutctl")

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Releases</title>
<item><title>Readout of a call</title><link>https://news.example/1</link><guid>1</guid>
<pubDate>Mon, 05 May 2025 23:00:00 GMT</pubDate></item>
<item><title>Budget</title><link>https://news.example/2</link><guid>2</guid></item></channel></rss>"""
PAGE = b"""<!DOCTYPE html><html lang="en"><head><title>Readout of a call</title></head><body><article>
<h1>Readout of a call</h1><p>The secretary met the minister on Monday at the Pentagon to discuss port
security in the Pacific.</p><p>The two leaders agreed to expand the exchange of officers and to hold a
joint exercise in October.</p></article></body></html>"""
STATUS = {"written": "2025-05-05T23:00:00Z", "pid": 4711, "items": 7, "items_waiting": 1, "items_failed": 0,
          "outbox_waiting": 2, "feeds": [
              {"name": "releases", "url": "https://news.example/f.xml", "last_poll": "2025-05-05T22:59:00Z",
               "last_success": None, "status": 503, "decision": "backoff", "error": "said \x1b[5m no",
               "due": "2025-05-05T23:14:00Z", "failures": 3, "items": 7, "gone": False,
               "moved_to": "https://new.example/f.xml"},
              {"name": "over", "url": "https://news.example/g.xml", "last_poll": "2025-05-05T22:59:00Z",
               "last_success": None, "status": 410, "decision": "gone", "error": "HTTP 410",
               "due": None, "failures": 1, "items": 0, "gone": True, "moved_to": None}]}


def run(*words, data=b"", **more):
    more.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([PROGRAM, *words], input=data, stderr=subprocess.PIPE, timeout=60, **more)


class Ctl(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def put(self, name, data):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def answer(self, *words, data=b""):
        done = run(*words, data=data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, b"")
        self.assertTrue(done.stdout.endswith(b"\n"))
        return json.loads(done.stdout)

    def refused(self, status, *words, data=b""):
        done = run(*words, data=data)
        self.assertEqual(done.returncode, status, (words, done.stderr))
        self.assertEqual(done.stdout, b"")
        self.assertTrue(done.stderr.startswith(b"readoutctl: "), done.stderr)
        self.assertEqual(done.stderr.count(b"\n"), 1, done.stderr)
        self.assertNotIn(b"\x1b", done.stderr)
        return done.stderr.decode()

    def test_parse_reads_a_file_and_standard_input(self):
        of_file = self.answer("parse", self.put("f.xml", FEED))
        self.assertEqual(of_file["format"], "rss-2.0")
        self.assertEqual([i["title"] for i in of_file["items"]], ["Readout of a call", "Budget"])
        self.assertEqual(of_file["items"][0]["published"], "2025-05-05T23:00:00Z")
        self.assertEqual(self.answer("parse", "-", data=FEED), of_file)
        self.assertEqual(self.answer("parse", "--base=https://news.example/", "--", "-", data=FEED), of_file)

    def test_known_items_come_back_as_their_digest(self):
        digest = self.answer("parse", "-", data=FEED)["items"][0]["digest"]
        items = self.answer("parse", "--known", self.put("known", digest.encode() + b"\n"), "-", data=FEED)["items"]
        self.assertEqual(items[0], {"digest": digest})
        self.assertEqual(items[1]["title"], "Budget")

    def test_discover_lists_the_feeds_of_a_page(self):
        page = (b"<base href='https://news.example/b/'><link rel='alternate' type='application/rss+xml' href='f.xml' "
                b"title='All &amp; more'><link rel='stylesheet' href='s.css'>"
                b"<link rel='home alternate' type='application/atom+xml' href='/atom'>")
        got = self.answer("discover", "--base", "https://other.example/", "-", data=page)
        self.assertEqual(got, {"feeds": [
            {"url": "https://news.example/b/f.xml", "type": "application/rss+xml", "title": "All & more"},
            {"url": "https://news.example/atom", "type": "application/atom+xml", "title": None}]})
        self.assertEqual(self.answer("discover", "-", data=b"<p>none"), {"feeds": []})

    def test_discover_takes_a_feed_for_itself(self):
        got = self.answer("discover", "--base", "https://news.example/f.xml", "-", data=FEED)
        self.assertEqual([(f["url"], f["type"]) for f in got["feeds"]],
                         [("https://news.example/f.xml", "application/rss+xml")])

    def test_lint_names_the_line(self):
        got = self.answer("lint", "-", data=b"<rss version='2.0'>\n<channel>\n  <ttl>often</ttl></channel></rss>")
        self.assertEqual(got["format"], "rss-2.0")
        self.assertIn({"line": 3, "column": 3, "severity": "error", "text": "ttl is no number: often"}, got["findings"])
        self.refused(65, "lint", "-", data=b"no feed")

    def test_extract_reads_a_page(self):
        got = self.answer("extract", "--base", "https://news.example/1", "-", data=PAGE)
        self.assertEqual(got["title"], "Readout of a call")
        self.assertIn("port security in the Pacific.\n\nThe two leaders", got["text"])

    def test_summarize_takes_a_length(self):
        brief = self.answer("summarize", "--length", "brief", "-", data=PAGE)
        self.assertEqual(len(brief["summary"]), 1)
        self.assertNotIn("facts", brief)
        article = self.answer("summarize", "--length", "article", "-", data=PAGE)
        self.assertEqual([f["name"] for f in article["facts"]][-1], "agreed")
        self.assertEqual(len(article["paragraphs"]), 2)
        for sentence in sum(article["paragraphs"], []):
            start, end = sentence["source"]
            self.assertEqual(" ".join(article["text"][start:end].split()), sentence["text"])
        short = self.answer("summarize", "--characters", "50", "-", data=PAGE)
        self.assertEqual(len(short["summary"]), 1)
        self.refused(64, "summarize", "--length", "epic", "-", data=PAGE)

    def test_explain_shows_each_sentence_beside_its_source(self):
        text = "Ünder way.\n\nThe secretary met\nthe minister. It rained."
        item = {"item": {"title": "A call\x1b[5m"}, "method": "model", "facts": [
                    {"name": "when", "text": "2025-05-05", "source": None}],
                "article": {"url": "https://news.example/1", "text": text}, "summary": [
                    {"text": "The secretary met the minister.", "source": [12, 43]},
                    {"text": "They met.", "source": [12, 43]}]}
        os.mkdir(os.path.join(self.folder.name, "releases"))
        path = self.put("releases/2025-a-call.json", json.dumps(item).encode())
        by_path = run("explain", path)
        self.assertEqual((by_path.returncode, by_path.stderr), (0, b""))
        shown = by_path.stdout.decode()
        self.assertIn("1. The secretary met the minister.\n    at 12-43: word for word\n", shown)
        self.assertIn("| >>> The secretary met the minister. <<< It rained.\n", shown)
        self.assertIn("2. They met.\n    at 12-43: not word for word\n", shown)
        self.assertIn("when: 2025-05-05\n    names no passage\n", shown)
        self.assertNotIn("\x1b", shown)
        for name in ("2025-a-call", "2025-a-call.json"):
            self.assertEqual(run("explain", "--spool", self.folder.name, name).stdout, by_path.stdout)
        self.refused(66, "explain", "--spool", self.folder.name, "2025-b")
        self.refused(66, "explain", "--spool", self.folder.name, "*")
        self.refused(65, "explain", "-", data=b"{}")
        self.refused(65, "explain", "-", data=b"{")

    def serve(self, pages):
        """The address of a site with these pages, and a configuration that lets it be asked."""
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = pages.get(self.path)
                self.send_response(404 if body is None else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body or b"no such page")

            def log_message(self, *words):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        base = f"http://127.0.0.1:{server.server_port}"
        config = self.put("c.conf", f'allow_private = true\nfeed "a" {{\nurl = "{base}/f"\n}}\n'.encode())
        return base, config

    def test_an_address_is_fetched_by_the_daemon(self):
        base, config = self.serve({"/a.html": PAGE, "/f.xml": FEED, "/": b"<link rel=alternate href=f.xml "
                                   b"type=application/rss+xml>"})
        of_file = self.answer("extract", "--base", base + "/a.html", "-", data=PAGE)
        self.assertEqual(self.answer("extract", "--config", config, base + "/a.html"), of_file)
        self.assertEqual(self.answer("summarize", "--config", config, base + "/a.html")["text"], of_file["text"])
        self.assertEqual(self.answer("readout", "--config", config, base + "/a.html"),
                         self.answer("readout", "-", data=json.dumps(of_file).encode()))
        self.assertTrue(self.answer("verify", "--config", config, "--source", base + "/a.html", "-",
                                    data=b"The secretary met the minister.")["grounded"])
        self.assertEqual(self.answer("parse", "--config", config, base + "/f.xml"),
                         self.answer("parse", "--base", base + "/f.xml", "-", data=FEED))
        self.assertEqual(self.answer("lint", "--config", config, base + "/f.xml")["format"], "rss-2.0")
        for path in ("/", "/f.xml"):
            self.assertEqual([f["url"] for f in self.answer("discover", "--config", config, base + path)["feeds"]],
                             [base + "/f.xml"])
        self.assertIn("HTTP 404", self.refused(69, "lint", "--config", config, base + "/none"))
        self.assertIn("HTTP 404", self.refused(69, "extract", "--config", config, base + "/none"))
        self.refused(69, "extract", "--config", self.folder.name + "/none", base + "/a.html")

    def test_verify_compares_two_files(self):
        source = self.put("source", b"Secretary Ann Lee met Minister Bo Ek of Norway in Oslo on Monday to discuss ports.")
        got = self.answer("verify", "--source", source, "-", data=b"Ann Lee met Bo Ek in Oslo.")
        self.assertEqual([c["text"] for c in got["claims"]], ["Ann Lee met Bo Ek in Oslo."])
        self.assertTrue(got["grounded"])
        got = self.answer("verify", "--source", source, "-", data=b"Ann Lee met Bo Ek in Lima, Peru.")
        self.assertFalse(got["grounded"])

    def test_wrong_command_lines_are_64(self):
        for words in ((), ("prase",), ("parse",), ("parse", "a", "b"), ("parse", "--bsae", "x", "-"),
                      ("parse", "-x"), ("parse", "--base"), ("summarize", "--sentences", "many", "-"),
                      ("summarize", "--sentences", "0", "-"), ("verify", "-"), ("--json",),
                      ("verify", "--source", "x", "--published", "soon", "-"), ("status", "--json=yes")):
            self.refused(64, *words)

    def test_what_cannot_be_read_is_66(self):
        self.assertIn("no/such\\x0Afile", self.refused(66, "parse", "no/such\nfile"))
        self.assertIn("\\x1B", self.refused(66, "parse", "\x1b[5m"))
        self.refused(66, "parse", self.folder.name)
        self.refused(66, "verify", "--source", "none", "-")
        self.refused(66, "status", "--state", self.folder.name)

    def test_unusable_data_is_65(self):
        self.refused(65, "parse", "-", data=PAGE)
        self.refused(65, "parse", "-", data=b"")
        self.refused(65, "status", "--state", os.path.dirname(self.put("status.json", b"{")))

    def test_a_full_disk_is_74(self):
        with open("/dev/full", "wb") as full:
            done = run("parse", "-", data=FEED, stdout=full)
        self.assertEqual(done.returncode, 74)
        self.assertEqual(done.stderr.count(b"\n"), 1)

    def test_a_closed_pipe_ends_it_quietly(self):
        reader, writer = os.pipe()
        os.close(reader)
        done = run("parse", "-", data=FEED, stdout=writer)
        os.close(writer)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_help_and_version(self):
        for words in (("--help",), ("parse", "--help"), ("--version",)):
            done = run(*words)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertIn(b"readoutctl", done.stdout)

    def test_status_shows_each_feed(self):
        text = json.dumps(STATUS).encode() + b"\n"
        state = os.path.dirname(self.put("status.json", text))
        self.assertEqual(run("status", "--json", "--state", state).stdout, text)
        shown = run("status", "--state", state).stdout.decode()
        self.assertIn("7 items, 1 under way, 0 failed, 2 notifications waiting", shown)
        rows = [line.split() for line in shown.splitlines()]
        self.assertIn(["over", "2025-05-05T22:59:00Z", "-", "0", "1", "gone:", "HTTP", "410"], rows)
        self.assertEqual(rows[-2:], [["MOVED", "FEED", "ASKED", "AT"], ["releases", "https://new.example/f.xml"]])
        row = next(r for r in rows if r[0] == "releases")
        self.assertEqual(row[:6], ["releases", "2025-05-05T22:59:00Z", "2025-05-05T23:14:00Z", "7", "3", "backoff:"])
        self.assertIn("\\x1B[5m", shown)
        self.assertNotIn("\x1b", shown)


if __name__ == "__main__":
    unittest.main()
