"""The interop suite: starts the engine and its application, and lets real clients call. Ends with a line a runner understands."""

import json
import os
import socket
import subprocess
import sys
import time
import traceback
import urllib.request
from pathlib import Path

import callers
import contract
import flood
import networks
import proxy
import signatures
from twilio_documents import documents

REPOSITORY = Path(__file__).resolve().parents[2]


class Engine:
    """`dialtree serve` on free ports, as a process."""

    def __init__(self, binary, plan, folder, environment=None, configuration=None):
        self.sip, self.http = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_STREAM)
        self.folder = Path(folder)
        self.log_path = self.folder / f"engine-{self.sip}.log"
        self.log = open(self.log_path, "wb")
        command = [
            binary, "serve", str(plan), "--sip", f"udp://127.0.0.1:{self.sip}", "--sip", f"tcp://127.0.0.1:{self.sip}",
            "--http", f"127.0.0.1:{self.http}", "--traces", str(self.folder / f"traces-{self.sip}"),
        ]
        if configuration:
            command += ["--config", str(configuration)]
        self.process = subprocess.Popen(
            command, cwd=REPOSITORY, stdout=self.log, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}
        )
        self.wait_until_ready()

    def wait_until_ready(self):
        until = time.monotonic() + 20
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/ready", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                pass
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError(f"the engine did not start: {self.log_path.read_text()}")
            time.sleep(0.1)

    def metric(self, name):
        """The value of a metric; 0 if it has not been counted yet."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/metrics", timeout=5) as answer:
            for line in answer.read().decode().splitlines():
                if line.split("{")[0].split(" ")[0] == name:
                    return float(line.rsplit(" ", 1)[1])
        return 0.0

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def wait_until_idle(self):
        until = time.monotonic() + 40
        while self.metric("dialtree_calls") > 0:
            if time.monotonic() > until:
                raise AssertionError("calls are left over")
            time.sleep(0.2)

    def stop(self):
        """SIGTERM: it drains, and ends with status 0."""
        self.process.terminate()
        status = self.process.wait(90)
        self.log.close()
        assert status == 0, f"the engine ended with {status}: {self.log_path.read_text()[-2000:]}"


def free_port(kind):
    """A port that is free, for UDP and TCP both: the engine listens on either with the same number."""
    other = socket.SOCK_DGRAM if kind == socket.SOCK_STREAM else socket.SOCK_STREAM
    for _ in range(100):
        with socket.socket(socket.AF_INET, kind) as probe, socket.socket(socket.AF_INET, other) as second:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no port is free for UDP and TCP both")


def start_application(name, port, folder, environment=None):
    log = open(Path(folder) / f"{name}.log", "wb")
    process = subprocess.Popen(
        [sys.executable, str(REPOSITORY / "examples" / name / "app.py"), str(port)],
        stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})},
    )
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    raise RuntimeError(f"{name} did not start")


def sipp_completes_one_call(binary, folder):
    """One SIPp call: audio, RFC 4733 keys, an INFO key, BYE."""
    engine = Engine(binary, "examples/quickstart", folder)
    status, printed = callers.sipp(folder, f"127.0.0.1:{engine.sip}", "caller.xml", 1, 1, free_port(socket.SOCK_DGRAM), 60)
    assert status == 0, printed[-3000:]
    engine.wait_until_idle()
    log = engine.log_path.read_text()
    engine.stop()
    assert "incoming call" in log and "the caller is gone" in log, log[-2000:]


def sipp_completes_200_calls(binary, folder):
    """200 SIPp calls at 20 a second, all of them."""
    engine = Engine(binary, "examples/quickstart", folder)
    status, printed = callers.sipp(folder, f"127.0.0.1:{engine.sip}", "caller.xml", 200, 20, free_port(socket.SOCK_DGRAM), 120)
    assert status == 0, printed[-3000:]
    engine.wait_until_idle()
    engine.stop()


def sipp_calls_over_tcp(binary, folder):
    """The same over TCP."""
    engine = Engine(binary, "examples/quickstart", folder)
    port = free_port(socket.SOCK_STREAM)
    status, printed = callers.sipp(
        folder, f"127.0.0.1:{engine.sip}", "caller.xml", 5, 5, port, 60, extra=("-t", "t1")
    )
    assert status == 0, printed[-3000:]
    engine.wait_until_idle()
    engine.stop()


def baresip_hears_speech_and_presses_keys(binary, folder):
    """baresip calls, asks for its appointment by keys, and records what it hears."""
    asks_for_its_appointment(binary, folder, "pcma,pcmu", 8000)


def baresip_does_the_same_in_g722(binary, folder):
    """The same with a phone that has no other codec."""
    asks_for_its_appointment(binary, folder, "G722/16000/1", 16000)


def baresip_does_the_same_in_opus(binary, folder):
    """The same in Opus, which is off by default. Its keys are telephone-event at 8000 Hz, beside a clock of 48,000."""
    configuration = Path(folder) / "opus.toml"
    configuration.write_text('[media]\ncodecs = ["opus", "PCMA"]\n[egress]\nallow = ["127.0.0.0/8"]\n')
    asks_for_its_appointment(binary, folder, "opus/48000/2", 48000, configuration)


def baresip_encrypts_its_audio(binary, folder):
    """The same with SRTP: with keys that the engine may leave unanswered (RTP/AVP), and with such that it must not."""
    for encryption in ["srtp", "srtp-mand"]:
        inner = Path(folder) / encryption
        inner.mkdir()
        asks_for_its_appointment(binary, inner, "pcma,pcmu", 8000, encryption=encryption, environment={"RUST_LOG": "trace"})
        log = (inner / "baresip.log").read_text(errors="replace")
        # What it says when offer and answer have agreed on a suite.
        assert "SRTP is Enabled (cryptosuite=AES_CM_128_HMAC_SHA1_80)" in log, log[-3000:]
        for file in [*inner.glob("engine-*.log"), *inner.glob("traces-*/**/*")]:
            assert file.is_dir() or b"inline:" not in file.read_bytes(), f"{file} has a key in it"


def asks_for_its_appointment(binary, folder, *arguments, **named):
    """Once more if the phone itself breaks down; its call says nothing of the engine then."""
    try:
        appointment(binary, folder, *arguments, **named)
    except callers.Died as death:
        print(f"({death}; once more) ", end="", flush=True)
        again = Path(folder) / "again"
        again.mkdir()
        appointment(binary, again, *arguments, **named)


def appointment(binary, folder, codecs, rate, configuration=None, encryption=None, environment=None):
    application = start_application("callapi-app", 8078, folder)
    engine = Engine(binary, "examples/quickstart", folder, environment, configuration)
    phone = callers.Baresip(folder, free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_STREAM), codecs, rate, encryption)
    try:
        phone.command("dial", f"sip:1000@127.0.0.1:{engine.sip}")
        assert phone.wait_for("CALL_ESTABLISHED", 15), (Path(folder) / "baresip.log").read_text()[-2000:]
        phone.listen(3)
        phone.keys("1")
        phone.listen(4)
        phone.keys("4711")
        phone.listen(9)
        phone.keys("1")
        assert phone.wait_for("CALL_CLOSED", 30), engine.log_path.read_text()[-3000:]
    except callers.Died:
        engine.stop()
        raise
    finally:
        phone.stop()
        application.terminate()
        application.wait(10)
    engine.wait_until_idle()
    engine.stop()
    asked = (Path(folder) / "callapi-app.log").read_text()
    assert "'patient': '4711'" in asked, asked
    assert "'Digits': '1'" in asked, asked
    heard_hz, seconds, loud = callers.loudness(phone.heard)
    assert heard_hz == rate, heard_hz
    assert seconds > 8 and loud > 150, f"{seconds:.1f} s recorded, {loud} frames with sound"


def kamailio_shares_calls_between_two_engines(binary, folder):
    """examples/kamailio: SIPp calls through a proxy that stays in the way; one engine goes, and no call is lost."""
    engines = [Engine(binary, "examples/quickstart", folder) for _ in range(2)]
    front = proxy.Kamailio(folder, free_port(socket.SOCK_DGRAM), [engine.sip for engine in engines])
    try:
        front.wait_until_ready()
        caller = lambda calls: callers.sipp(  # noqa: E731
            folder, f"127.0.0.1:{front.port}", "caller.xml", calls, 5, free_port(socket.SOCK_DGRAM), 60
        )
        status, printed = caller(20)
        assert status == 0, printed[-3000:]
        for engine in engines:
            engine.wait_until_idle()
        shares = [engine.metric("dialtree_calls_ended_total") for engine in engines]
        assert sum(shares) == 20 and min(shares) > 0, shares

        engines.pop().stop()
        status, printed = caller(10)
        assert status == 0, printed[-3000:]
        engines[0].wait_until_idle()
        assert engines[0].metric("dialtree_calls_ended_total") == shares[0] + 10
    finally:
        front.stop()
    engines[0].stop()


def a_call_gets_through_a_nat_between_two_engines(binary, folder):
    """SIPp calls an engine inside, which transfers to one outside: its keys arrive there, and the end is heard on both sides."""
    if missing := networks.missing():
        print(f"(left out, no network namespaces here: {missing}) ", end="")
        return
    with networks.Nat(folder) as nat:
        nat.serve("outside", binary, networks.ANSWERS)
        nat.serve("inside", binary, networks.TRANSFERS)
        status, printed = nat.call("inside")
        assert status == 0, printed[-3000:]
        nat.wait_until_idle()
        heard = nat.traces("outside")
        assert '"digit":"#"' in heard and '"cause":"by-caller"' in heard, heard[-3000:]


def live_calls_do_not_notice_a_flood(binary, folder):
    """20 calls lose nothing while 1,000 INVITEs a second come for 15 s, half of which never see an ACK; then all is as before."""
    plan, configuration, report = (Path(folder) / name for name in ("plan.xml", "engine.toml", "heard.json"))
    plan.write_text(flood.PLAN)
    configuration.write_text(flood.CONFIGURATION)
    engine = Engine(binary, plan, folder, configuration=configuration)
    engine.metric("dialtree_calls")
    before = engine.open_files()
    calls = flood.callers(binary, engine.sip, 20, 25, report)
    storm = flood.Flood(engine.sip)
    try:
        storm.linger(lambda: engine.metric("dialtree_calls") == 20, 20)
        storm.run(1000, 15)
        printed, _ = calls.communicate(timeout=60)
        assert calls.returncode == 0, printed
        heard = json.loads(report.read_text())
        assert (heard["completed"], heard["failed"]) == (20, 0), printed
        assert heard["lost"] * 1000 <= heard["packets"], printed
        answered = {status: len(calls) for status, calls in storm.answers.items()}
        assert set(answered) == {200, 503} and sum(answered.values()) * 100 >= storm.sent * 99, (storm.sent, answered)
        # Who never acknowledged is given up after 64 times T1, 32 s.
        storm.linger(lambda: engine.metric("dialtree_calls") == 0, 60)
    finally:
        storm.close()
        calls.kill()
    again = flood.callers(binary, engine.sip, 5, 2, report)
    printed, _ = again.communicate(timeout=60)
    assert again.returncode == 0, printed
    engine.wait_until_idle()
    # The connection of our last question goes when the engine has seen that we have closed it.
    until = time.monotonic() + 20
    while engine.open_files() > before:
        assert time.monotonic() < until, f"{engine.open_files()} open files, {before} before"
        time.sleep(0.2)
    engine.stop()


def twilios_validator_takes_the_signature(binary, folder):
    """Recording applications at IPv4 and IPv6 check every request with twilio.request_validator."""
    validated(binary, folder, signatures.CONFIGURATION, "HMAC_SHA1")


def twilios_validator_takes_the_signature_of_a_shared_key(binary, folder):
    """The same with HMAC-SHA256."""
    validated(binary, folder, signatures.SHARED_KEY, "HMAC_SHA256")


def validated(binary, folder, text, algorithm):
    applications = [signatures.Application("12345", host) for host in ("127.0.0.1", "::1")]
    plan = Path(folder) / "signed"
    plan.mkdir()
    (plan / "plan.xml").write_text(signatures.plan(applications))
    configuration = Path(folder) / "signed.toml"
    configuration.write_text(text)
    engine = Engine(binary, plan, folder, {"INTEROP_TOKEN": "12345"}, configuration)
    status, printed = callers.sipp(folder, f"127.0.0.1:{engine.sip}", "short.xml", 3, 3, free_port(socket.SOCK_DGRAM), 60)
    assert status == 0, printed[-3000:]
    engine.wait_until_idle()
    engine.stop()
    for application in applications:
        application.stop()
        assert len(application.checked) == 3 * (len(signatures.ASKED) + 1), application.checked
        assert all(right for _, right in application.checked), application.checked
        assert application.algorithms == {algorithm}, application.algorithms


def twilios_validator_takes_what_no_dialplan_sends_yet(_binary, _folder):
    """JSON bodies, usual ports written out and the like, as the engine's own tests have signed them."""
    signatures.accepts_the_fixtures()


