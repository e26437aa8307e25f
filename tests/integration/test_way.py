"""The way of an item, from a real site into the spool and out to whoever is told."""
import base64
import hashlib
import hmac
import json
import sqlite3
import unittest

from sample_site import Case, Item


class Way(Case):
    def one(self, readouts):
        self.assertEqual(len(readouts), 1)
        return next(iter(readouts.values()))

    def check_summary(self, readout):
        text, summary = readout["article"]["text"], readout["summary"]
        self.assertGreater(len(summary), 0)
        for sentence in summary:
            start, end = sentence["source"]
            self.assertEqual(" ".join(text[start:end].split()), sentence["text"])

    def test_first_poll_spools_each_item_once_with_verbatim_sentences(self):
        items = self.site.add(*(Item(n) for n in range(3)))
        self.configure()
        self.once()
        found = {r["item"]["link"]: r for r in self.readouts().values()}
        self.assertEqual(len(found), 3)
        for item in items:
            readout = found[self.site.base + item.path]
            self.assertEqual((readout["item"]["title"], readout["source"], readout["revision"], readout["changes"]),
                             (item.title, "page", 1, None))
            self.assertEqual(readout["article"]["text"], "\n\n".join(item.text))
            self.assertEqual(readout["article"]["sha256"], hashlib.sha256(item.page()).hexdigest())
            self.assertIn("is_readout", readout["readout"])
            self.check_summary(readout)
            self.assertEqual(self.site.asked(item.path), 1)

    def page_of(self, title, text, more=""):
        return (f"<!DOCTYPE html><html lang=en><title>{title}</title><body><article><h1>{title}</h1>"
                + "".join(f"<p>{p}</p>" for p in text) + f"</article>{more}</body></html>").encode()

    def put_pages(self, pages):
        self.site.fixed.update({path: (200, "text/html; charset=utf-8", page) for path, page in pages.items()})

    def test_the_pages_of_an_article_are_joined_in_order(self):
        item, = self.site.add(Item(1))
        paragraphs, pages = item.text, {}
        item.page = lambda: self.page_of(item.title, paragraphs[:2], f"<p><a href='{item.path}?page=2'>2</a></p>")
        pages[item.path + "?page=2"] = self.page_of(item.title, [paragraphs[0], paragraphs[2]],
                                                    f"<p><a href='{item.path}?page=3'>Next</a></p>")
        pages[item.path + "?page=3"] = self.page_of(item.title, paragraphs[3:])
        self.put_pages(pages)
        self.configure()
        self.once()
        readout = self.one(self.readouts())
        self.assertEqual(readout["article"]["text"], "\n\n".join(paragraphs))
        self.assertEqual(readout["article"]["url"], self.site.base + item.path)
        self.check_summary(readout)

    def test_a_cut_article_is_read_from_its_print_page(self):
        item, = self.site.add(Item(1))
        whole = "\n\n".join(item.text)
        self.put_pages({"/print/1": self.page_of(item.title, item.text)})
        cut = [item.text[0], item.text[1][:60] + "…"]
        item.page = lambda: self.page_of(item.title, cut, "<p><a href='/print/1'>Print</a></p>")
        self.configure()
        self.once()
        self.assertEqual(self.one(self.readouts())["article"]["text"], whole)

    def test_a_further_page_that_is_missing_leaves_what_there_is(self):
        item, = self.site.add(Item(1))
        item.page = lambda: self.page_of(item.title, item.text, f"<p><a href='{item.path}?page=2'>2</a></p>")
        self.configure()
        log = self.once()
        self.assertEqual(self.one(self.readouts())["article"]["text"], "\n\n".join(item.text))
        self.assertIn("page.incomplete", log)

    def test_an_article_comes_with_facts_paragraphs_and_background(self):
        first, = self.site.add(Item(1))
        first.title = "Readout of Secretary Ann Lee's Call With Minister Bo Ek of Norway"
        first.text = ["Secretary of Defense Ann Lee spoke with Norwegian Minister of Defense Bo Ek on Monday about ports.",
                      "They agreed to meet again in Oslo before the end of the coming winter."]
        self.configure(feeds={"releases": "length = article\ncharacters = 120"})
        self.once()
        third, = self.site.add(Item(3))
        third.title = "Readout of Secretary Ann Lee's Meeting With Minister Bo Ek of Norway"
        third.text = [
            "Secretary of Defense Ann Lee met with Norwegian Minister of Defense Bo Ek in Oslo on Tuesday to open the port.",
            "The leaders agreed to send four ships to the north for an exercise in October."]
        self.once()
        readout = next(r for r in self.readouts().values() if r["item"]["link"].endswith(third.path))
        facts = {f["name"]: f["text"] for f in readout["facts"]}
        self.assertEqual((facts["where"], facts["agreed"]), ("Oslo", third.text[1]))
        self.assertEqual(len(readout["summary"]), 1)
        self.assertEqual([s["text"] for p in readout["paragraphs"] for s in p], third.text)
        before, = [b for b in readout["background"] if b["link"] == self.site.base + first.path]
        self.assertEqual((before["text"], before["title"]), (first.text[0], first.title))
        self.assertNotIn(before["text"], [s["text"] for s in readout["summary"]])

    def test_unchanged_poll_is_304_and_writes_nothing_and_new_items_come_alone(self):
        self.site.add(Item(1))
        self.configure()
        self.once()
        before = self.files()
        self.once()
        self.assertEqual(self.files(), before)
        self.assertEqual((self.site.asked("/feed.xml"), self.site.asked("/feed.xml", 304)), (1, 1))
        self.site.add(Item(2), Item(3))
        self.once()
        self.assertEqual(len(self.readouts()), 3)
        self.assertTrue(set(before) < set(self.files()))

    def test_edited_title_is_revision_two_and_the_first_files_stay(self):
        item, = self.site.add(Item(4, "Readout of the Acting Secretary"))
        self.configure()
        self.once()
        first = {n: (self.spool / n).read_bytes() for n in self.files()}
        item.title = "Readout of the Deputy Secretary"
        self.once()
        for name, content in first.items():
            self.assertEqual((self.spool / name).read_bytes(), content)
        second = {n: r for n, r in self.readouts().items() if n not in first}
        self.assertTrue(next(iter(second)).endswith(".r2.json"), second.keys())
        readout = self.one(second)
        self.assertEqual(readout["revision"], 2)
        change = next(c for c in readout["changes"] if c["field"] == "title")
        self.assertEqual((change["before"], change["after"]),
                         ("Readout of the Acting Secretary", "Readout of the Deputy Secretary"))
        self.assertEqual("".join(t for op, t in change["diff"] if op != "-"), change["after"])
        self.assertEqual("".join(t for op, t in change["diff"] if op != "+"), change["before"])
        self.assertNotEqual(readout["event"], json.loads(first[next(n for n in first if n.endswith("json"))])["event"])

    def test_page_404_gives_the_text_of_the_feed_and_one_line(self):
        item, other = self.site.add(Item(5), Item(6))
        item.status = 404
        self.configure()
        log = self.once()
        found = {r["item"]["link"]: r for r in self.readouts().values()}
        mine = found[self.site.base + item.path]
        self.assertEqual((mine["source"], mine["article"]["text"]), ("feed", item.text[0]))
        self.check_summary(mine)
        self.assertEqual(found[self.site.base + other.path]["source"], "page")
        lines = [l for l in log.splitlines() if "page.failed" in l]
        self.assertEqual(len(lines), 1, log)
        for part in ("feed=releases", item.path, "404", "next="):
            self.assertIn(part, lines[0])

    def test_page_that_comes_back_later_is_revision_two(self):
        item, = self.site.add(Item(9))
        item.status = 404
        self.configure()
        self.once()
        self.assertEqual(self.one(self.readouts())["source"], "feed")
        first = {n: (self.spool / n).read_bytes() for n in self.files()}
        item.status = 200
        self.bring_forward()
        self.once()
        for name, content in first.items():
            self.assertEqual((self.spool / name).read_bytes(), content)
        second = self.one({n: r for n, r in self.readouts().items() if n not in first})
        self.assertEqual((second["source"], second["revision"]), ("page", 2))
        self.assertEqual(second["article"]["text"], "\n\n".join(item.text))
        self.assertIn("text", [c["field"] for c in second["changes"]])
        self.check_summary(second)

    def bring_forward(self):
        """The wait for a page is a minute at least: this spares it, while no daemon runs."""
        file, = (self.folder / "state").glob("*.db")
        database = sqlite3.connect(file)
        with database:
            self.assertEqual(database.execute("UPDATE items SET due = 1 WHERE stage = 'late'").rowcount, 1)
        database.close()

    def test_filters_choose_by_title_and_text_and_backlog_counts_after_them(self):
        titles = ("Readout one", "Budget", "Readout two", "Readout of sport", "Readout three")
        self.site.add(*(Item(n, t) for n, t in enumerate(titles)))
        self.configure(feeds={"releases": 'match = {"readout"}\nignore = {"/sp.rt/"}'}, backlog=2)
        self.once()
        self.assertEqual(sorted(r["item"]["title"] for r in self.readouts().values()),
                         ["Readout three", "Readout two"])
        self.assertEqual(self.site.asked(Item(1).path), 0)

    def test_backlog_bounds_the_first_poll_only(self):
        self.site.add(*(Item(n) for n in range(5)))
        self.configure(backlog=2)
        self.once()
        self.assertEqual(sorted(r["item"]["title"] for r in self.readouts().values()),
                         [Item(3).title, Item(4).title])
        self.site.add(*(Item(n) for n in range(5, 9)))
        self.once()
        self.assertEqual(len(self.readouts()), 6)

    def test_webhook_is_signed_and_bears_the_event(self):
        key = b"a key of the sample"
        secret = self.folder / "secret"
        secret.write_text("whsec_" + base64.b64encode(key).decode() + "\n")
        secret.chmod(0o600)
        self.site.add(Item(7))
        self.configure(f'notify "desk" {{\ntype = webhook\nurl = "{self.site.base}/hook"\nsecret_file = "{secret}"\n}}')
        self.once()
        self.once()
        (headers, body), = self.site.hooks
        readout = self.one(self.readouts())
        self.assertEqual(json.loads(body), readout)
        self.assertEqual(headers["webhook-id"], readout["event"])
        content = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body
        want = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        self.assertEqual(headers["webhook-signature"], "v1," + want)

    def test_exec_gets_the_readout_on_standard_input(self):
        out = self.folder / "out"
        self.site.add(Item(8))
        self.configure(f'notify "box" {{\ntype = exec\ncommand = {{"/usr/bin/tee", "{out}"}}\n}}')
        self.once()
        self.assertEqual(json.loads(out.read_text()), self.one(self.readouts()))


if __name__ == "__main__":
    unittest.main()
