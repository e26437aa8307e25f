#!/usr/bin/env python3
"""Serves the sample site, a feed of releases and their pages, on loopback: serve.py DATA CONFIG

Writes CONFIG, a configuration with the address that the kernel gave, when it listens; serves until it is ended.
Links of the feed point at this server. Answers carry ETag and Last-Modified; an unchanged one is 304.
"""
import email.utils
import hashlib
import http.server
import os
import re
import sys
from pathlib import Path

HOST = re.compile(rb"https://www\.defense\.gov(?=/)")
ARTICLE = re.compile(r"/Article/(\d+)/")
CONFIG = """# Made by serve.py: the sample site in place of the publisher's.
allow_private = true
feed "sample-releases" {{
  url = "{site}/DesktopModules/ArticleCS/RSS.ashx?ContentType=9&Site=945&max=15"
}}
"""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "sample"

    def find(self):
        """The file of the address asked for and its type, or None."""
        if self.path.startswith("/DesktopModules/ArticleCS/RSS.ashx?ContentType=9"):
            return self.server.data / "releases.xml", "text/xml; charset=utf-8"
        article = ARTICLE.search(self.path)
        page = self.server.data / "articles" / f"{article[1]}.html" if article else None
        return (page, "text/html; charset=utf-8") if page and page.is_file() else None

    def do_GET(self):
        found = self.find()
        if not found:
            self.send_error(404)
            return
        path, kind = found
        body = HOST.sub(self.server.site.encode(), path.read_bytes())
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        known = self.headers.get("If-None-Match") == tag
        self.send_response(304 if known else 200)
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", email.utils.formatdate(path.stat().st_mtime, usegmt=True))
        if not known:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not known:
            self.wfile.write(body)

    def log_message(self, format, *args):
        print(self.log_date_time_string(), format % args, file=sys.stderr, flush=True)


def main():
    data, config = Path(sys.argv[1]), Path(sys.argv[2])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.data, server.site = data, f"http://127.0.0.1:{server.server_port}"
    temporary = config.with_suffix(".part")
    temporary.write_text(CONFIG.format(site=server.site))
    os.replace(temporary, config)
    server.serve_forever()


if __name__ == "__main__":
    main()
