#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The language server, asked as an editor asks it.

  lsp_test.py --bin build/bin
"""
import random
from pathlib import Path

import case
from case import PROGRAM
from client import Client


class LanguageServer(case.Served):
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

    def test_a_project_waives_warnings_and_names_folders_of_imports(self):
        folder = Path(self.folder.name)
        (folder / "lib").mkdir()
        (folder / "lib/ops.nasg").write_text("op f = relu;\n")
        project = folder / "nasg.toml"
        project.write_text('imports = ["lib"]\nwaive = 1\n')
        document = self.document("import ops;\nspace S : [3] -> [3] { start = f | id | id; }\n")
        mistake, twice = self.client.diagnostics(document.uri)
        self.assertEqual((mistake["code"], twice["code"]), ("E0917", "W0218"))
        self.assertEqual(mistake["relatedInformation"][0]["location"]["uri"], project.as_uri())
        modules = self.client.request("textDocument/completion", textDocument={"uri": document.uri},
                                      position={"line": 0, "character": 8})
        self.assertIn("ops", [it["label"] for it in modules])
        project.write_text('imports = ["lib"]\n[[waive]]\nwarning = "W0218"\nreason = "so it is"\n')
        self.client.notify("workspace/didChangeWatchedFiles", changes=[{"uri": project.as_uri(), "type": 2}])
        self.assertEqual(self.client.diagnostics(document.uri), [])

    def test_an_import_that_is_missing_is_an_action(self):
        document = self.document("space S : [3, 8, 8] -> [3, 8, 8] { start = conv3x3; }\n")
        wrong, = self.client.diagnostics(document.uri)
        action = self.client.request("textDocument/codeAction", textDocument={"uri": document.uri},
                                     range=wrong["range"], context={"diagnostics": [wrong]})[0]
        self.assertEqual(action["title"], "`conv3x3` is in std.vision: add `import std.vision;`")
        self.assertIn("import std.vision;\nspace S", document.apply(action["edit"]["changes"][document.uri]))

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

    def test_numbers_of_blocks_are_known(self):
        document = self.document("""topology F(f) = |x| {
  n = reads(f, 1);
  w = max(n * C, 2);
  y = place(w)(f(x));
  place(C)(y)
}
""")
        self.assertIn("a `zero` cuts that off", document.ask("hover", "reads")["contents"]["value"])
        self.assertIn("reads", self.labels(document, "reads", inside=2))
        found = document.ask("references", "w = ", context={"includeDeclaration": True})
        self.assertEqual([place["range"]["start"]["line"] for place in found], [2, 3])

    def test_merges_that_are_called_are_known_as_layers_are(self):
        document = self.document(PROGRAM.replace("id | relu", "matmul(matmul(id, transpose), relu)"))
        self.assertEqual(self.client.diagnostics(document.uri), [])
        self.assertIn("product of two matrices", document.ask("hover", "matmul")["contents"]["value"])
        self.assertIn("max", self.labels(document, "matmul"))
        self.assertIn("built in", document.ask("rename", "Pair", newName="mean")["error"]["message"])

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

    def test_a_lens_above_a_space_counts_it(self):
        document = self.document()
        lens, = self.client.request("textDocument/codeLens", textDocument={"uri": document.uri})
        self.assertEqual((document.slice(lens["range"]), lens["command"]["title"]), ("S", "144 derivations"))

    def test_what_nothing_uses_is_faded(self):
        document = self.document(PROGRAM.replace("OP    =", "IDLE = id;\n  OP    ="))
        wrong, = self.client.diagnostics(document.uri)
        self.assertEqual((wrong["code"], wrong["tags"]), ("W0217", [1]))

    def test_completion_knows_what_is_visible(self):
        document = self.document()
        inside = self.labels(document, "id | relu")
        for name in ("CELL", "OP", "Pair", "sep", "conv3x3", "stem", "conv2d", "width", "where", "let"):
            self.assertIn(name, inside)
        self.assertIn("What is repeated.", inside["CELL"]["documentation"]["value"])
        self.assertNotIn("y", inside)
        self.assertNotIn("CELL", self.labels(document, "conv2d(C"))
        self.assertIn("s = ", self.labels(document, "sep(k = 3", inside=4))

    def test_completion_imports_what_the_library_has(self):
        text = "import std.topology;\nop f = c;\n"
        document = self.document(text)
        item = self.labels(document, "c;", inside=1)["conv3x3"]
        self.assertEqual(document.apply(item["additionalTextEdits"]), "import std.topology;\nimport std.vision;\nop f = c;\n")
        self.assertNotIn("additionalTextEdits", self.labels(document, "c;")["Linear2"])
        self.assertNotIn("additionalTextEdits", self.labels(document, "c;")["conv2d"])

    def test_completion_of_modules(self):
        document = self.document("import std.;\n")
        labels = self.labels(document, "std.", inside=4)
        self.assertIn("std.vision", labels)
        self.assertNotIn("relu", labels)

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

    def test_formatting_touches_only_the_lines_that_change(self):
        def formatted(document, method="formatting", **params):
            return self.client.request(f"textDocument/{method}", textDocument={"uri": document.uri}, options={}, **params)

        document = self.document()
        styled = document.apply(formatted(document))
        document = self.document(styled.replace("op sep(", "op  sep(").replace("OP   =", "OP=").replace("2;\n}", "2;\n\n}"))
        edits = formatted(document)
        self.assertEqual(document.apply(edits), styled)
        self.assertEqual([document.slice(edit["range"]) for edit in edits],
                         ["op  sep(k, s = 1) = conv2d(C, kernel = k, stride = s, padding = k / 2);\n",
                          "  OP= id | relu | sep(k = 3) @ 2;\n\n"])
        place = document.position("op  sep")
        self.assertEqual(formatted(document, "rangeFormatting", range={"start": place, "end": place}), edits[:1])
        self.assertEqual(formatted(self.document(styled, "styled.nasg")), [])

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

    def test_every_question_about_damaged_programs_is_answered(self):
        generator = random.Random(3)
        at_position = ("hover", "definition", "documentHighlight", "signatureHelp", "prepareCallHierarchy", "prepareRename",
                       "completion")
        of_document = ("documentLink", "codeLens", "foldingRange", "documentSymbol", "semanticTokens/full", "formatting")
        for round_ in range(60):
            text = PROGRAM
            for _ in range(generator.randrange(1, 4)):
                at = generator.randrange(len(text))
                text = text[:at] + generator.choice(["", "{", "}", "(", ";", "/*", '"', "extends S", "𝕕"]) + text[at + generator.randrange(9):]
            document = self.document(text, f"{round_}.nasg")
            place = document.at(generator.randrange(len(text)))
            asked = [(f"textDocument/{method}", {"position": place}) for method in at_position]
            asked += [(f"textDocument/{method}", {}) for method in of_document]
            asked += [("textDocument/references", {"position": place, "context": {"includeDeclaration": True}}),
                      ("textDocument/rename", {"position": place, "newName": "other"}),
                      ("textDocument/selectionRange", {"positions": [place]}),
                      ("textDocument/rangeFormatting", {"range": {"start": place, "end": place}}),
                      ("textDocument/inlayHint", {"range": {"start": document.at(0), "end": place}})]
            for method, params in asked:
                answer = self.client.request(method, textDocument={"uri": document.uri}, **params)
                failed = isinstance(answer, dict) and "error" in answer
                self.assertTrue(not failed or method == "textDocument/rename", (text, method, answer))
            for fold in self.client.request("textDocument/foldingRange", textDocument={"uri": document.uri}):
                self.assertLess(fold["startLine"], fold["endLine"])
                self.assertLessEqual(fold["endLine"], text.count("\n"))
            for item in self.client.request("textDocument/prepareCallHierarchy", textDocument={"uri": document.uri},
                                            position=place) or []:
                for way in ("incoming", "outgoing"):
                    self.assertIsInstance(self.client.request(f"callHierarchy/{way}Calls", item=item), list)
            self.client.notify("textDocument/didClose", textDocument={"uri": document.uri})
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
        other = Client(self.nasgc)
        self.assertEqual(other.request("textDocument/hover")["error"]["code"], -32002)
        other.process.stdin.close()
        self.assertEqual(other.process.wait(timeout=60), 1)
        other.process.stdout.close()


if __name__ == "__main__":
    case.main()
