"""An application that checks every request with Twilio's own validator."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator, get_signature_algorithm

FIXTURES = Path(__file__).resolve().parents[2] / "engine" / "tests" / "fixtures"

CONFIGURATION = """
[twiml]
auth_token = { env = "INTEROP_TOKEN" }

[egress]
allow = ["127.0.0.0/8", "::1"]
"""

SHARED_KEY = CONFIGURATION.replace("[egress]", 'shared_key = "interop_key"\n\n[egress]')


def plan(applications):
    """Every call asks each application for all it can: the last document sends it on to a relative URL."""
    asked = "\n".join(
        f"""      <Interactive url="{application.origin}{path}" method="{method}" dialect="twiml">{parameters}{HANGUP}</Interactive>"""
        for application in applications
        for path, method, parameters in ASKED
    )
    return f"""<Dialplan xmlns="urn:dialtree:1" language="en-US">
  <Route to="*" menu="main"/>
  <Menu name="main">
    <Option on="start">
{asked}
      <Hangup/>
    </Option>
    <Option on="timeout"><Hangup/></Option>
    <Option on="invalid"><Hangup/></Option>
  </Menu>
</Dialplan>
"""


HANGUP = "<Fallback><Hangup/></Fallback>"
TWICE = '<Param name="Tag">b</Param><Param name="Tag">a</Param><Param name="Tag">b</Param>'
FOREIGN = '<Param name="Имя">Анна &amp; Zoë</Param><Param name="Blank">${nothing}</Param>'

# Path with query, method, parameters.
ASKED = [
    ("/none", "POST", TWICE),
    ("/none?shop=1&amp;name=a%20b+c", "POST", FOREIGN),
    ("/%D0%BC?%D0%B8=%D1%8F", "GET", FOREIGN),
    ("/voice?shop=1&amp;name=a%20b", "POST", ""),
]


def accepts_the_fixtures():
    """Requests that no dialplan makes yet, JSON bodies among them: signed by the engine's own tests, checked here."""
    for case in json.loads((FIXTURES / "twilio-signatures.json").read_text()):
        parameters = Form(map(tuple, case["form"])) if case["body"] is None else case["body"]
        validator = RequestValidator(case["token"])
        assert validator.validate(case["url"], parameters, case["signature"], case["algorithm"]), case
        assert not validator.validate(case["url"] + "x", parameters, case["signature"], case["algorithm"]), case


class Form:
    """The fields of a form, as Django gives them to the validator."""

    def __init__(self, pairs):
        self.pairs = list(pairs)

    def __iter__(self):
        return (name for name, _ in self.pairs)

    def __len__(self):
        return len(self.pairs)

    def getlist(self, wanted):
        """All values of a name."""
        return [value for name, value in self.pairs if name == wanted]


class Application:
    """Serves documents and notes for each request whether its signature is right."""

    def __init__(self, token, host="127.0.0.1"):
        self.checked, self.algorithms = [], set()
        application, validator = self, RequestValidator(token)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                algorithm = get_signature_algorithm(self.headers.get("X-Twilio-Webhooks-Signature-Settings"))
                url = f"http://{self.headers['Host']}{self.path}"
                fields = Form(parse_qsl(body, keep_blank_values=True))
                right = validator.validate(url, fields, self.headers.get("X-Twilio-Signature", ""), algorithm)
                application.checked.append((self.path, right))
                application.algorithms.add(algorithm)
                self.answer()

            do_GET = do_POST

            def answer(self):
                if self.path.startswith("/voice"):
                    document = b"<Response><Pause length='1'/><Redirect>next</Redirect></Response>"
                else:
                    document = b"<Response/>"
                self.send_response(200)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(document)))
                self.end_headers()
                self.wfile.write(document)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

        self.server = Server((host, 0), Handler)
        self.origin = f"http://{f'[{host}]' if ':' in host else host}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        """Ends the server."""
        self.server.shutdown()
