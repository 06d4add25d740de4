"""The plan, the configuration and the programs of docs/interactive.md, as they stand there."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "interactive.md"
# How the page writes a language, the file it is saved as, and what runs it.
PROGRAMS = {
    "python": ("app.py", lambda file, port: [sys.executable, file, str(port)]),
    "javascript": ("app.js", lambda file, port: ["node", file, str(port)]),
    "php": ("app.php", lambda file, port: ["php", "-S", f"127.0.0.1:{port}", file]),
}


def block(language):
    """The page's first block in a language, indented or not."""
    found = re.search(rf"^( *)```{language}\n(.*?)^ *```", PAGE.read_text("utf-8"), re.M | re.S)
    return re.sub(rf"^{found[1]}", "", found[2], flags=re.M)


def start(language, folder, port, secret):
    name, command = PROGRAMS[language]
    file = Path(folder) / name
    file.write_text(block(language), "utf-8")
    environment = {**os.environ, "APP_SECRET": secret, "APP_URL": f"http://127.0.0.1:{port}"}
    log = open(Path(folder) / f"{name}.log", "wb")
    process = subprocess.Popen(command(file, port), env=environment, stdout=log, stderr=subprocess.STDOUT)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    raise RuntimeError(f"{name} did not start")


def plan(folder, port):
    """The page's plan, which asks this port; returns its folder and the configuration."""
    place = Path(folder) / "plan"
    place.mkdir()
    (place / "plan.xml").write_text(block("xml").replace("8080", str(port)), "utf-8")
    configuration = Path(folder) / "dialtree.toml"
    configuration.write_text(block("toml").replace("8080", str(port)), "utf-8")
    return place, configuration
