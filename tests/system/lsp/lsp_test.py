#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The language server, asked as an editor asks it.

  lsp_test.py --bin build/bin
"""
import argparse
import random
import sys
import tempfile
import unittest
from pathlib import Path

from client import Client, Document

NASGC = None

PROGRAM = """import std.vision;

/// Two 𝕕 branches.
topology Pair(a, b) = |x| { y = a(x); y + b(x) }
op sep(k, s = 1) = conv2d(C, kernel = k, stride = s, padding = k / 2);

/* 𝕕𝕕 */ space S(width = 8) : [3, 8, 8] -> [width, 8, 8] {
  start = conv2d(width, kernel = 1) >> CELL >> CELL;
  /// What is repeated.
  CELL  = Pair(OP, OP) | let b = OP in b >> b;
  OP    = id | relu | sep(k = 3) @ 2;
}
search quick on S(width = 4) { objective = train(data = digits); strategy = random; budget = 3 evaluations; }
"""


class LanguageServer(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.client = Client(NASGC)
        self.capabilities = self.client.initialize()["capabilities"]

    def tearDown(self):
        self.client.process.kill()
        self.client.process.communicate()
        self.folder.cleanup()

    def document(self, text=PROGRAM, name="a b.nasg"):
        return Document(self.client, Path(self.folder.name) / name, text)

    def test_positions_are_utf16_and_a_good_program_has_no_diagnostics(self):
        self.assertEqual(self.capabilities["positionEncoding"], "utf-16")
        document = self.document()
        self.assertEqual(self.client.diagnostics(document.uri), [])

    def test_diagnostics_follow_each_change(self):
        document = self.document()
        self.assertEqual(self.client.diagnostics(document.uri), [])
        document.change("Pair(OP, OP)", "Pairs(OP, OP)")
        wrong, = self.client.diagnostics(document.uri)
        self.assertEqual((wrong["code"], wrong["severity"], document.slice(wrong["range"])), ("E0203", 1, "Pairs"))
        self.assertIn("did you mean `Pair`?", wrong["message"])
        document.change("Pairs", "Pair")
        self.assertEqual(self.client.diagnostics(document.uri), [])

    def test_diagnostics_behind_wide_characters_stand_in_the_right_place(self):
        document = self.document("/* 𝕕𝕕 */ op f = unknown;\n")
        wrong, = self.client.diagnostics(document.uri)
        self.assertEqual(document.slice(wrong["range"]), "unknown")

    def test_related_places_are_told(self):
        document = self.document("op f = relu;\nop f = tanh;\n")
        wrong, = self.client.diagnostics(document.uri)
        related, = wrong["relatedInformation"]
        self.assertEqual(related["message"], "first defined here")
        self.assertEqual(related["location"]["range"]["start"], {"line": 0, "character": 3})

    def test_mistakes_of_imported_files_lead_there(self):
        other = Path(self.folder.name) / "other.nasg"
        other.write_text("op f = ;\n")
        document = self.document('import "other.nasg";\n')
        wrong, = self.client.diagnostics(document.uri)
        self.assertEqual(wrong["relatedInformation"][0]["location"]["uri"], other.as_uri())
        other.write_text("op f = relu;\n")
        self.client.notify("textDocument/didSave", textDocument={"uri": other.as_uri()})
        self.assertEqual(self.client.diagnostics(document.uri), [])

    def test_closing_takes_the_diagnostics_away(self):
        document = self.document("op f = unknown;\n")
        self.assertEqual(len(self.client.diagnostics(document.uri)), 1)
        self.client.notify("textDocument/didClose", textDocument={"uri": document.uri})
        self.assertEqual(self.client.diagnostics(document.uri), [])

    def test_hover_tells_type_count_and_documentation(self):
        document = self.document()
        text = document.ask("hover", "CELL", inside=4)["contents"]["value"]
        self.assertIn("CELL : [C, H, W] -> [C, H, W]", text)
        self.assertIn("12 derivations", text)
        self.assertIn("What is repeated.", text)
        self.assertIn("144 derivations", document.ask("hover", "S(width = 4)")["contents"]["value"])
        self.assertIn("topology Pair(a, b)", document.ask("hover", "Pair(OP")["contents"]["value"])
        self.assertIn("op sep(k, s = 1)", document.ask("hover", "sep(k = 3)")["contents"]["value"])
        self.assertIn("max(x, 0)", document.ask("hover", "relu")["contents"]["value"])
        self.assertIsNone(document.ask("hover", ">>"))

    def test_definition_of_names_here_and_in_the_library(self):
        document = self.document(PROGRAM.replace("id | relu", "conv3x3 | relu"))
        here = document.ask("definition", "CELL")
        self.assertEqual((here["uri"], document.slice(here["range"])), (document.uri, "CELL"))
        self.assertEqual(here["range"]["start"], document.position("CELL  ="))
        self.assertEqual(document.ask("definition", "b >> b")["range"]["start"], document.position("let b", inside=4))
        self.assertEqual(document.ask("definition", "y + b")["range"]["start"], document.position("y = a"))
        self.assertEqual(document.ask("definition", "k = 3")["range"]["start"], document.position("k, s"))
        there = document.ask("definition", "conv3x3")
        self.assertTrue(there["uri"].endswith("/std/vision.nasg"), there)
        self.assertIsNone(document.ask("definition", "relu"))

    def test_references_of_a_nonterminal(self):
        document = self.document()
        found = document.ask("references", "OP", context={"includeDeclaration": True})
        self.assertEqual(len(found), 4)
        self.assertTrue(all(document.slice(place["range"]) == "OP" for place in found))
        self.assertEqual(len(document.ask("references", "OP", context={"includeDeclaration": False})), 3)

    def test_renaming_reaches_every_use_and_nothing_else(self):
        document = self.document()
        edits = document.ask("rename", "k, s", newName="size")["changes"][document.uri]
        self.assertEqual(document.apply(edits), PROGRAM.replace("sep(k, s", "sep(size, s").replace(
            "= k, stride", "= size, stride").replace("k / 2", "size / 2").replace("sep(k = 3", "sep(size = 3"))
        edits = document.ask("rename", "width = 4", newName="w")["changes"][document.uri]
        self.assertEqual(document.apply(edits), PROGRAM.replace("width", "w"))

    def test_renaming_what_other_open_files_use(self):
        other = Path(self.folder.name) / "ops.nasg"
        other.write_text("op f = relu;\n")
        ops = self.document("op f = relu;\n", "ops.nasg")
        user = self.document('import "ops.nasg";\nspace S : [3, 8, 8] -> [3, 8, 8] { start = f; }\n', "user.nasg")
        changes = user.ask("rename", "f; }", newName="g")["changes"]
        self.assertEqual(ops.apply(changes[ops.uri]), "op g = relu;\n")
        self.assertIn("start = g;", user.apply(changes[user.uri]))

    def test_a_space_shares_its_names_with_the_one_that_it_extends(self):
        base = self.document(PROGRAM, "base.nasg")
        (Path(self.folder.name) / "base.nasg").write_text(PROGRAM)
        text = ('import "base.nasg";\nspace T(width = 16) extends S {\n  OP |= tanh;\n  CELL = OP >> OP;\n}\n'
                "search slow on T(width = 2) { objective = train(data = digits); }\n")
        user = self.document(text, "user.nasg")
        self.assertEqual(self.client.diagnostics(user.uri), [])
        self.assertEqual(user.ask("definition", "S {")["uri"], base.uri)
        self.assertEqual(user.ask("definition", "OP >>")["range"]["start"], base.position("OP    ="))
        self.assertIn("16 derivations", user.ask("hover", "CELL")["contents"]["value"])
        self.assertIn("OP", self.labels(user, "OP >>"))
        for word, name in (("OP    =", "EDGE"), ("S(width = 8)", "Small"), ("width = 8", "w")):
            changes = base.ask("rename", word, newName=name)["changes"]
            old = word.split(" ")[0].split("(")[0]
            renamed = user.apply(changes[user.uri])
            self.assertEqual(renamed, text.replace("extends S", "extends Small") if old == "S" else text.replace(old, name))

    def test_circles_of_spaces_are_survived(self):
        document = self.document("space A extends B { X = id; }\nspace B extends A { X |= relu; }\nspace C extends C {}\n")
        self.assertEqual({found["code"] for found in self.client.diagnostics(document.uri)}, {"E0241"})
        self.assertIsNotNone(document.ask("definition", "X |="))

    def test_renaming_is_refused_where_it_would_break(self):
        document = self.document(PROGRAM.replace("id | relu", "conv3x3 | relu"))
        for word, name, why in (("relu", "x", "built in"), ("OP", "let", "no name"), ("OP", "2x", "no name"),
                                ("conv3x3", "mine", "not open"), (">>", "x", "no name here")):
            answer = document.ask("rename", word, newName=name)
            self.assertIn(why, answer["error"]["message"])
        self.assertIsNone(document.ask("prepareRename", "relu"))
        self.assertEqual(document.ask("prepareRename", "CELL")["placeholder"], "CELL")

    def test_merges_that_are_called_are_known_as_layers_are(self):
        document = self.document(PROGRAM.replace("id | relu", "matmul(matmul(id, transpose), relu)"))
        self.assertEqual(self.client.diagnostics(document.uri), [])
        self.assertIn("product of two matrices", document.ask("hover", "matmul")["contents"]["value"])
        self.assertIn("max", self.labels(document, "matmul"))
        self.assertIn("built in", document.ask("rename", "Pair", newName="mean")["error"]["message"])

    def test_the_uses_of_a_name_light_up(self):
        document = self.document()
        found = document.ask("documentHighlight", "OP, OP")
        self.assertEqual([(document.slice(it["range"]), it["kind"]) for it in found],
                         [("OP", 2), ("OP", 2), ("OP", 2), ("OP", 3)])
        self.assertEqual(document.ask("documentHighlight", ">>"), [])

    def active(self, document, word):
        """The parameter that is written behind a text, and the whole signature."""
        help = document.ask("signatureHelp", word, inside=len(word))
        signature, = help["signatures"]
        return signature["parameters"][help["activeParameter"]]["label"], signature["label"]

    def test_the_parameters_of_a_call_are_told(self):
        document = self.document(PROGRAM.replace("id | relu", "sep(3, conv2d({1, 2}, (3 + 4)), s = 2) | sep("))
        self.assertEqual(self.active(document, "start = conv2d(wid")[0], "channels")
        self.assertEqual(self.active(document, "start = conv2d(width, kernel ="), ("kernel", self.active(
            document, "start = conv2d(width,")[1]))
        self.assertEqual(self.active(document, "sep(3, "), ("s", "op sep(k, s = 1)"))
        self.assertEqual(self.active(document, "conv2d({1, "), self.active(document, "conv2d({"))
        self.assertEqual(self.active(document, "conv2d({1, 2}, ")[0], "kernel")
        self.assertEqual(self.active(document, "s = 2")[0], "s")
        self.assertEqual(self.active(document, "| sep(")[0], "k")
        self.assertEqual(self.active(document, "Pair(OP, ")[1], "topology Pair(a, b)")
        self.assertIsNone(document.ask("signatureHelp", "CELL  ="))

    def test_symbols_of_the_workspace_are_found_by_their_letters(self):
        self.document()
        other = self.document("op Paired = relu;\n", "other.nasg")
        found = self.client.request("workspace/symbol", query="pr")
        names = {(it["name"], it["kind"]): it["location"]["uri"] for it in found}
        self.assertEqual(names["Paired", 12], other.uri)
        self.assertIn(("Pair", 11), names)
        found = self.client.request("workspace/symbol", query="CELL")
        self.assertEqual([(it["name"], it["containerName"]) for it in found], [("CELL", "S")])
        found = self.client.request("workspace/symbol", query="conv3x3")
        self.assertEqual(len([it for it in found if it["name"] == "conv3x3"]), 1)

    def test_calls_lead_up_and_down(self):
        document = self.document()

        def calls(item, way, side):
            found = self.client.request(f"callHierarchy/{way}Calls", item=item)
            return {call[side]["name"]: [document.slice(place) for place in call["fromRanges"]] for call in found}

        cell, = document.ask("prepareCallHierarchy", "CELL >>")
        self.assertEqual((cell["name"], document.slice(cell["selectionRange"]), cell["detail"]), ("CELL", "CELL", "S"))
        self.assertEqual(calls(cell, "incoming", "from"), {"start": ["CELL", "CELL"]})
        self.assertEqual(calls(cell, "outgoing", "to"), {"Pair": ["Pair"], "OP": ["OP", "OP", "OP"]})
        space, = document.ask("prepareCallHierarchy", "S(width = 4)")
        self.assertEqual(calls(space, "incoming", "from"), {"quick": ["S"]})
        self.assertIsNone(document.ask("prepareCallHierarchy", "relu"))
        self.assertIsNone(self.client.request("callHierarchy/incomingCalls", item=dict(cell, name="NONE")))

    def test_definitions_comments_and_imports_fold(self):
        document = self.document("import std.vision;\nimport std.op;\n\n// One.\n// Two.\n" + PROGRAM.replace(
            "/// What", "/* a\n   // b */\n  /// What"))
        lines = document.text.split("\n")
        folds = self.client.request("textDocument/foldingRange", textDocument={"uri": document.uri})
        self.assertEqual({(lines[it["startLine"]].strip()[:9], lines[it["endLine"]].strip()[:9], it.get("kind")) for it in folds},
                         {("import st", "import st", "imports"), ("// One.", "// Two.", "comment"),
                          ("/* a", "// b */", "comment"), ("/* 𝕕𝕕 */ ", "OP    = i", None)})

    def test_imports_are_links(self):
        (Path(self.folder.name) / "ops.nasg").write_text("op f = relu;\n")
        document = self.document('import std.vision;\nimport "ops.nasg";\nimport "none.nasg";\n')
        links = self.client.request("textDocument/documentLink", textDocument={"uri": document.uri})
        self.assertEqual([document.slice(it["range"]).strip('"') for it in links], ["std.vision", "ops.nasg"])
        self.assertTrue(links[0]["target"].endswith("/std/vision.nasg"), links)
        self.assertEqual(document.ask("definition", "ops.nasg")["uri"], links[1]["target"])

    def test_a_lens_above_a_space_counts_it(self):
        document = self.document()
        lens, = self.client.request("textDocument/codeLens", textDocument={"uri": document.uri})
        self.assertEqual((document.slice(lens["range"]), lens["command"]["title"]), ("S", "144 derivations"))

    def test_what_nothing_uses_is_faded(self):
        document = self.document(PROGRAM.replace("OP    =", "IDLE = id;\n  OP    ="))
        wrong, = self.client.diagnostics(document.uri)
        self.assertEqual((wrong["code"], wrong["tags"]), ("W0217", [1]))

    def labels(self, document, word, inside=0):
        return {item["label"]: item for item in document.ask("completion", word, inside=inside)}

    def test_completion_knows_what_is_visible(self):
        document = self.document()
        inside = self.labels(document, "id | relu")
        for name in ("CELL", "OP", "Pair", "sep", "conv3x3", "stem", "conv2d", "width", "where", "let"):
            self.assertIn(name, inside)
        self.assertIn("What is repeated.", inside["CELL"]["documentation"]["value"])
        self.assertNotIn("y", inside)
        self.assertNotIn("CELL", self.labels(document, "conv2d(C"))
        self.assertIn("s = ", self.labels(document, "sep(k = 3", inside=4))

    def test_completion_of_modules(self):
        document = self.document("import std.;\n")
        labels = self.labels(document, "std.", inside=4)
        self.assertIn("std.vision", labels)
        self.assertNotIn("relu", labels)

    def test_the_outline_holds_every_definition(self):
        document = self.document()
        outline = self.client.request("textDocument/documentSymbol", textDocument={"uri": document.uri})
        self.assertEqual([item["name"] for item in outline], ["sep", "Pair", "S", "quick"])
        space = outline[2]
        self.assertEqual([item["name"] for item in space["children"]], ["start", "CELL", "OP"])
        self.assertEqual(document.slice(space["children"][2]["range"]), "OP    = id | relu | sep(k = 3) @ 2")
        self.assertEqual(document.slice(outline[1]["selectionRange"]), "Pair")

    def hints(self, document, begin, end):
        span = {"start": document.position(begin), "end": document.position(end)}
        found = self.client.request("textDocument/inlayHint", textDocument={"uri": document.uri}, range=span)
        return {(document.text[:document.offset(hint["position"])].split()[-1], hint["label"]) for hint in found}

    def test_hints_show_inferred_types_and_shares(self):
        document = self.document()
        self.assertEqual(self.hints(document, "space", "search"),
                         {("start", ": [C, H, W] -> [8, H, W]"), ("CELL", ": [C, H, W] -> [C, H, W]"),
                          ("OP", ": [C, H, W] -> [C, H, W]"), ("id", "25 %"), ("relu", "25 %"), ("2", "50 %")})
        self.assertEqual(self.hints(document, "CELL  =", "OP    ="), {("CELL", ": [C, H, W] -> [C, H, W]")})
        self.assertEqual(self.hints(document, "import", "op sep"), set())
        document.change("Pair(OP, OP)", "Pair(OP)")
        self.assertEqual(self.hints(document, "space", "search"), set())

    def test_tokens_tell_what_names_stand_for(self):
        document = self.document()
        legend = self.capabilities["semanticTokensProvider"]["legend"]
        data = self.client.request("textDocument/semanticTokens/full", textDocument={"uri": document.uri})["data"]
        found, line, character = [], 0, 0
        for lines, characters, length, kind, modifiers in zip(*[iter(data)] * 5):
            line, character = line + lines, characters + (character if lines == 0 else 0)
            place = {"start": {"line": line, "character": character}, "end": {"line": line, "character": character + length}}
            marks = [name for bit, name in enumerate(legend["tokenModifiers"]) if modifiers >> bit & 1]
            found.append((document.slice(place), legend["tokenTypes"][kind], marks))
        self.assertEqual(found[:4], [("Pair", "interface", ["declaration"]), ("a", "parameter", ["declaration"]),
                                     ("b", "parameter", ["declaration"]), ("x", "variable", ["declaration"])])
        for token in (("CELL", "type", ["declaration"]), ("CELL", "type", []), ("OP", "type", []),
                      ("relu", "function", ["defaultLibrary"]), ("sep", "function", []), ("S", "class", []),
                      ("quick", "event", ["declaration"]), ("width", "parameter", [])):
            self.assertIn(token, found)

    def test_formatting_is_what_fmt_writes(self):
        document = self.document("space S:[3,8,8]->[3,8,8]{start=id|relu;}")
        edits = self.client.request("textDocument/formatting", textDocument={"uri": document.uri}, options={})
        self.assertEqual(document.apply(edits), "space S : [3, 8, 8] -> [3, 8, 8] { start = id | relu; }\n")
        document.change("id", "id |")
        self.assertIsNone(self.client.request("textDocument/formatting", textDocument={"uri": document.uri}, options={}))

    def test_a_suggested_mend_is_an_action_that_mends(self):
        document = self.document(PROGRAM.replace("Pair(OP", "Pairs(OP"))
        wrong, = self.client.diagnostics(document.uri)
        action, = self.client.request("textDocument/codeAction", textDocument={"uri": document.uri},
                                      range=wrong["range"], context={"diagnostics": [wrong]})
        self.assertEqual((action["kind"], action["title"]), ("quickfix", "write `Pair`"))
        self.assertEqual(document.apply(action["edit"]["changes"][document.uri]), PROGRAM)

    def test_random_typing_keeps_the_texts_of_client_and_server_alike(self):
        generator = random.Random(5)
        document = self.document()
        pieces = ["𝕕", "ä", "\n", "{", ";", "x", "", "/*", '"', " = ", "\r\n"]
        for _ in range(150):
            begin = generator.randrange(len(document.text))
            old = document.text[begin:begin + generator.randrange(1, 9)]
            if "\r" in old or document.text[begin - 1:begin] == "\r":
                continue
            document.change(old, generator.choice(pieces))
        document.version += 1
        self.client.notify("textDocument/didChange", textDocument={"uri": document.uri, "version": document.version},
                           contentChanges=[{"text": document.text}])
        whole = self.document(document.text, "copy.nasg")
        expected = [d["range"] for d in self.client.diagnostics(whole.uri)]
        seen = None
        while seen != expected:  # the last publication is that of the last text
            seen = [d["range"] for d in self.client.diagnostics(document.uri)]
        self.assertEqual(self.client.end(), 0)

    def test_nonsense_is_answered_and_survived(self):
        document = self.document()
        for body in (b"{", b"[]", b"3", b'{"id": 1}', b'{"id": 2, "method": 3}', b"\xff\xfe", b"[" * 100000, b""):
            self.client.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        for identity, method, params in ((10, "textDocument/hover", None), (11, "textDocument/hover", []),
                                         (12, "textDocument/hover", {"textDocument": {"uri": 3}}),
                                         (13, "textDocument/rename", {"textDocument": {"uri": document.uri}}),
                                         (14, "no/such", {})):
            self.client.send({"id": identity, "method": method, "params": params})
            self.assertIn("error", self.client.answer_to(identity))
        self.client.notify("textDocument/didChange", textDocument={"uri": document.uri}, contentChanges=[{"range": 3}])
        self.client.notify("textDocument/didChange", textDocument={"uri": "file:///none"}, contentChanges=[])
        self.client.notify("textDocument/didOpen")
        far = {"line": 10**9, "character": 10**9}
        self.assertIsNone(self.client.request("textDocument/hover", textDocument={"uri": document.uri}, position=far))
        zero = self.document("op f = \0relu;\n", "zero.nasg")
        self.assertEqual(self.client.diagnostics(zero.uri)[0]["code"], "E0902")
        self.assertEqual(zero.ask("completion", "op"), zero.ask("completion", "op"))
        self.assertEqual(self.client.end(), 0)

    def test_leaving_without_shutdown_is_status_one(self):
        self.client.notify("exit")
        self.assertEqual(self.client.process.wait(timeout=60), 1)

    def test_nothing_is_answered_before_initialize(self):
        other = Client(NASGC)
        self.assertEqual(other.request("textDocument/hover")["error"]["code"], -32002)
        other.process.stdin.close()
        self.assertEqual(other.process.wait(timeout=60), 1)
        other.process.stdout.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=Path)
    options, rest = parser.parse_known_args()
    NASGC = str(options.bin.resolve() / "nasgc")
    unittest.main(argv=[sys.argv[0], *rest])
