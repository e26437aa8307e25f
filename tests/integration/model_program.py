#!/usr/bin/env python3
"""model_program.py HOST PORT: a model of type exec that says what a service of model_service.py says.

It starts for each question, so it imports next to nothing. Where a service breaks off, the program dies.
"""
import os
import socket
import sys

question = sys.stdin.buffer.read()
with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as connection:
    connection.sendall(b"POST /exec HTTP/1.1\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(question) + question)
    answer = connection.makefile("rb")
    try:
        status = int(answer.readline().split()[1])
        for line in answer:
            if line == b"\r\n":
                break
        if status == 429 or status >= 500:
            sys.exit(os.EX_TEMPFAIL)
        for block in iter(lambda: answer.read(65536), b""):
            sys.stdout.buffer.write(block)
    except ConnectionError:
        sys.stdout.flush()
        os.abort()
