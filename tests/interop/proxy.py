"""Kamailio with the configuration of examples/kamailio, in front of engines on this machine."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "kamailio" / "kamailio.cfg"


class Kamailio:
    """A proxy that shares calls out between engines."""

    def __init__(self, folder, port, engines):
        self.port, self.folder = port, Path(folder)
        targets = self.folder / "dispatcher.list"
        targets.write_text("".join(f"1 sip:127.0.0.1:{engine} 0 0\n" for engine in engines))
        self.log_path = self.folder / "kamailio.log"
        self.log = open(self.log_path, "wb")
        command = [
            "kamailio", "-DD", "-E", "-f", str(EXAMPLE), "-Y", str(self.folder), "-P", str(self.folder / "kamailio.pid"),
            "-A", f"LISTEN=udp:127.0.0.1:{port}", "-A", f'LIST="{targets}"', "-m", "64",
        ]
        self.process = subprocess.Popen(
            command, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True, cwd=self.folder
        )

    def wait_until_ready(self, seconds=30):
        """Waits until it answers OPTIONS."""
        until = time.monotonic() + seconds
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.3)
            probe.bind(("127.0.0.1", 0))
            here = f"127.0.0.1:{probe.getsockname()[1]}"
            options = (
                f"OPTIONS sip:127.0.0.1:{self.port} SIP/2.0\r\nVia: SIP/2.0/UDP {here};branch=z9hG4bKready;rport\r\n"
                f"From: <sip:ready@{here}>;tag=1\r\nTo: <sip:127.0.0.1:{self.port}>\r\nCall-ID: ready@{here}\r\n"
                f"CSeq: 1 OPTIONS\r\nMax-Forwards: 10\r\nContact: <sip:ready@{here}>\r\nContent-Length: 0\r\n\r\n"
            )
            while True:
                probe.sendto(options.encode(), ("127.0.0.1", self.port))
                try:
                    if probe.recv(4096).startswith(b"SIP/2.0 200"):
                        return
                except OSError:
                    pass
                if time.monotonic() > until or self.process.poll() is not None:
                    raise RuntimeError(f"the proxy did not start: {self.log_path.read_text(errors='replace')[-2000:]}")

    def stop(self):
        """The whole group: its children are processes of their own."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
        self.log.close()
