"""A disk without room: one line says so, and when there is room again everything is there."""
import contextlib
import os
import shutil
import subprocess
import sys
import unittest

from sample_site import Case, Item

SKIPPED = 77  # the status by which automake knows a test that cannot run here
INSIDE = "READOUT_OWN_MOUNTS"  # in the environment of the copy of us that may mount


class FullDisk(Case):
    def mount(self, place, size):
        """A disk of its own, so small that it can be filled."""
        place.mkdir(mode=0o700)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", place], check=True)

    def fill(self, place):
        """Takes all the space that is left; returns what gives it back."""
        filler = place / "filler"
        with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        return filler.unlink

    def test_spool_and_state_are_full_one_after_the_other(self):
        state = self.folder / "state"
        self.mount(self.spool, "512k")
        self.mount(state, "2m")
        self.site.add(Item(1))
        self.configure()
        running = self.start()
        self.assertIsNotNone(running.wait_line("item.spooled"), running.log())
        for n, place in enumerate((self.spool, state)):
            give_back = self.fill(place)
            self.site.add(*(Item(10 * n + i) for i in range(2, 8)))
            line = running.wait_line("store.failed")
            self.assertRegex(line or running.log(), "No space left on device|disk is full")
            self.assertIn("next=", line)
            give_back()
            self.assertIsNotNone(running.wait_line("store.recovered"), running.log())
            self.ends_with_all(running, 7 + 6 * n, end=place == state)
        self.assertEqual(len(running.trouble()), 2, running.log())

    def remount(self, place, how):
        subprocess.run(["mount", "-o", f"remount,{how}", place], check=True)

    def test_spool_that_becomes_read_only(self):
        self.mount(self.spool, "4m")
        self.site.add(Item(1))
        self.configure()
        running = self.start()
        self.assertIsNotNone(running.wait_line("item.spooled"), running.log())
        self.remount(self.spool, "ro")
        self.site.add(Item(2), Item(3))
        line = running.wait_line("store.failed") or running.log()
        self.assertRegex(line, "[Rr]ead-only file system")
        self.assertIn("next=", line)
        self.remount(self.spool, "rw")
        self.assertIsNotNone(running.wait_line("store.recovered"), running.log())
        self.ends_with_all(running, 3)
        self.assertEqual(len(running.trouble()), 1, running.log())

    def test_places_that_are_read_only_at_the_start(self):
        state = self.folder / "state"
        self.mount(self.spool, "4m")
        self.mount(state, "4m")
        self.site.add(Item(1))
        self.configure()
        self.once()
        self.site.add(Item(2), Item(3))
        polls = self.site.asked("/feed.xml") + self.site.asked("/feed.xml", 304)
        for place in (state, self.spool):
            self.remount(place, "ro")
            running = self.start("--once", "--all")
            self.assertGreater(running.wait(), 0, running.log())
            self.assertRegex(running.log(), f"{place}.*([Rr]ead-only|readonly)")
            self.remount(place, "rw")
        self.assertLessEqual(self.site.asked("/feed.xml") + self.site.asked("/feed.xml", 304) - polls, 1)
        self.once()
        self.assertEqual(len(self.readouts()), 3)

    def test_less_room_than_min_free(self):
        self.mount(self.spool, "4m")
        self.site.add(Item(1))
        self.configure("min_free = 8m")
        running = self.start()
        line = running.wait_line("disk.full")
        self.assertIn("next=", line or running.log())
        self.assertEqual(self.site.asked("/feed.xml"), 0)
        self.remount(self.spool, "size=16m")
        self.ends_with_all(running, 1)
        self.assertEqual(len(running.trouble()), 1, running.log())


def own_mounts():
    """Runs this file again where it may mount without anybody else seeing it; does not return."""
    flags = "-m" if os.geteuid() == 0 else "-rm"
    if not shutil.which("unshare") or subprocess.run(["unshare", flags, "true"], capture_output=True).returncode != 0:
        print("no mounts of our own here")
        sys.exit(SKIPPED)
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", flags, sys.executable, "-B", *sys.argv])


if __name__ == "__main__":
    if INSIDE not in os.environ:
        own_mounts()
    unittest.main()
