"""Builds the documents of Twilio's helper libraries, and holds `dialtree check` and docs/conformance.md against them."""

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[2] / "docs" / "conformance.md"
# What a document of a helper library may be warned of: planned, not offered. Anything else is a gap of the table.
ALLOWED = {"X017", "X018"}
# So many files are given to one process.
BATCH = 300
XML = "{http://www.w3.org/XML/1998/namespace}"


def of_python(folder):
    subprocess.run([sys.executable, HERE / "generate.py", folder], check=True)
    return sorted(Path(folder).glob("*.xml"))


def of_node(folder):
    modules = Path(folder) / "library"
    modules.mkdir(parents=True)
    npm = [shutil.which("npm"), "install", "--silent", "--no-audit", "--no-fund", "--prefix", modules, "twilio"]
    subprocess.run(npm, check=True, stdout=subprocess.DEVNULL)
    documents = Path(folder) / "documents"
    environment = {**os.environ, "NODE_PATH": str(modules / "node_modules")}
    subprocess.run(["node", HERE / "generate.js", documents], check=True, env=environment)
    return sorted(documents.glob("*.xml"))


def check(binary, files):
    """All files are checked; returns what is told about them."""
    told = []
    for start in range(0, len(files), BATCH):
        command = [binary, "check", "--format", "json", "--dialect", "twiml", "--response", *files[start : start + BATCH]]
        run = subprocess.run(command, stdout=subprocess.PIPE, check=False)
        findings = json.loads(run.stdout)
        assert run.returncode == 0, [found for found in findings if found["severity"] == "error"][:5]
        told += findings
    return told


def listed():
    """The page's part on TwiML: (parent, element) with its status and its attributes."""
    part = PAGE.read_text("utf-8").split("\n## TwiML\n")[1].split("\n## ")[0]
    page, current = {}, []
    for element, parents, attribute, status in re.findall(r"^\| (.*) \| (.*) \| (.*) \| (.*) \|$", part, re.M):
        if parents:
            current = [(parent.strip("` "), name.strip("` ")) for parent in parents.split(",") for name in element.split(",")]
            page.update({key: (status, set()) for key in current})
        for key in current:
            page[key][1].add(attribute.strip("`"))
    return page


def unlisted(files, page):
    """What stands in the documents and not on the page. Inside of what is not offered nothing is listed."""
    missing = set()

    def look(parent, element):
        for child in element:
            if not isinstance(child.tag, str):
                continue  # A comment.
            status, attributes = page.get((parent, child.tag), (None, set()))
            if status is None:
                missing.add(f"<{child.tag}> in <{parent}>")
            elif status != "not offered":
                names = {name.replace(XML, "xml:") for name in child.attrib}
                missing.update(f"{name} of <{child.tag}>" for name in names - attributes)
                look(child.tag, child)

    for file in files:
        look("Response", ElementTree.parse(file).getroot())
    return sorted(missing)


def hold(binary, files):
    """Every document parses; what is warned of does not work, and what stands in it is on the page."""
    assert len(files) >= 400, f"only {len(files)} documents"
    told = check(binary, files)
    wrong = [found for found in told if found["code"] not in ALLOWED]
    assert not wrong, "\n".join(sorted({found["message"] for found in wrong}))
    missing = unlisted(files, listed())
    assert not missing, f"not on the page: {missing}"


if __name__ == "__main__":
    scratch = Path(sys.argv[2])
    for build in (of_python, of_node):
        hold(sys.argv[1], build(scratch / build.__name__))
