#!/usr/bin/env python3
"""An order line written as for Twilio: TwiML over HTTP, in nothing but Python.

Run it, then `dialtree serve examples/twiml-app`. With DIALTREE_TOKEN set, every request's signature is checked.
"""

import base64
import hashlib
import hmac
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

TOKEN = os.environ.get("DIALTREE_TOKEN")


def voice(parameters):
    """The call comes in; or nothing was pressed, and the menu is said again."""
    if parameters.get("From") == "anonymous":
        return '<Reject reason="busy"/>'
    attempt = {"2": 2, "3": 3, "4": 4}.get(parameters.get("try"), 1)
    if attempt > 3:
        return "<Say>Please call again when you have your order at hand. Goodbye.</Say><Hangup/>"
    hello = "Hello, this is the order line. " if attempt == 1 else ""
    return (
        f'<Gather numDigits="1" action="/menu"><Say>{hello}'
        "For the state of your order press 1. To talk to us press 2.</Say></Gather>"
        f"<Redirect>/voice?try={attempt + 1}</Redirect>"
    )


def menu(parameters):
    """What the caller pressed."""
    if parameters.get("Digits") == "1":
        return (
            '<Gather finishOnKey="#" timeout="8" action="/order">'
            "<Say>Enter your order number, then the pound key.</Say></Gather>"
            "<Say>I did not get a number.</Say><Redirect>/voice?try=2</Redirect>"
        )
    if parameters.get("Digits") == "2":
        return (
            "<Say>One moment, please.</Say>"
            '<Dial timeout="20" action="/dialled"><Sip>sip:sales@127.0.0.1:5070</Sip></Dial>'
        )
    return "<Say>That is not a choice.</Say><Redirect>/voice?try=2</Redirect>"


def order(parameters):
    """The state of an order."""
    digits = "".join(digit for digit in parameters.get("Digits", "") if digit.isdigit())
    return (
        f'<Say>Order <say-as interpret-as="digits">{digits}</say-as> has left our house.</Say>'
        '<Pause length="1"/><Say>Goodbye.</Say><Hangup/>'
    )


def dialled(parameters):
    """The transfer is over."""
    if parameters.get("DialCallStatus") == "completed":
        return "<Hangup/>"
    return "<Say>Nobody is free. Please call again later.</Say><Hangup/>"


PAGES = {"/voice": voice, "/menu": menu, "/order": order, "/dialled": dialled}


class Application(BaseHTTPRequestHandler):
    """Answers POST, as Twilio asks by default."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode(errors="replace")
        parameters = dict(parse_qsl(body, keep_blank_values=True))
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        print("POST", path, parameters, flush=True)
        if TOKEN and not self.is_signed(parameters):
            self.send_error(403)
            return
        if path not in PAGES:
            self.send_error(404)
            return
        page = PAGES[path](dict(parse_qsl(query)) | parameters)
        document = f'<?xml version="1.0" encoding="UTF-8"?>\n<Response>{page}</Response>\n'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(document)))
        self.end_headers()
        self.wfile.write(document)

    def is_signed(self, parameters):
        """X-Twilio-Signature: Base64(HMAC-SHA1(token, URL and the sorted parameters))."""
        text = f"http://{self.headers['Host']}{self.path}" + "".join(k + parameters[k] for k in sorted(parameters))
        expected = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()
        return hmac.compare_digest(expected, self.headers.get("X-Twilio-Signature", ""))

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8079
    print(f"order line on http://127.0.0.1:{port}/voice, stop it with Ctrl-C", flush=True)
    try:
        ThreadingHTTPServer(("127.0.0.1", port), Application).serve_forever()
    except KeyboardInterrupt:
        pass
