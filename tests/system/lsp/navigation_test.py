#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ways through programs that the language server shows: definitions, uses, renaming, calls, parts of the text.

  navigation_test.py --bin build/bin
"""
from pathlib import Path

import case
from case import PROGRAM


class Navigation(case.Served):
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

    def test_renaming_to_a_name_that_is_known_there_is_refused(self):
        document = self.document()
        for word, name in (("OP    =", "CELL"), ("OP    =", "b"), ("k, s", "s"), ("sep(k, s", "Pair"), ("y = a", "x")):
            answer = document.ask("rename", word, newName=name)
            self.assertIn("means something else", answer["error"]["message"], (word, name))
        self.assertIn("changes", document.ask("rename", "k, s", newName="y"))

    def test_the_uses_of_a_name_light_up(self):
        document = self.document()
        found = document.ask("documentHighlight", "OP, OP")
        self.assertEqual([(document.slice(it["range"]), it["kind"]) for it in found],
                         [("OP", 2), ("OP", 2), ("OP", 2), ("OP", 3)])
        self.assertEqual(document.ask("documentHighlight", ">>"), [])

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

    def test_selections_grow_from_the_name_to_the_whole(self):
        document = self.document()
        places = [document.position("k / 2"), document.position("OP, OP")]
        one, two = self.client.request("textDocument/selectionRange", textDocument={"uri": document.uri}, positions=places)

        def chain(selection):
            while selection:
                yield document.slice(selection["range"])
                selection = selection.get("parent")

        self.assertEqual(list(chain(one)), ["k", "k / 2", "conv2d(C, kernel = k, stride = s, padding = k / 2)",
                                            "sep(k, s = 1) = conv2d(C, kernel = k, stride = s, padding = k / 2)", PROGRAM])
        self.assertEqual([text[:9] for text in chain(two)], ["OP", "Pair(OP, ", "CELL  = P", "S(width =", "import st"])

    def test_imports_are_links(self):
        (Path(self.folder.name) / "ops.nasg").write_text("op f = relu;\n")
        document = self.document('import std.vision;\nimport "ops.nasg";\nimport "none.nasg";\n')
        links = self.client.request("textDocument/documentLink", textDocument={"uri": document.uri})
        self.assertEqual([document.slice(it["range"]).strip('"') for it in links], ["std.vision", "ops.nasg"])
        self.assertTrue(links[0]["target"].endswith("/std/vision.nasg"), links)
        self.assertEqual(document.ask("definition", "ops.nasg")["uri"], links[1]["target"])

    def test_the_outline_holds_every_definition(self):
        document = self.document()
        outline = self.client.request("textDocument/documentSymbol", textDocument={"uri": document.uri})
        self.assertEqual([item["name"] for item in outline], ["sep", "Pair", "S", "quick"])
        space = outline[2]
        self.assertEqual([item["name"] for item in space["children"]], ["start", "CELL", "OP"])
        self.assertEqual(document.slice(space["children"][2]["range"]), "OP    = id | relu | sep(k = 3) @ 2")
        self.assertEqual(document.slice(outline[1]["selectionRange"]), "Pair")


if __name__ == "__main__":
    case.main()
