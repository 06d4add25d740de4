// Builds a document for every class, attribute, value and child that Twilio's Node library has, by looking into it.
//
// usage: NODE_PATH=… node generate.js FOLDER

"use strict";

const fs = require("fs");
const path = require("path");
const VoiceResponse = require("twilio").twiml.VoiceResponse;

const TABLES = JSON.parse(fs.readFileSync(path.join(__dirname, "values.json"), "utf8"));
const TYPES = fs.readFileSync(path.join(path.dirname(require.resolve("twilio")), "twiml", "VoiceResponse.d.ts"), "utf8");
// The types of attributes are in no JavaScript: only the library's own declarations have them.
const UNIONS = new Map([...TYPES.matchAll(/type (\w+) = ([^;]+);/g)].map((found) => [found[1], words(found[2])]));
const INTERFACES = new Map([...TYPES.matchAll(/interface (\w+) \{([^}]*)\}/g)].map((found) => [found[1], attributes(found[2])]));
const documents = new Map();
const seen = new Set();

/** The words of `"a" | "b"`. */
function words(union) {
  return [...union.matchAll(/"([^"]*)"/g)].map((found) => found[1]);
}

/** The attributes of an interface, each with its type. */
function attributes(body) {
  return [...body.matchAll(/^\s*"?([\w:-]+)"?\??: ([\w[\]]+);/gm)].map((found) => ({ name: found[1], type: found[2] }));
}

/** The methods of a class that add a child, from its declaration: name, interface of the attributes, text, class of the child. */
function methods(owner) {
  const start = TYPES.search(new RegExp(`class ${owner} extends TwiML`));
  const body = TYPES.slice(start).split(/\n {0,4}\}\n/)[0];
  const found = new Map();
  for (const [, name, parameters, child] of body.matchAll(/^\s*(\w+)\(([^)]*)\): VoiceResponse\.(\w+);/gm)) {
    const taken = /attributes\??: VoiceResponse\.(\w+)/.exec(parameters);
    const text = [...parameters.matchAll(/(\w+)(\??): string/g)].find((match) => match[1] !== "attributes");
    // Of several spellings the one with attributes counts.
    if (taken || !found.has(name)) {
      found.set(name, { name, child, attributes: INTERFACES.get(taken && taken[1]) || [], text: text && text[1] });
    }
  }
  return [...found.values()];
}

/** A value for an attribute: the library's own words first. */
function value(method, attribute) {
  const union = UNIONS.get(attribute.type.replace("[]", ""));
  if (union) return attribute.type.endsWith("[]") ? union : union[0];
  const element = TABLES.values[`${method.child}.${attribute.name}`];
  const known = element === undefined ? TABLES.values[attribute.name] : element;
  if (attribute.type === "boolean") return true;
  if (attribute.type.startsWith("number")) return typeof known === "number" ? known : 1;
  if (known !== undefined) return known;
  if (attribute.name.endsWith("Method")) return "POST";
  return /(url|callback)$/i.test(attribute.name) ? `https://app.example/${attribute.name}` : "example";
}

/** Adds a child with some attributes, and with those it makes no sense without. */
function call(parent, method, chosen) {
  const element = method.child.replace(/^Ssml/, "").replace("SayAs", "say-as").toLowerCase();
  const needed = method.attributes.filter((one) => (TABLES.needed[element] || []).includes(one.name));
  const all = {};
  for (const one of needed) all[one.name] = value(method, one);
  Object.assign(all, chosen);
  return method.text ? parent[method.name](all, TABLES.texts[method.text]) : parent[method.name](all);
}

/** A document in which each step stands in the one before, the last ones side by side. */
function add(name, steps, last) {
  const response = new VoiceResponse();
  const parent = steps.reduce((inner, method) => call(inner, method, {}), response);
  for (const [method, chosen] of last) call(parent, method, chosen);
  documents.set(name, response.toString());
}

/** Every child of every class, each alone and all together, where the class stands nearest to the root. */
function walk() {
  const waiting = [{ owner: "VoiceResponse", steps: [], name: "response" }];
  for (const { owner, steps, name } of waiting) {
    if (seen.has(owner)) continue;
    seen.add(owner);
    const children = methods(owner);
    for (const method of children) {
      child(method, steps, `${name}-${method.name}`);
      waiting.push({ owner: method.child, steps: [...steps, method], name: `${name}-${method.name}` });
    }
    if (children.length > 1) add(`${name}-all-children`, steps, children.map((method) => [method, {}]));
  }
}

function commented() {
  const response = new VoiceResponse();
  response.commentBefore("before");
  response.comment("inside");
  response.say("Hello");
  response.commentAfter("after");
  documents.set("response-comments", response.toString());
}

function child(method, steps, name) {
  add(`${name}-bare`, steps, [[method, {}]]);
  const all = {};
  for (const one of method.attributes) {
    all[one.name] = value(method, one);
    const union = UNIONS.get(one.type.replace("[]", "")) || [];
    // A thousand voices are one kind of word; a few of them will do.
    const values = union.length > 60 ? union.filter((_, at) => at % 40 === 0) : union;
    for (const [at, word] of (values.length ? values : [all[one.name]]).entries()) {
      add(`${name}-${one.name.replace(/\W/g, "-")}-${at}`, steps, [[method, { [one.name]: word }]]);
    }
  }
  if (method.attributes.length > 1) add(`${name}-all-attributes`, steps, [[method, all]]);
}

const folder = process.argv[2];
fs.mkdirSync(folder, { recursive: true });
walk();
commented();
for (const [name, document] of documents) fs.writeFileSync(path.join(folder, `${name.toLowerCase()}.xml`), document);
console.log(`${documents.size} documents of ${seen.size} classes`);
