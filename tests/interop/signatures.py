"""An application that checks every request with Twilio's own validator."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

CONFIGURATION = """
[twiml]
auth_token = { env = "INTEROP_TOKEN" }

[egress]
allow = ["127.0.0.0/8"]
"""


def plan(port):
    """Every call asks twice: the first URL with a query of its own, and a relative one."""
    return f"""<Dialplan xmlns="urn:dialtree:1" language="en-US">
  <Route to="*" menu="main"/>
  <Menu name="main">
    <Option on="start">
      <Interactive url="http://127.0.0.1:{port}/voice?shop=1&amp;name=a%20b" dialect="twiml"><Fallback><Hangup/></Fallback></Interactive>
      <Hangup/>
    </Option>
    <Option on="timeout"><Hangup/></Option>
    <Option on="invalid"><Hangup/></Option>
  </Menu>
</Dialplan>
"""


class Application:
    """Serves two documents and notes for each request whether its signature is right."""

    def __init__(self, token):
        self.checked = []
        validator, checked = RequestValidator(token), self.checked

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                parameters = dict(parse_qsl(body, keep_blank_values=True))
                url = f"http://{self.headers['Host']}{self.path}"
                checked.append(validator.validate(url, parameters, self.headers.get("X-Twilio-Signature", "")))
                if self.path.startswith("/voice"):
                    document = b"<Response><Pause length='1'/><Redirect>next</Redirect></Response>"
                else:
                    document = b"<Response><Pause length='1'/><Hangup/></Response>"
                self.send_response(200)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(document)))
                self.end_headers()
                self.wfile.write(document)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        """Ends the server."""
        self.server.shutdown()
