"""Under the unit's own system-call filter the daemon works, and each worker has closed one filter more."""
import os
import shutil
import sys
import unittest

from sample_site import Case, Item, Running

BUILD = os.environ["BUILD_DIR"]
WRAPPER = os.path.join(BUILD, "tests", "integration", "under_filter")
DAEMON = os.path.join(BUILD, "readoutd")


def filters(pid):
    with open(f"/proc/{pid}/status") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("Seccomp_filters:"))


def children(pid):
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as f:
            found += f.read().split()
    return found


class Filter(Case):
    def run_under(self, with_seccomp):
        self.site.add(Item(1))
        self.configure()
        # A build with AddressSanitizer looks for leaks by ptrace, which the filter rightly forbids.
        os.environ["ASAN_OPTIONS"] = "detect_leaks=0"
        running = Running([WRAPPER, with_seccomp, DAEMON, "--foreground", "--config", self.config])
        self.addCleanup(running.close)
        return running

    def test_each_worker_has_one_filter_more_than_the_daemon(self):
        running = self.run_under("yes")
        self.assertIsNotNone(running.wait_line("item.spooled"), running.log())
        ours = filters(running.process.pid)
        self.assertGreaterEqual(ours, 1)
        workers = children(running.process.pid)
        self.assertTrue(workers)
        self.assertEqual([filters(pid) for pid in workers], [ours + 1] * len(workers))
        self.assertEqual(running.end(), 0)

    def test_a_filter_that_forbids_the_sandbox_ends_it_with_71(self):
        running = self.run_under("no")
        self.assertEqual(running.wait(), 71)
        self.assertIn("worker.unsandboxed", running.log())


if __name__ == "__main__":
    if shutil.which("systemd-analyze") is None:
        print("no systemd-analyze: left out")
        sys.exit(77)
    unittest.main()
