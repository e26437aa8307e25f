"""State or spool refuse for a while: one line says so, and when they are well again everything is there."""
import contextlib
import sqlite3
import time
import unittest

from sample_site import Case, Item


class BadPlaces(Case):
    def test_spool_that_refuses_while_the_daemon_runs(self):
        """A file stands where a feed's folder should be."""
        self.site.add(Item(1), Item(2))
        self.configure()
        self.spool.mkdir(mode=0o700)
        wall = self.spool / "releases"
        wall.write_text("in the way")
        running = self.start()
        line = running.wait_line("store.failed")
        for part in (str(wall), "feed=releases", f"url={self.site.base}/"):
            self.assertIn(part, line or running.log())
        self.assertIn("next=", line)
        wall.unlink()
        self.ends_with_all(running, 2)
        self.assertEqual(len(running.trouble()), 1, running.log())

    @contextlib.contextmanager
    def locked(self):
        """The database, held by another process."""
        path, = (self.folder / "state").glob("*.db")
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    def first_poll(self):
        self.site.add(Item(1))
        self.configure()
        running = self.start()
        self.assertIsNotNone(running.wait_line("item.spooled"), running.log())
        return running

    def test_database_locked_by_another_process(self):
        running = self.first_poll()
        with self.locked():
            self.site.add(Item(2), Item(3))
            line = running.wait_line("store.failed")
            self.assertIn("next=", line or running.log())
        self.assertIsNotNone(running.wait_line("store.recovered"), running.log())
        self.ends_with_all(running, 3)
        self.assertEqual(len(running.trouble()), 1, running.log())

    def test_lock_does_not_hold_up_the_end(self):
        running = self.first_poll()
        with self.locked():
            self.site.add(Item(2))
            begun = time.monotonic()
            self.assertEqual(running.end(), 0)
            self.assertLess(time.monotonic() - begun, 3)
        self.once()
        self.assertEqual(len(self.readouts()), 2)


if __name__ == "__main__":
    unittest.main()
