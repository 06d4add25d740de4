#!/usr/bin/env python3
"""The clinic's appointment book, and the shop's orders: a web application for the VoipNow / Telphin CallAPI dialect.

Nothing but Python. Run it, then `dialtree serve examples/quickstart` (or examples/quickstart-ru). Every request is printed.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

APPOINTMENTS = {"4711": "Tuesday at half past ten, with Doctor Reed", "1234": "Friday at nine, with Doctor Khan"}
ORDERS = {"815": "собран, его можно забрать", "816": "передан курьеру"}


def appointment(parameters):
    """The first question: whose appointment?"""
    when = APPOINTMENTS.get(parameters.get("patient", ""))
    if when is None:
        return "<Say>I find no appointment for this number.</Say>"
    return (
        f"<Say>Your next appointment is on {escape(when)}.</Say>"
        '<Gather numDigits="1" action="choice" timeout="6">'
        "<Say>To confirm it press one. To speak to reception press two.</Say></Gather>"
        "<Say>It stays as it is.</Say>"
    )


def choice(parameters):
    """What the caller pressed."""
    if parameters.get("Digits") == "1":
        return "<Say>Thank you. Your appointment is confirmed. Goodbye.</Say><Hangup/>"
    if parameters.get("Digits") == "2":
        return "<Say>One moment, please.</Say><SimpleTransfer>sip:reception@127.0.0.1:5070</SimpleTransfer>"
    return "<Say>That is not a choice.</Say>"


def zakaz(parameters):
    """The shop of examples/quickstart-ru: one question, one answer; the dialplan goes on behind it."""
    number = parameters.get("order", "")
    state = ORDERS.get(number)
    if state is None:
        return "<Say>Заказа с таким номером нет.</Say>"
    # SetVar gives the dialplan something to go on with: the operator is shown the order.
    return f'<SetVar name="found">{escape(number)}</SetVar><Say>Ваш заказ {escape(state)}.</Say>'


PAGES = {"/appointment": appointment, "/choice": choice, "/zakaz": zakaz}


class Application(BaseHTTPRequestHandler):
    """Answers GET and POST alike: the parameters are in the query or in the body."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer({})

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode(errors="replace")
        self.answer(dict(parse_qsl(body, keep_blank_values=True)))

    def answer(self, body):
        url = urlsplit(self.path)
        parameters = dict(parse_qsl(url.query, keep_blank_values=True)) | body
        print(self.command, url.path, parameters, flush=True)
        page = PAGES.get(url.path)
        if page is None:
            self.send_error(404)
            return
        document = f'<?xml version="1.0" encoding="UTF-8"?>\n<Response>{page(parameters)}</Response>\n'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(document)))
        self.end_headers()
        self.wfile.write(document)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8078
    print(f"appointment book on http://127.0.0.1:{port}, stop it with Ctrl-C", flush=True)
    try:
        ThreadingHTTPServer(("127.0.0.1", port), Application).serve_forever()
    except KeyboardInterrupt:
        pass
