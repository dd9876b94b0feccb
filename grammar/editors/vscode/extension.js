// SPDX-License-Identifier: Apache-2.0
// Starts the language server of nasgc when a .nasg file is opened.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = function () {
  const command = workspace.getConfiguration("nasg").get("server");
  client = new LanguageClient(
    "nasg",
    "nasg",
    { command, args: ["lsp"] },
    {
      documentSelector: [{ language: "nasg" }],
      synchronize: { fileEvents: workspace.createFileSystemWatcher("**/{*.nasg,nasg.toml}") },
    },
  );
  return client.start();
};

exports.deactivate = function () {
  return client ? client.stop() : undefined;
};
