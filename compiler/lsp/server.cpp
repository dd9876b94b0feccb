// SPDX-License-Identifier: Apache-2.0
// Reading messages, writing answers.
#include "compiler/lsp/server.h"

#include "compiler/lsp/documents.h"

namespace nasg::lsp {

namespace {

enum Error : int {
  kParseError = -32700,
  kInvalidRequest = -32600,
  kMethodNotFound = -32601,
  kInvalidParams = -32602,
  kNotInitialized = -32002,
  kRequestFailed = -32803
};

class Server {
 public:
  explicit Server(Transport& transport) : transport_(transport) {}

  bool run() {
    while (!exited_) {
      // Diagnostics wait until nothing else does: a key pressed meanwhile makes them old.
      if (documents_.has_changed() && !transport_.has_more()) publish();
      const auto body = transport_.read();
      if (!body) return false;
      handle(Json::parse(*body, nullptr, false));
    }
    return shut_down_;
  }

 private:
  using Answer = Json (Server::*)(const Json& params);
  using Notice = void (Server::*)(const Json& params);

  void send(const Json& message) {
    transport_.write(message.dump(-1, ' ', false, Json::error_handler_t::replace));
  }

  void fail(const Json& id, int code, const std::string& why) {
    send({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", why}}}});
  }

  void handle(const Json& message) {
    if (message.is_discarded()) return fail(nullptr, kParseError, "this is no JSON");
    if (!message.is_object()) return fail(nullptr, kInvalidRequest, "a message is an object");
    const auto id = message.find("id");
    const auto method = message.find("method");
    const bool is_request = id != message.end();
    if (method == message.end()) {
      if (!is_request || !(message.contains("result") || message.contains("error")))
        fail(is_request ? *id : Json(nullptr), kInvalidRequest, "a message has a method");
      return;
    }
    if (!method->is_string())
      return fail(is_request ? *id : Json(nullptr), kInvalidRequest, "a method is a text");
    static const Json kNone = Json::object();
    const auto params = message.find("params");
    const Json& given = params == message.end() ? kNone : *params;
    if (is_request) {
      request(*id, *method, given);
    } else {
      notice(*method, given);
    }
  }

  void request(const Json& id, const std::string& method, const Json& params) {
    static const std::map<std::string, Answer> table{
        {"initialize", &Server::initialize},
        {"shutdown", &Server::shutdown},
        {"textDocument/hover", &Server::hover},
        {"textDocument/definition", &Server::definition},
        {"textDocument/references", &Server::references},
        {"textDocument/documentHighlight", &Server::highlights},
        {"textDocument/documentLink", &Server::links},
        {"textDocument/signatureHelp", &Server::signature},
        {"textDocument/codeLens", &Server::lenses},
        {"textDocument/foldingRange", &Server::folding},
        {"textDocument/selectionRange", &Server::selections},
        {"textDocument/prepareCallHierarchy", &Server::prepare_calls},
        {"callHierarchy/incomingCalls", &Server::incoming_calls},
        {"callHierarchy/outgoingCalls", &Server::outgoing_calls},
        {"workspace/symbol", &Server::workspace_symbols},
        {"textDocument/prepareRename", &Server::prepare_rename},
        {"textDocument/rename", &Server::rename},
        {"textDocument/completion", &Server::completion},
        {"textDocument/formatting", &Server::formatting},
        {"textDocument/rangeFormatting", &Server::range_formatting},
        {"textDocument/documentSymbol", &Server::outline},
        {"textDocument/inlayHint", &Server::hints},
        {"textDocument/semanticTokens/full", &Server::tokens},
        {"textDocument/codeAction", &Server::code_action}};
    const auto answer = table.find(method);
    if (answer == table.end()) return fail(id, kMethodNotFound, "there is no method `" + method + "`");
    if (!initialized_ && method != "initialize") return fail(id, kNotInitialized, "`initialize` comes first");
    if (shut_down_) return fail(id, kInvalidRequest, "the server was shut down");
    try {
      Json result = (this->*answer->second)(params);
      if (refusal_) return fail(id, kRequestFailed, std::exchange(refusal_, std::nullopt)->why);
      send({{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}});
    } catch (const Json::exception& error) {  // a parameter is missing, or of another kind
      fail(id, kInvalidParams, error.what());
    }
  }

  void notice(const std::string& method, const Json& params) {
    static const std::map<std::string, Notice> table{{"exit", &Server::exit},
                                                     {"textDocument/didOpen", &Server::opened},
                                                     {"textDocument/didChange", &Server::changed},
                                                     {"textDocument/didSave", &Server::saved},
                                                     {"workspace/didChangeWatchedFiles", &Server::saved},
                                                     {"textDocument/didClose", &Server::closed}};
    const auto known = table.find(method);
    if (known == table.end()) return;
    try {
      (this->*known->second)(params);
    } catch (const Json::exception&) {  // a notice has no answer that could tell of it
    }
  }

  Json initialize(const Json&) {
    initialized_ = true;
    const Json capabilities{{"positionEncoding", "utf-16"},
                            {"textDocumentSync", {{"openClose", true}, {"change", 2}, {"save", true}}},
                            {"hoverProvider", true},
                            {"definitionProvider", true},
                            {"referencesProvider", true},
                            {"documentHighlightProvider", true},
                            {"documentLinkProvider", Json::object()},
                            {"signatureHelpProvider", {{"triggerCharacters", {"(", ","}}}},
                            {"codeLensProvider", Json::object()},
                            {"foldingRangeProvider", true},
                            {"selectionRangeProvider", true},
                            {"callHierarchyProvider", true},
                            {"workspaceSymbolProvider", true},
                            {"renameProvider", {{"prepareProvider", true}}},
                            {"completionProvider", {{"triggerCharacters", {".", "("}}}},
                            {"documentFormattingProvider", true},
                            {"documentRangeFormattingProvider", true},
                            {"documentSymbolProvider", true},
                            {"inlayHintProvider", true},
                            {"semanticTokensProvider", {{"legend", token_legend()}, {"full", true}}},
                            {"codeActionProvider", {{"codeActionKinds", {"quickfix"}}}}};
    return {{"capabilities", capabilities}, {"serverInfo", {{"name", "nasgc"}}}};
  }

  Json shutdown(const Json&) {
    shut_down_ = true;
    return nullptr;
  }
  void exit(const Json&) { exited_ = true; }

  void opened(const Json& params) { documents_.open(params.at("textDocument")); }
  void changed(const Json& params) {
    documents_.change(params.at("textDocument"), params.at("contentChanges"));
  }
  void saved(const Json&) { documents_.outdate(); }
  void closed(const Json& params) {
    const std::string uri = params.at("textDocument").at("uri");
    if (documents_.close(uri)) notify({{"uri", uri}, {"diagnostics", Json::array()}});
  }

  void publish() {
    for (const std::string& uri : documents_.take_changed()) notify(diagnostics(*documents_.find(uri)));
  }
  void notify(Json params) {
    send({{"jsonrpc", "2.0"}, {"method", "textDocument/publishDiagnostics"}, {"params", std::move(params)}});
  }

  /// The document that a request is about; null if it is not open.
  Document* document(const Json& params) { return documents_.find(params.at("textDocument").at("uri")); }
  std::vector<Document*> all_documents() { return documents_.all(); }

  /// Answers with what `ask(document, offset)` gives; null for what is not open.
  template <class F>
  Json at_position(const Json& params, F ask) {
    Document* it = document(params);
    return it == nullptr ? Json(nullptr)
                         : ask(*it, it->analysis->positions().offset(position_of(params.at("position"))));
  }

  Json hover(const Json& params) { return at_position(params, lsp::hover); }
  Json definition(const Json& params) { return at_position(params, lsp::definition); }
  Json prepare_rename(const Json& params) { return at_position(params, lsp::prepare_rename); }
  Json completion(const Json& params) { return at_position(params, lsp::completion); }
  Json highlights(const Json& params) { return at_position(params, lsp::highlights); }
  Json signature(const Json& params) { return at_position(params, lsp::signature); }
  Json prepare_calls(const Json& params) { return at_position(params, lsp::prepare_calls); }
  Json references(const Json& params) {
    const bool with_declaration = params.at("context").at("includeDeclaration");
    return at_position(params, [&](Document& it, std::size_t offset) {
      return lsp::references(all_documents(), it, offset, with_declaration);
    });
  }
  Json rename(const Json& params) {
    const std::string name = params.at("newName");
    return at_position(params, [&](Document& it, std::size_t offset) -> Json {
      auto result = lsp::rename(all_documents(), it, offset, name);
      if (auto* refused = std::get_if<Refusal>(&result)) {
        refusal_ = std::move(*refused);
        return nullptr;
      }
      return std::get<Json>(std::move(result));
    });
  }
  Json incoming_calls(const Json& params) { return lsp::incoming_calls(all_documents(), params.at("item")); }
  Json outgoing_calls(const Json& params) { return lsp::outgoing_calls(all_documents(), params.at("item")); }
  Json workspace_symbols(const Json& params) {
    return lsp::workspace_symbols(all_documents(), params.at("query"));
  }

  /// Answers with what `ask(document)` gives; null for what is not open.
  template <class F>
  Json of_document(const Json& params, F ask) {
    Document* it = document(params);
    return it == nullptr ? Json(nullptr) : ask(*it);
  }
  Json formatting(const Json& params) {
    return of_document(params, [](const Document& it) { return lsp::formatting(it, 0, it.text.size()); });
  }
  Json outline(const Json& params) { return of_document(params, lsp::outline); }
  Json tokens(const Json& params) { return of_document(params, lsp::tokens); }
  Json folding(const Json& params) { return of_document(params, lsp::folding); }
  Json links(const Json& params) { return of_document(params, lsp::links); }
  Json lenses(const Json& params) { return of_document(params, lsp::lenses); }

  /// Answers with what `ask(document, begin, end)` gives for a range; null for what is not open.
  template <class F>
  Json in_range(const Json& params, F ask) {
    Document* it = document(params);
    if (it == nullptr) return nullptr;
    const Json& range = params.at("range");
    const Positions& positions = it->analysis->positions();
    return ask(*it, positions.offset(position_of(range.at("start"))),
               positions.offset(position_of(range.at("end"))));
  }
  Json range_formatting(const Json& params) { return in_range(params, lsp::formatting); }
  Json hints(const Json& params) { return in_range(params, lsp::hints); }
  Json code_action(const Json& params) { return in_range(params, lsp::code_actions); }
  Json selections(const Json& params) {
    return of_document(params, [&](Document& it) {
      std::vector<std::size_t> offsets;
      for (const Json& at : params.at("positions"))
        offsets.push_back(it.analysis->positions().offset(position_of(at)));
      return lsp::selections(it, offsets);
    });
  }

  Transport& transport_;
  Documents documents_;
  std::optional<Refusal> refusal_;
  bool initialized_ = false;
  bool shut_down_ = false;
  bool exited_ = false;
};

}  // namespace

bool serve(Transport& transport) {
  return Server(transport).run();
}

}  // namespace nasg::lsp
