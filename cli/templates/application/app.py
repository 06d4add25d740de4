#!/usr/bin/env python3
"""The web application of {{name}}: answers with verbs. Nothing but Python; run it, then `dialtree serve .`"""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

BALANCES = {"4711": "ten pounds", "1234": "two hundred pounds"}


class Application(BaseHTTPRequestHandler):
    def do_GET(self):
        parameters = parse_qs(urlsplit(self.path).query)
        balance = BALANCES.get(parameters.get("account", [""])[0])
        words = f"Your balance is {balance}." if balance else "There is no such account."
        body = f"<Response><Say>{escape(words)}</Say></Response>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", 8480), Application).serve_forever()
