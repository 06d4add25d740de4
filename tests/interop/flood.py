"""A thousand INVITEs a second from callers who mean no good: half of them never acknowledge anything."""

import select
import socket
import subprocess
import time

# Each caller of the flood has an address of its own, as a distributed one has.
SOURCES = [f"127.0.1.{number}" for number in range(1, 11)]
CONFIGURATION = "[limits]\ncalls = 200\ncalls_per_second = 100\ncalls_per_source = 25\n"
PLAN = (
    '<Dialplan xmlns="urn:dialtree:1" language="en-GB"><Route to="*" menu="main"/><Menu name="main">'
    '<Option on="start"><Say loop="0">You hear this until you hang up.</Say></Option>'
    '<Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option></Menu></Dialplan>'
)


class Flood:
    """Sends INVITEs and counts what comes back."""

    def __init__(self, port):
        self.engine = ("127.0.0.1", port)
        self.sockets = []
        for source in SOURCES:
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sender.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            sender.bind((source, 0))
            sender.setblocking(False)
            self.sockets.append(sender)
        self.sent, self.answers = 0, {}

    def run(self, rate, seconds):
        began = time.monotonic()
        while (passed := time.monotonic() - began) < seconds:
            while self.sent < rate * passed:
                self.invite()
            self.read(0.001)

    def linger(self, over, seconds):
        """Goes on answering until `over()` is true."""
        until = time.monotonic() + seconds
        while not over():
            assert time.monotonic() < until, "calls of the flood are left over"
            self.read(0.2)

    def invite(self):
        number, self.sent = self.sent, self.sent + 1
        sender = self.sockets[number % len(self.sockets)]
        self.send(sender, self.request(sender, "INVITE", number, "", OFFER.format(host=sender.getsockname()[0])))

    def read(self, patience):
        for sender in select.select(self.sockets, [], [], patience)[0]:
            while True:
                try:
                    self.take(sender, sender.recv(65536).decode())
                except BlockingIOError:
                    break

    def take(self, sender, message):
        lines = message.split("\r\n")
        if not lines[0].startswith("SIP/2.0 "):
            return self.send(sender, answer_to(lines))
        status = int(lines[0].split(" ")[1])
        header = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        if status < 200 or not header["cseq"].endswith("INVITE"):
            return
        number = int(header["call-id"].split("@")[0])
        known = self.answers.setdefault(status, set())
        new = number not in known
        known.add(number)
        # Odd ones never acknowledge; the others do, and hang up at once.
        if number // len(self.sockets) % 2 == 0:
            tag = header["to"].partition(";tag=")[2]
            self.send(sender, self.request(sender, "ACK", number, tag))
            if status == 200 and new:
                self.send(sender, self.request(sender, "BYE", number, tag))

    def request(self, sender, method, number, tag, body=""):
        host, port = sender.getsockname()
        kind = "Content-Type: application/sdp\r\n" if body else ""
        branch = f"{number}-{'BYE' if method == 'BYE' else 'INVITE'}"
        return (
            f"{method} sip:1000@127.0.0.1:{self.engine[1]} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{branch}\r\nMax-Forwards: 70\r\n"
            f"From: <sip:flood@{host}>;tag=f{number}\r\nTo: <sip:1000@127.0.0.1>{';tag=' + tag if tag else ''}\r\n"
            f"Call-ID: {number}@{host}\r\nCSeq: {2 if method == 'BYE' else 1} {method}\r\n"
            f"Contact: <sip:flood@{host}:{port}>\r\n{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        )

    def send(self, sender, text):
        try:
            sender.sendto(text.encode(), self.engine)
        except BlockingIOError:
            pass

    def close(self):
        for sender in self.sockets:
            sender.close()


def answer_to(lines):
    """200 to a BYE of the engine."""
    kept = [line for line in lines if line.split(":")[0] in ("Via", "From", "To", "Call-ID", "CSeq")]
    return "\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""])


OFFER = (
    "v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
)


def callers(binary, port, calls, seconds, report):
    """Starts honest callers, each of whom hears a tone for so many seconds; the process writes what they heard."""
    command = [
        binary, "sim", "--sip", f"sip:1000@127.0.0.1:{port}", "--calls", str(calls), "--rate", "10",
        "--max-concurrent", str(calls), "--hold", str(seconds), "--talk", "--json", str(report),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
