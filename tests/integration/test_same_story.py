"""One story that two feeds bring is one item, told once to each who chose either feed."""
import json
import os
import re
import signal
import subprocess
import unittest

from sample_site import BUILD, Case, Item

RELEASE = [
    "Pentagon Press Secretary Jane Roe provided the following readout of the talks that were held today:",
    "Secretary of Defense John Doe met with Minister of Defense Walter Astudillo of Peru at the Pentagon to speak "
    "about security along the northern coast and about the training of crews for patrols at sea.",
    "The minister thanked the secretary for twelve years of work on rescue at sea and invited the staff to Callao for "
    "a second visit in the spring.",
    "They agreed that a working group would meet each month and would tell both governments by the end of the year "
    "what ships, aircraft and stations the patrols will need in the long run.",
    "A joint exercise will follow in October, with observers from four neighbours.",
]


def ctl(*words):
    return subprocess.run([BUILD / "readoutctl", *words], capture_output=True, check=True, text=True, timeout=30).stdout


class SameStory(Case):
    def setUp(self):
        super().setUp()
        for name in ("a", "b", "all"):
            self.site.own_ways[f"/hook/{name}"] = self.take
        self.told = []

    def take(self, handler):
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        with self.site.lock:
            self.told.append((handler.path.rpartition("/")[2], body))
        handler.send_response(204)
        handler.end_headers()

    def watch(self, *more, b=""):
        hooks = [f'notify "{n}" {{\ntype = webhook\nurl = "{self.site.base}/hook/{n}"\n{feeds}\n}}' for n, feeds in (
            ("a", 'feeds = {"a"}'), ("b", 'feeds = {"b"}'), ("all", ""))]
        self.configure(*more, *hooks, feeds={
            "a": f'url = "{self.site.base}/a.xml"', "b": f'url = "{self.site.base}/b.xml"\n{b}'})
        self.site.feeds = {"/a.xml": [], "/b.xml": []}

    def pair(self):
        """A release, and the story that repeats most of it under words of its own."""
        release = Item(1, "Readout of Secretary of Defense John Doe's Meeting With Peru's Minister of Defense")
        story = Item(2, "Doe meets Peru's defense minister at Pentagon")
        release.text = RELEASE
        story.text = RELEASE[:4] + ["More about it stands on our pages."]
        return release, story

    def tellings(self):
        return sorted((name, body["item"]["title"], body["feed"]) for name, body in self.told)

    def one(self):
        (readout,) = self.readouts().values()
        return readout

    def test_the_later_one_is_told_to_those_who_chose_only_its_feed(self):
        release, story = self.pair()
        self.watch()
        self.site.add(release, path="/a.xml")
        self.once()
        self.assertEqual(self.tellings(), [("a", release.title, "a"), ("all", release.title, "a")])
        self.site.add(story, path="/b.xml")
        log = self.once()
        self.assertIn("item.joined", log)
        self.assertEqual(self.one()["feed"], "a")
        self.assertEqual(self.tellings(), [(n, release.title, "a") for n in ("a", "all", "b")])
        body = next(body for name, body in self.told if name == "b")
        self.assertEqual(body["also_in"], ["b"])
        self.assertEqual(body["event"], self.one()["event"])
        self.assertEqual(self.one()["also_in"], [])
        self.check_shown()
        self.once()
        self.assertEqual(len(self.told), 3)

    def check_shown(self):
        """The file is written; status and explain tell of the feed that brought it later."""
        (path,) = self.readouts()
        name = os.path.splitext(os.path.basename(path))[0]
        state, path = self.folder / "state", self.spool / path
        status = ctl("status", "--state", state)
        self.assertRegex(status, rf"(?m)^2\S+Z +a/{re.escape(name)} also in b$")
        self.assertEqual(json.loads(ctl("status", "--json", "--state", state))["later"][0]["also_in"], ["b"])
        shown = ctl("explain", "--state", state, path)
        self.assertRegex(shown, r"(?m)^feed: a\nby 2\S+Z also in b$")
        self.assertNotIn("also in", ctl("explain", "--state", self.folder, path))

    def test_the_same_address_is_fetched_once_and_names_both_feeds(self):
        release, _ = self.pair()
        self.watch()
        self.site.add(release, path="/a.xml")
        self.site.add(release, path="/b.xml")
        self.once()
        self.one()
        (body,) = (body for name, body in self.told if name == ("b" if self.one()["feed"] == "a" else "a"))
        self.assertEqual({body["feed"], *body["also_in"]}, {"a", "b"})
        self.assertEqual(self.site.asked(release.path), 1)
        self.assertEqual([name for name, _, _ in self.tellings()], ["a", "all", "b"])

    def test_the_same_address_later_is_told_once(self):
        release, _ = self.pair()
        self.watch()
        self.site.add(release, path="/a.xml")
        self.once()
        self.site.add(release, path="/b.xml")
        self.once()
        self.once()
        self.one()
        self.assertEqual([name for name, _, _ in self.tellings()], ["a", "all", "b"])
        self.assertEqual(self.site.asked(release.path), 1)

    def test_filters_of_the_second_feed_hold(self):
        release, story = self.pair()
        self.watch(b='ignore = {"Callao"}')
        self.site.add(release, path="/a.xml")
        self.once()
        self.site.add(release, story, path="/b.xml")
        self.once()
        self.assertEqual([name for name, _, _ in self.tellings()], ["a", "all"])

    def test_what_the_first_feed_refuses_is_the_seconds(self):
        release, _ = self.pair()
        self.watch(b='match = {"Callao"}')
        text = self.config.read_text()
        self.config.write_text(text.replace('/a.xml"', '/a.xml"\nignore = {"Callao"}'))
        self.site.add(release, path="/a.xml")
        self.site.add(release, path="/b.xml")
        self.once()
        self.assertEqual(self.one()["feed"], "b")
        self.assertEqual([name for name, _, _ in self.tellings()], ["all", "b"])

    def test_titles_and_texts_that_differ_are_stories_of_their_own(self):
        release, story = self.pair()
        other, fresh = Item(3, "Fleet sails for the south"), Item(4, release.title)
        other.text = release.text
        self.watch()
        self.site.add(release, path="/a.xml")
        self.site.add(other, fresh, path="/b.xml")
        self.once()
        self.assertEqual(len(self.readouts()), 3)
        self.assertEqual({r["also_in"] == [] for r in self.readouts().values()}, {True})

    def test_a_feed_may_be_left_out(self):
        release, story = self.pair()
        self.watch(b="same_story = false")
        self.site.add(release, path="/a.xml")
        self.site.add(story, path="/b.xml")
        self.once()
        self.assertEqual(len(self.readouts()), 2)

    def test_killed_between_the_two(self):
        for nth, instant in enumerate((("item.entered", "stage=keep"), ("item.joined",), ("notify.sent", "notify=b"))):
            with self.subTest(instant=instant):
                self.told.clear()
                release, story = self.pair()
                for item in (release, story):
                    item.number += 10 * nth
                    item.path = f"/story/{item.number}.html"
                    item.title += f" in round {'one two three'.split()[nth]}"
                    item.text = [f"Round {'one two three'.split()[nth]}. {p}".replace("Peru", "Peru" + "x" * nth)
                                 for p in item.text]
                    item.title = item.title.replace("Peru", "Peru" + "x" * nth)
                if nth == 0:
                    self.watch("log_level = debug")
                self.site.add(release, path="/a.xml")
                self.once()
                self.site.add(story, path="/b.xml")
                running = self.start("--once", "--all")
                self.assertIsNotNone(running.wait_line(*instant), running.log())
                running.end(signal.SIGKILL)
                self.once()
                mine = [r for r in self.readouts().values() if r["item"]["link"].endswith(release.path)]
                self.assertEqual(len(mine), 1)
                self.assertEqual(len(self.readouts()), nth + 1)
                self.assertEqual({name for name, _ in self.told}, {"a", "all", "b"})
                self.assertEqual({body["event"] for _, body in self.told}, {mine[0]["event"]})


if __name__ == "__main__":
    unittest.main()
