#!/usr/bin/env python3
"""`bootstrap run` asks the addresses that are shipped: they are served here, over TLS, under their true names."""
import http.server
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

SOURCE, BUILD = Path(os.environ["SOURCE_DIR"]), Path(os.environ["BUILD_DIR"])
sys.path.insert(0, str(SOURCE / "tests" / "site"))
import serve  # noqa: E402

HOST = "www.war.gov"


class Recorder(serve.Handler):
    def do_GET(self):
        self.server.asked.append(f"https://{self.headers['Host']}{self.path}")
        super().do_GET()

    def log_message(self, format, *args):
        pass


def start_site(folder):
    certificate, key = folder / "site.pem", folder / "site.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
                    "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.data, server.site, server.asked = SOURCE / "tests" / "data" / "defense", f"https://{HOST}", []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, certificate


class BootstrapRun(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.server, self.certificate = start_site(self.folder)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def test_asks_the_shipped_addresses_and_shows_a_summary(self):
        shipped = re.findall(r'^  url = "(.*)"$', (SOURCE / "conf" / "readoutd.conf").read_text(), re.M)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
        environment |= {"READOUT_BUILD": str(BUILD), "READOUT_RUN": str(self.folder / "run"),
                        "READOUT_CONNECT_TO": f"{HOST}:443:127.0.0.1:{self.server.server_port}",
                        "READOUT_CA": str(self.certificate)}
        done = subprocess.run([SOURCE / "bootstrap", "run"], env=environment, capture_output=True, text=True, timeout=240)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(shipped), 4)
        self.assertLessEqual(set(shipped), set(self.server.asked))
        self.assertNotIn("cannot be reached", done.stderr)
        self.assertRegex(done.stdout, r"spool/defense-releases/.*\.json")
        self.assertIn("\n## Summary\n", done.stdout)


if __name__ == "__main__":
    if not shutil.which("openssl") or not shutil.which("dpkg-query"):
        sys.exit(77)
    unittest.main()
