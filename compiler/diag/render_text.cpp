// SPDX-License-Identifier: Apache-2.0
// Diagnostics as text for people.
#include "compiler/diag/display.h"
#include "compiler/diag/render.h"

namespace nasg::diag {

namespace {

constexpr const char* kBold = "\x1b[1m";
constexpr const char* kRed = "\x1b[1;31m";
constexpr const char* kYellow = "\x1b[1;33m";
constexpr const char* kCyan = "\x1b[1;36m";
constexpr const char* kGreen = "\x1b[1;32m";
constexpr const char* kBlue = "\x1b[1;34m";

class TextRenderer {
 public:
  TextRenderer(const SourceMap& sources, bool colour) : sources_(sources), colour_(colour) {}

  std::string render(const Diagnostic& diagnostic) {
    const bool error = diagnostic.severity() == Severity::kError;
    const char* tone = error ? kRed : kYellow;
    head(diagnostic.primary, tone, error ? "error" : "warning",
         diagnostic.message() + " [" + info(diagnostic.code).id + "]");
    source_line(diagnostic.primary, tone);
    for (const Label& label : diagnostic.labels) {
      head(label.place, kCyan, "note", label.text);
      source_line(label.place, kCyan);
    }
    for (const std::string& note : diagnostic.notes) remark(kCyan, "note", note);
    for (const Fix& fix : diagnostic.fixes) remark(kGreen, "help", fix.text);
    return std::move(text_);
  }

 private:
  std::string paint(const char* tone, const std::string& text) const {
    return colour_ ? tone + text + "\x1b[0m" : text;
  }

  void head(Place place, const char* tone, const std::string& kind, const std::string& message) {
    if (place.known()) {
      const Source& source = sources_[place.source];
      const LineColumn at = source.locate(place.begin);
      text_ += paint(kBold, visible(source.path()) + ":" + std::to_string(at.line) + ":" +
                                std::to_string(at.column) + ":") +
               " ";
    }
    text_ += paint(tone, kind + ":") + " " + paint(kBold, visible(message)) + "\n";
  }

  void source_line(Place place, const char* tone) {
    if (!place.known()) return;
    const Source& source = sources_[place.source];
    const LineColumn at = source.locate(place.begin);
    const std::string_view line = source.line(at.line);
    const auto line_begin = static_cast<std::size_t>(line.data() - source.text().data());
    const Excerpt shown = excerpt(line, place.begin - line_begin, place.end - line_begin);
    const std::string number = std::to_string(at.line);
    text_ += paint(kBlue, " " + number + " |") + " " + shown.text + "\n";
    text_ += paint(kBlue, " " + std::string(number.size(), ' ') + " |") + " " + std::string(shown.pad, ' ') +
             paint(tone, "^" + std::string(shown.width - 1, '~')) + "\n";
  }

  void remark(const char* tone, const std::string& kind, const std::string& message) {
    text_ += "  = " + paint(tone, kind + ":") + " " + visible(message) + "\n";
  }

  const SourceMap& sources_;
  bool colour_;
  std::string text_;
};

}  // namespace

std::string render_text(const SourceMap& sources, const Diagnostic& diagnostic, bool colour) {
  return TextRenderer(sources, colour).render(diagnostic);
}

}  // namespace nasg::diag
