"""Two networks and a NAT between them: each side is a network namespace of this machine."""

import os
import subprocess
import time
from pathlib import Path

import callers

PLAN = (
    '<Dialplan xmlns="urn:dialtree:1" language="en-GB"><Route to="*" menu="main"/><Menu name="main">{options}'
    '<Option on="invalid"><Hangup/></Option></Menu></Dialplan>'
)
# Listens to what is pressed until the caller hangs up.
ANSWERS = PLAN.format(
    options='<Option on="start"><Say>Outside.</Say><Gather numDigits="20" timeout="30" finishOnKey=""/></Option>'
    '<Option on="timeout"><Hangup/></Option>'
)
TRANSFERS = PLAN.format(
    options='<Option on="start"><Transfer to="sip:1000@203.0.113.2"/><Hangup/></Option><Option on="timeout"><Hangup/></Option>'
)
INSIDE, OUTSIDE = "10.7.0.2", "203.0.113.2"


def missing():
    """Why no networks can be made here; None if they can. Root in a container often may not."""
    name = f"dialtree-probe-{os.getpid()}"
    try:
        for command in [("ip", "netns", "add", name), ("ip", "netns", "exec", name, "nft", "add table ip probe")]:
            done = subprocess.run(command, capture_output=True, text=True, timeout=20)
            if done.returncode != 0:
                return done.stderr.strip()
    finally:
        subprocess.run(["ip", "netns", "del", name], capture_output=True, timeout=20)
    return None


class Nat:
    """`inside` (10.7.0.2) reaches `outside` (203.0.113.2) through a router that gives it another address and other ports."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.names = {side: f"dialtree-{side}-{os.getpid()}" for side in ("inside", "router", "outside")}
        self.engines = []

    def __enter__(self):
        try:
            self.lay_out()
        except BaseException:
            self.take_down()
            raise
        return self

    def __exit__(self, *_):
        self.take_down()

    def lay_out(self):
        for name in self.names.values():
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        inside, router, outside = self.names.values()
        for near, far, here, there in [(inside, router, INSIDE, "10.7.0.1"), (outside, router, OUTSIDE, "203.0.113.1")]:
            device = "in" if near == inside else "out"
            run("ip", "-n", near, "link", "add", "net", "type", "veth", "peer", "name", device, "netns", far)
            for space, name, address in [(near, "net", here), (far, device, there)]:
                run("ip", "-n", space, "address", "add", f"{address}/24", "dev", name)
                run("ip", "-n", space, "link", "set", name, "up")
        run("ip", "-n", inside, "route", "add", "default", "via", "10.7.0.1")
        # Outside knows the router's address, and nothing of the network behind it.
        run(*self.within("router"), "sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
        rules = (
            "add table ip nat; add chain ip nat out { type nat hook postrouting priority 100; }; "
            "add rule ip nat out oifname out ip protocol udp masquerade to :40000-60000 random; "
            "add table ip filter; add chain ip filter forward { type filter hook forward priority 0; policy drop; }; "
            "add rule ip filter forward iifname in accept; "
            "add rule ip filter forward ct state established,related accept"
        )
        run(*self.within("router"), "nft", rules)

    def within(self, side):
        return ["ip", "netns", "exec", self.names[side]]

    def serve(self, side, binary, plan):
        address = INSIDE if side == "inside" else OUTSIDE
        place = self.folder / side
        place.mkdir()
        (place / "plan.xml").write_text(plan)
        log = open(place / "engine.log", "wb")
        command = [
            *self.within(side), binary, "serve", str(place / "plan.xml"), "--sip", f"udp://{address}:5060",
            "--http", "127.0.0.1:8061", "--traces", str(place / "traces"),
        ]
        self.engines.append((side, subprocess.Popen(command, cwd=place, stdout=log, stderr=subprocess.STDOUT)))
        until = time.monotonic() + 20
        while self.asks(side, "ready") is None:
            if time.monotonic() > until:
                raise RuntimeError(f"the engine {side} did not start: {(place / 'engine.log').read_text()}")
            time.sleep(0.1)

    def asks(self, side, path):
        """What the engine's own HTTP server says; None if nothing."""
        code = f"import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:8061/{path}', timeout=2).read().decode())"
        done = subprocess.run([*self.within(side), "python3", "-c", code], capture_output=True, text=True, timeout=20)
        return done.stdout if done.returncode == 0 else None

    def call(self, side):
        """SIPp calls the engine of its own side."""
        callers.prepare(self.folder / side)
        command = [
            *self.within(side), "sipp", f"{INSIDE}:5060", "-sf", str(callers.HERE / "caller.xml"), "-s", "1000",
            "-i", INSIDE, "-p", "5062", "-m", "1", "-mp", "16000", "-timeout", "60s", "-timeout_error", "-nostdin", "-trace_err",
        ]
        done = subprocess.run(command, cwd=self.folder / side, capture_output=True, text=True, timeout=90)
        return done.returncode, done.stdout + done.stderr

    def wait_until_idle(self):
        until = time.monotonic() + 40
        for side, _ in self.engines:
            while "\ndialtree_calls 0" not in (self.asks(side, "metrics") or ""):
                if time.monotonic() > until:
                    raise AssertionError(f"calls are left over {side}")
                time.sleep(0.2)

    def traces(self, side):
        return "".join(trace.read_text() for trace in (self.folder / side / "traces").glob("**/*.jsonl"))

    def take_down(self):
        for _, engine in self.engines:
            engine.terminate()
        for _, engine in self.engines:
            try:
                engine.wait(60)
            except subprocess.TimeoutExpired:
                engine.kill()
        for name in self.names.values():
            subprocess.run(["ip", "netns", "del", name], capture_output=True, timeout=20)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
