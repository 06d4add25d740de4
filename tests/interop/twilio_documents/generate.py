"""Builds a document for every class, attribute and child that Twilio's Python library has, by looking into it.

usage: generate.py FOLDER [--sample]

With --sample only a small document for each class: what xml-schema/tests/fixtures/twilio holds.
"""

import inspect
import json
import sys
from pathlib import Path

from twilio.twiml import TwiML, lower_camel, voice_response

TABLES = json.loads((Path(__file__).parent / "values.json").read_text("utf-8"))


class Method:
    """A method of a class that adds a child: `Dial.number`."""

    def __init__(self, owner, name):
        parameters = list(inspect.signature(getattr(owner, name)).parameters.values())[1:]
        parameters = [parameter for parameter in parameters if parameter.kind != parameter.VAR_KEYWORD]
        self.name = name
        # Parameters that must be given, and those that the child's class takes by themselves, are its text.
        child = getattr(owner(**arguments_of(owner)), name)(**{
            parameter.name: TABLES["texts"][parameter.name] for parameter in parameters if parameter.default is parameter.empty
        })
        self.child, self.element = type(child), child.name
        own = inspect.signature(self.child.__init__).parameters
        self.texts = [p.name for p in parameters if p.name in own]
        self.attributes = [p.name for p in parameters if p.name not in own]
        self.optional = {p.name for p in parameters if p.default is not p.empty}

    def call(self, parent, attributes, with_text):
        """Adds the child with these attributes, and those it makes no sense without."""
        needed = TABLES["needed"].get(self.element, [])
        wanted = [text for text in self.texts if with_text or text not in self.optional or text in needed]
        texts = {text: TABLES["texts"][text] for text in wanted}
        chosen = {name: self.value(name) for name in self.attributes if name in attributes or written(name) in needed}
        return getattr(parent, self.name)(**texts, **chosen)

    def value(self, parameter):
        values, name = TABLES["values"], written(parameter)
        kind = self.element[0].upper() + self.element[1:]
        return values.get(f"{kind}.{name}", values.get(name, usual(name)))


def usual(name):
    """A value for an attribute that the table of values does not name."""
    if name.endswith("Method"):
        return "POST"
    return f"https://app.example/{name}" if name.lower().endswith(("url", "callback")) else "example"


def arguments_of(owner):
    parameters = inspect.signature(owner.__init__).parameters.values()
    return {p.name: "x" for p in parameters if p.name != "self" and p.default is p.empty and p.kind != p.VAR_KEYWORD}


def written(parameter):
    """A parameter as it stands in the document: `xml_lang` is `xml:lang`."""
    return lower_camel(TwiML.MAP.get(parameter, parameter))


def methods(owner):
    names = [name for name, _ in inspect.getmembers(owner, inspect.isfunction) if name in vars(owner) and not name.startswith("__")]
    return [Method(owner, name) for name in names]


class Corpus:
    """All documents, by their names."""

    def __init__(self):
        self.documents = {}
        self.seen = set()
        # The richest document of each element, and all children of each class.
        self.sample = {}

    def add(self, name, steps):
        """A document in which each step stands in the one before, the last ones side by side."""
        document = voice_response.VoiceResponse()
        *outer, inner = steps
        parent = document
        for method in outer:
            parent = method.call(parent, [], True)
        for method, attributes, with_text in inner:
            method.call(parent, attributes, with_text)
        self.documents[name] = document.to_xml()

    def walk(self):
        """Every child of every class, each alone and all together, where the class stands nearest to the root."""
        waiting = [(voice_response.VoiceResponse, [], "response")]
        while waiting:
            owner, path, name = waiting.pop(0)
            if owner in self.seen:
                continue
            self.seen.add(owner)
            children = methods(owner)
            for method in children:
                self.child(method, path, f"{name}-{method.element}")
                waiting.append((method.child, [*path, method], f"{name}-{method.element}"))
            if len(children) > 1:
                self.add(f"{name}-all-children", [*path, [(method, [], True) for method in children]])
                self.sample[f"{name}-all-children"] = owner

    def child(self, method, path, name):
        self.add(f"{name}-bare", [*path, [(method, [], False)]])
        self.add(f"{name}-text", [*path, [(method, [], True)]])
        for attribute in method.attributes:
            self.add(f"{name}-{written(attribute).replace(':', '-')}", [*path, [(method, [attribute], True)]])
        richest = f"{name}-all-attributes"
        self.add(richest, [*path, [(method, method.attributes, True)]])
        if method.child not in self.sample.values():
            self.sample[richest] = method.child


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    corpus = Corpus()
    corpus.walk()
    for name, document in corpus.documents.items():
        if "--sample" in sys.argv[2:] and name not in corpus.sample:
            continue
        (folder / f"{name.removeprefix('response-').lower()}.xml").write_text(document, "utf-8")
    print(f"{len(corpus.documents)} documents of {len(corpus.seen)} classes")


if __name__ == "__main__":
    main()
