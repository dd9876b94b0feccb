// SPDX-License-Identifier: Apache-2.0
// The style that all pages share.
#include "compiler/page/page.h"

namespace nasg::page {
namespace {

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --line: #8886; --soft: #8881; --rail: #888; --plus: #2a93; --minus: #d443; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1.5rem; }
summary { font-weight: 600; cursor: pointer; padding: .4rem 0; overflow-wrap: anywhere; }
code, pre { font: .9em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { font-size: 13px; }
pre { background: var(--soft); padding: .7rem; border-radius: 6px; max-height: 16rem; overflow: auto;
  white-space: pre-wrap; overflow-wrap: anywhere; }
ins, del { display: block; text-decoration: none; }
ins { background: var(--plus); }
del { background: var(--minus); }
svg { width: 100%; height: auto; border-radius: 6px; }
svg.picture { width: auto; max-width: 100%; background: white; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .8rem .25rem 0;
  border-bottom: 1px solid var(--line); }
.railroad td:first-child { padding: 0; border: 0; width: 75%; }
.railroad td.number { border: 0; padding-left: 1rem; }
.track { display: flex; flex-wrap: wrap; align-items: center; row-gap: .3rem; padding: .3rem 0;
  border: 2px solid var(--rail); border-width: 0 2px; font: .85em/1.4 ui-monospace, monospace; }
.track > * { position: relative; margin-left: 1.1rem; }
.track > *::before { content: ""; position: absolute; right: 100%; top: 50%; width: 1.1rem;
  border-top: 2px solid var(--rail); }
.track i { margin: 0; }
.track b { flex: 1; margin: 0; border-top: 2px solid var(--rail); }
.track i::before, .track b::before { content: none; }
.track span { border: 1px solid var(--rail); border-radius: 1rem; padding: .05rem .7rem; background: var(--soft);
  white-space: pre-wrap; }
.track a { border: 1px solid var(--rail); padding: .05rem .6rem; text-decoration: none; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
)";

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '&': result += "&amp;"; break;
      case '"': result += "&quot;"; break;
      default: result += c;
    }
  }
  return result;
}

std::string code(std::string_view text) {
  return "<code>" + escaped(text) + "</code>";
}

std::string whole(std::string_view title, std::string_view content) {
  const std::string name = escaped(title);
  std::string page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  page +=
      "<title>" + name + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n<h1>" + name + "</h1>\n";
  page += content;
  return page + "</body>\n</html>\n";
}

}  // namespace nasg::page