def documents_of_twilios_python_library_are_understood(binary, folder):
    """Every class, attribute and child that the library has."""
    documents.hold(binary, documents.of_python(Path(folder) / "documents"))


def documents_of_twilios_node_library_are_understood(binary, folder):
    """The same, and every word that its types allow."""
    documents.hold(binary, documents.of_node(Path(folder)))


def the_programs_of_the_manual_serve_callers(binary, folder):
    """docs/interactive.md: each program answers a call, and refuses one that is signed with another secret."""
    for language in contract.PROGRAMS:
        for secret, documents in [("whisper", 1), ("another", 0)]:
            place = Path(folder) / f"{language}-{secret}"
            place.mkdir()
            port = free_port(socket.SOCK_STREAM)
            plan, configuration = contract.plan(place, port)
            program = contract.start(language, place, port, "whisper")
            engine = Engine(binary, plan, place, {"APP_SECRET": secret}, configuration)
            try:
                status, printed = callers.sipp(
                    place, f"127.0.0.1:{engine.sip}", "short.xml", 1, 1, free_port(socket.SOCK_DGRAM), 60
                )
                assert status == 0, printed[-3000:]
                engine.wait_until_idle()
            finally:
                engine.stop()
                program.terminate()
                program.wait(10)
            traces = "".join(trace.read_text() for trace in place.glob("traces-*/**/*") if trace.is_file())
            assert traces.count('"report":"document"') == documents, f"{language}, {secret}: {traces}"


