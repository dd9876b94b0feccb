// SPDX-License-Identifier: Apache-2.0
// Columns of measures, and columns of several encodings.
#include "search/kernels/joined_encoding.h"

namespace nasg::search {
namespace {

class MeasuredEncoding final : public Encoding {
 public:
  explicit MeasuredEncoding(Measures measures) : measures_(std::move(measures)) {}
  std::uint32_t width() const override { return static_cast<std::uint32_t>(measures_.names().size()); }
  std::vector<Entry> operator()(const derivation::Derivation& derivation) const override {
    std::vector<Entry> entries;
    for (const double value : measures_(derivation))
      entries.push_back({static_cast<std::uint32_t>(entries.size()), value});
    return entries;
  }
  std::string heading(std::uint32_t column) const override { return measures_.names()[column]; }

 private:
  Measures measures_;
};

class JoinedEncoding final : public Encoding {
 public:
  explicit JoinedEncoding(std::vector<std::unique_ptr<Encoding>> parts) : parts_(std::move(parts)) {}
  std::uint32_t width() const override {
    std::uint32_t width = 0;
    for (const auto& part : parts_) width += part->width();
    return width;
  }
  std::vector<Entry> operator()(const derivation::Derivation& derivation) const override {
    std::vector<Entry> entries;
    std::uint32_t first = 0;
    for (const auto& part : parts_) {
      for (const Entry& entry : (*part)(derivation)) entries.push_back({first + entry.column, entry.value});
      first += part->width();
    }
    return entries;
  }
  std::string heading(std::uint32_t column) const override {
    std::size_t part = 0;
    for (; column >= parts_[part]->width(); ++part) column -= parts_[part]->width();
    return parts_[part]->heading(column);
  }

 private:
  std::vector<std::unique_ptr<Encoding>> parts_;
};

}  // namespace

std::unique_ptr<Encoding> make_measured_encoding(Measures measures) {
  return std::make_unique<MeasuredEncoding>(std::move(measures));
}

std::unique_ptr<Encoding> make_joined_encoding(std::vector<std::unique_ptr<Encoding>> parts) {
  return std::make_unique<JoinedEncoding>(std::move(parts));
}

}  // namespace nasg::search
