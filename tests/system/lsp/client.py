# SPDX-License-Identifier: Apache-2.0
"""A client of the language server: speaks the protocol over the standard streams of `nasgc lsp`."""
import json
import queue
import subprocess
import threading
from pathlib import Path

LIMIT_SECONDS = 60


class Client:
    """Starts a server; requests wait for their answers, notices of the server are kept in order."""

    def __init__(self, nasgc):
        self.process = subprocess.Popen([nasgc, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.messages = queue.Queue()
        self.notices = []
        self.last_id = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        stream = self.process.stdout
        while line := stream.readline():
            length = 0
            while line.strip():
                name, value = line.decode("ascii").split(":")
                length = int(value) if name == "Content-Length" else length
                line = stream.readline()
            self.messages.put(json.loads(stream.read(length)))
        self.messages.put(None)

    def send_bytes(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        body = json.dumps(dict(message, jsonrpc="2.0"), ensure_ascii=False).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def notify(self, method, **params):
        self.send({"method": method, "params": params})

    def receive(self):
        message = self.messages.get(timeout=LIMIT_SECONDS)
        assert message is not None, "the server has gone"
        return message

    def answer_to(self, identity):
        while (message := self.receive()).get("id") != identity or "method" in message:
            self.notices.append(message)
        return message

    def request(self, method, **params):
        """The result; an error answer comes back whole."""
        self.last_id += 1
        self.send({"id": self.last_id, "method": method, "params": params})
        answer = self.answer_to(self.last_id)
        return answer["result"] if "result" in answer else answer

    def diagnostics(self, uri):
        """The next diagnostics that the server publishes for a document."""
        while True:
            for i, notice in enumerate(self.notices):
                if notice.get("method") == "textDocument/publishDiagnostics" and notice["params"]["uri"] == uri:
                    return self.notices.pop(i)["params"]["diagnostics"]
            self.notices.append(self.receive())

    def initialize(self):
        result = self.request("initialize", processId=None, rootUri=None, capabilities={})
        self.notify("initialized")
        return result

    def open(self, uri, text):
        self.notify("textDocument/didOpen",
                    textDocument={"uri": uri, "languageId": "nasg", "version": 1, "text": text})

    def end(self):
        """The status with which the server ends after an orderly leave."""
        self.request("shutdown")
        self.notify("exit")
        return self.process.wait(timeout=LIMIT_SECONDS)


class Document:
    """A text with the positions of its words, as an editor has it."""

    def __init__(self, client, path, text):
        self.client, self.text, self.uri, self.version = client, text, Path(path).as_uri(), 1
        client.open(self.uri, text)

    def position(self, word, nth=0, inside=0):
        offset = -1
        for _ in range(nth + 1):
            offset = self.text.index(word, offset + 1)
        return self.at(offset + inside)

    def at(self, offset):
        line = self.text.count("\n", 0, offset)
        start = self.text.rfind("\n", 0, offset) + 1
        return {"line": line, "character": len(self.text[start:offset].encode("utf-16-le")) // 2}

    def offset(self, position):
        lines = self.text.split("\n")
        units = lines[position["line"]].encode("utf-16-le")[:2 * position["character"]]
        return sum(len(line) + 1 for line in lines[:position["line"]]) + len(units.decode("utf-16-le"))

    def slice(self, span):
        return self.text[self.offset(span["start"]):self.offset(span["end"])]

    def ask(self, method, word, nth=0, inside=0, **params):
        return self.client.request(f"textDocument/{method}", textDocument={"uri": self.uri},
                                   position=self.position(word, nth, inside), **params)

    def change(self, old, new):
        """Replaces the first occurrence of a text, as typing does: only the change is sent."""
        begin = self.text.index(old)
        span = {"start": self.at(begin), "end": self.at(begin + len(old))}
        self.text = self.text.replace(old, new, 1)
        self.version += 1
        self.client.notify("textDocument/didChange",
                           textDocument={"uri": self.uri, "version": self.version},
                           contentChanges=[{"range": span, "text": new}])

    def apply(self, edits):
        text = self.text
        for edit in sorted(edits, key=lambda e: self.offset(e["range"]["start"]), reverse=True):
            begin, end = (self.offset(edit["range"][side]) for side in ("start", "end"))
            text = text[:begin] + edit["newText"] + text[end:]
        return text
