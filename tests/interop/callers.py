"""Real SIP clients against a running engine: SIPp and baresip, as processes with a deadline."""

import json
import socket
import subprocess
import time
import wave
from array import array
from pathlib import Path

HERE = Path(__file__).resolve().parent


def sipp(folder, target, scenario, calls, rate, port, seconds, media_port=16000, extra=()):
    """Runs SIPp as the caller until its calls are done; returns (exit status, what it printed)."""
    command = [
        "sipp", target, "-sf", str(HERE / scenario), "-s", "1000", "-i", "127.0.0.1", "-p", str(port),
        "-m", str(calls), "-r", str(rate), "-l", str(max(calls, 1)), "-mp", str(media_port),
        "-timeout", f"{seconds}s", "-timeout_error", "-nostdin",
        "-trace_err", "-trace_stat", "-fd", "1", *extra,
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=seconds + 30)
    return done.returncode, done.stdout + done.stderr


def sipp_callee(folder, port, calls):
    """Starts SIPp as somebody who answers transfers; the process ends with the last of its calls, or when it is stopped."""
    command = [
        "sipp", "-sf", str(HERE / "callee.xml"), "-i", "127.0.0.1", "-p", str(port), "-m", str(calls),
        "-nostdin", "-trace_err", "-rtp_echo",
    ]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Died(OSError):
    """A client broke down in the middle of a call: what it would have shown is not known."""


class Baresip:
    """A headless baresip with a control socket."""

    def __init__(self, folder, sip_port=5081, control_port=4444, codecs="pcma,pcmu", rate=8000, encryption=None):
        self.folder = Path(folder)
        self.control_port = control_port
        silence(self.folder / "said.wav", 120, rate)
        text = (HERE / "baresip" / "config").read_text()
        for name, value in {
            "HEARD": "/dev/null", "SAID": str(self.folder / "said.wav"),
            "SIP_PORT": str(sip_port), "CONTROL_PORT": str(control_port), "FOLDER": str(folder), "RATE": str(rate),
        }.items():
            text = text.replace(f"@{name}@", value)
        (self.folder / "config").write_text(text)
        accounts = (HERE / "baresip" / "accounts").read_text().replace("@SIP_PORT@", str(sip_port)).replace("@CODECS@", codecs)
        accounts = accounts.replace("@ENCRYPTION@", f";mediaenc={encryption}" if encryption else "")
        (self.folder / "accounts").write_text(accounts)
        self.log = open(self.folder / "baresip.log", "wb")
        self.process = subprocess.Popen(
            ["baresip", "-f", str(folder)], stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT
        )
        self.control = self.connect()
        self.unread = b""

    @property
    def heard(self):
        """What came from the network: the sndfile module writes it beside what was sent."""
        return next(self.folder.glob("dump-*-dec.wav"))

    def connect(self):
        """Waits for the control socket."""
        until = time.monotonic() + 15
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.control_port), 3)
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def command(self, name, parameters=""):
        """Gives a command; does not wait for its answer."""
        body = json.dumps({"command": name, "params": parameters}).encode()
        try:
            self.control.sendall(b"%d:%s," % (len(body), body))
        except OSError as error:
            raise Died(f"baresip takes no more commands: {error}") from error

    def wait_for(self, kind, seconds):
        """Reads events until one of this type; returns it, or None when the time has passed."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            message = self.read(until - time.monotonic())
            if message and message.get("type") == kind:
                return message
        return None

    def listen(self, seconds):
        """Stays in the call and reads what it tells meanwhile."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.read(until - time.monotonic())

    def keys(self, keys):
        """Presses keys, one after another."""
        for key in keys:
            self.command("sndcode", key)
            self.listen(0.3)

    def read(self, seconds):
        """The next netstring of the control socket.

        Raises Died if there will be none: baresip 1.0 now and then dies in libcrypto when it sends a key while it encrypts.
        """
        self.control.settimeout(max(seconds, 0.01))
        while True:
            length, colon, rest = self.unread.partition(b":")
            if colon and len(rest) > int(length):
                self.unread = rest[int(length) + 1:]
                return json.loads(rest[:int(length)])
            try:
                more = self.control.recv(65536)
            except TimeoutError:
                return None
            except ConnectionError:
                more = b""
            if not more:
                raise Died(f"baresip ended with {self.process.wait(10)}")
            self.unread += more

    def stop(self):
        """Ends the process."""
        try:
            self.command("quit")
            self.process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        self.control.close()
        self.log.close()


def prepare(folder):
    """The audio that the SIPp scenario sends: a second and a half of a tone in G.711."""
    folder = Path(folder)
    (folder / "say.ulaw").write_bytes(bytes([0x90, 0x10] * 6000))


def silence(path, seconds, rate):
    """baresip ends a call when its source file ends, so the file is long."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"\0\0" * rate * seconds)


def loudness(path):
    """The rate and the seconds of a WAV file, and how many of its 20 ms frames are louder than -40 dBFS."""
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        samples = array("h", file.readframes(file.getnframes()))[::file.getnchannels()]
    size = rate // 50
    loud = 0
    for start in range(0, len(samples) - size, size):
        frame = samples[start:start + size]
        if (sum(sample * sample for sample in frame) / size) ** 0.5 > 328:
            loud += 1
    return rate, len(samples) / rate, loud
