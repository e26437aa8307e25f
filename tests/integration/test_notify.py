#!/usr/bin/env python3
"""`readoutctl notify test NAME` sends one marked sample by the configured way, and says so when it cannot."""
import json
import os
import subprocess
import tempfile
import unittest

CTL = os.path.join(os.environ["BUILD_DIR"], "readoutctl")


class NotifyTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.got = os.path.join(self.folder.name, "got.json")
        self.config = os.path.join(self.folder.name, "readoutd.conf")
        with open(self.config, "w") as f:
            f.write('state_dir = "%s/state"\nspool_dir = "%s/spool"\n' % (self.folder.name, self.folder.name))
            f.write('notify "keep" {\n  type = exec\n  command = {"/usr/bin/tee", "%s"}\n}\n' % self.got)
            f.write('notify "fail" {\n  type = exec\n  command = {"/bin/false"}\n}\n')

    def tearDown(self):
        self.folder.cleanup()

    def run_test(self, name):
        return subprocess.run([CTL, "notify", "test", name, "--config", self.config], capture_output=True,
                              text=True, timeout=30, stdin=subprocess.DEVNULL)

    def test_a_sample_arrives_and_is_marked(self):
        done = self.run_test("keep")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.got) as f:
            sample = json.load(f)
        self.assertIn("Sample", sample["item"]["title"])
        self.assertEqual(sample["feed"], "sample")
        self.assertFalse(os.path.exists(os.path.join(self.folder.name, "state")))

    def test_a_failure_is_said(self):
        done = self.run_test("fail")
        self.assertEqual(done.returncode, 69)
        self.assertIn("exit status 1", done.stderr)

    def test_an_unknown_notifier_is_said(self):
        done = self.run_test("nobody")
        self.assertEqual(done.returncode, 78)
        self.assertEqual(len(done.stderr.splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