TESTS = [
    the_programs_of_the_manual_serve_callers,
    documents_of_twilios_python_library_are_understood,
    documents_of_twilios_node_library_are_understood,
    sipp_completes_one_call,
    sipp_calls_over_tcp,
    sipp_completes_200_calls,
    baresip_hears_speech_and_presses_keys,
    baresip_does_the_same_in_g722,
    baresip_does_the_same_in_opus,
    baresip_encrypts_its_audio,
    kamailio_shares_calls_between_two_engines,
    a_call_gets_through_a_nat_between_two_engines,
    live_calls_do_not_notice_a_flood,
    twilios_validator_takes_the_signature,
    twilios_validator_takes_the_signature_of_a_shared_key,
    twilios_validator_takes_what_no_dialplan_sends_yet,
]


def main():
    binary, folder = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2])
    wanted = sys.argv[3:]
    failed, run = [], 0
    for test in TESTS:
        if wanted and test.__name__ not in wanted:
            continue
        run += 1
        place = folder / test.__name__
        place.mkdir()
        callers.prepare(place)
        print(f"{test.__name__} … ", end="", flush=True)
        try:
            test(binary, place)
            print("ok", flush=True)
        except Exception:  # noqa: BLE001: whatever it is, the test has failed and the next one runs
            print("FAILED", flush=True)
            traceback.print_exc()
            failed.append(test.__name__)
    print(f"test result: {'FAILED' if failed else 'ok'}. {run - len(failed)} passed; {len(failed)} failed; 0 ignored")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
