#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The words that editors colour are those of the grammar."""
import json
import re
import sys
from pathlib import Path

GRAMMAR = Path(__file__).resolve().parents[3] / "grammar"
EDITORS = GRAMMAR / "editors"


def grammar_words():
    return set(re.findall(r"^[A-Z]+ : '([a-z]+)' ;", (GRAMMAR / "Nasg.g4").read_text(encoding="utf-8"), re.MULTILINE))


def vscode_words():
    repository = json.loads((EDITORS / "vscode/syntaxes/nasg.tmLanguage.json").read_text(encoding="utf-8"))["repository"]
    patterns = [*repository["keywords"]["patterns"], repository["constants"]]
    return {word for pattern in patterns for word in re.fullmatch(r"\\b\((.*)\)\\b", pattern["match"])[1].split("|")}


def vim_words():
    text = (EDITORS / "vim/syntax/nasg.vim").read_text(encoding="utf-8")
    words = {word for line in re.findall(r"^syntax keyword \w+ (.*)$", text, re.MULTILINE) for word in line.split()}
    return {word for word in words if "=" not in word} - {"skipwhite"}


def strings_of(rule, kind, key):
    """The texts of a kind in a rule of tree-sitter's grammar.json."""
    if isinstance(rule, list):
        return {text for part in rule for text in strings_of(part, kind, key)}
    if not isinstance(rule, dict):
        return set()
    own = {rule[key]} if rule.get("type") == kind else set()
    return own.union(*(strings_of(part, kind, key) for part in rule.values()))


def tree_sitter_grammar():
    return json.loads((EDITORS / "tree-sitter/src/grammar.json").read_text(encoding="utf-8"))


def tree_sitter_words():
    return {word for word in strings_of(tree_sitter_grammar(), "STRING", "value") if word.isalpha()}


def check_tree_sitter():
    """What was made of grammar.js has its rules and texts, and what its packages name is there."""
    folder = EDITORS / "tree-sitter"
    grammar = tree_sitter_grammar()
    source = (folder / "grammar.js").read_text(encoding="utf-8")
    rules = re.findall(r"^    (\w+): \$ =>", source, re.MULTILINE)
    if rules != list(grammar["rules"]):
        yield f"tree-sitter: {sorted(set(rules) ^ set(grammar['rules']))} are rules of grammar.js or of src/ alone"
    made = strings_of(grammar, "STRING", "value") | strings_of(grammar, "FIELD", "name") | {grammar["name"]}
    written = set(re.findall(r"'([^'\n]+)'", re.sub(r"^ *//.*$", "", source, flags=re.MULTILINE)))
    if written != made:
        yield f"tree-sitter: {sorted(written ^ made)} are texts of grammar.js or of src/ alone"
    own = json.loads((folder / "tree-sitter.json").read_text(encoding="utf-8"))["grammars"][0]
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))["tree-sitter"][0]
    if {key: own.get(key) for key in package} != package:
        yield "tree-sitter: package.json and tree-sitter.json differ"
    for name in package.values():
        if isinstance(name, str) and name.endswith(".scm") and not (folder / name).is_file():
            yield f"tree-sitter: {name} is missing"


def check_vscode():
    """Every file that the extension names is there, and every pattern that is named is defined."""
    package = json.loads((EDITORS / "vscode/package.json").read_text(encoding="utf-8"))
    contributes = package["contributes"]
    named = [package["main"], contributes["languages"][0]["configuration"], contributes["grammars"][0]["path"]]
    yield from (f"vscode/{name} is missing" for name in named if not (EDITORS / "vscode" / name).is_file())
    json.loads((EDITORS / "vscode/language-configuration.json").read_text(encoding="utf-8"))
    syntax = json.loads((EDITORS / "vscode/syntaxes/nasg.tmLanguage.json").read_text(encoding="utf-8"))
    included = {pattern["include"][1:] for pattern in syntax["patterns"]}
    if included != set(syntax["repository"]):
        yield f"patterns {sorted(included ^ set(syntax['repository']))} are not both defined and included"


def main():
    words = grammar_words()
    problems = [*check_vscode(), *check_tree_sitter()]
    for editor, theirs in (("vscode", vscode_words()), ("vim", vim_words()), ("tree-sitter", tree_sitter_words())):
        problems += [f"{editor} does not know `{word}`" for word in sorted(words - theirs)]
        problems += [f"{editor} knows `{word}`, which is no word of the grammar" for word in sorted(theirs - words)]
    for problem in problems:
        print(problem)
    print(f"{len(words)} words, {len(problems)} problems")
    return 1 if problems or not words else 0


sys.exit(main())
