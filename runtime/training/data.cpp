// SPDX-License-Identifier: Apache-2.0
// The data sets by name.
#include "runtime/training/data.h"

#include <filesystem>

#include "compiler/diag/codes/network.h"
#include "runtime/training/image_set.h"

namespace nasg::training {

namespace {

std::string digits_beside_program() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return (program.parent_path().parent_path() / "share/nasg/data/digits8x8.csv").string();
}

/// A set as read, and how it is cut into parts.
struct Request {
  ImageSet set;
  PartSizes sizes;
};

diag::Result<Request> read_digits_setting(ir::SettingReader& reader) {
  Request request;
  const std::string path = reader.text("path", digits_beside_program());
  request.sizes = {reader.integer("train", 0), reader.integer("valid", 300), reader.integer("test", 300)};
  if (auto read = reader.finish(); !read) return read.error();
  auto set = read_digits(path);
  if (!set) {
    diag::Diagnostic error = set.error();
    error.note(
        "`digits(path = \"…/digits8x8.csv\")` names another place; the project carries it in examples/data");
    return error;
  }
  request.set = *std::move(set);
  return request;
}

diag::Result<Request> read_idx_setting(ir::SettingReader& reader) {
  Request request;
  const std::string folder = reader.required_text("folder");
  request.sizes = {reader.integer("train", 0), reader.integer("valid", 10000), reader.integer("test", 0)};
  if (auto read = reader.finish(); !read) return read.error();
  auto set = read_idx(folder);
  if (!set) return set.error();
  request.set = *std::move(set);
  return request;
}

diag::Result<Request> read_setting(const ir::Setting& setting) {
  const auto* call = std::get_if<ir::Setting::Call>(&setting.value);
  if (!call) return diag::make(diag::code::E0602, setting.place, setting.text());
  ir::SettingReader reader(setting);
  if (call->name == "digits") return read_digits_setting(reader);
  if (call->name == "idx" || call->name == "mnist") return read_idx_setting(reader);
  auto error = diag::make(diag::code::E0602, setting.place, call->name);
  error.note("the data sets are `digits`, `mnist(folder = \"…\")` and `idx(folder = \"…\")`");
  if (const auto near = diag::nearest(call->name, {"digits", "mnist", "idx"}))
    error.fix(setting.place, *near, "did you mean `" + *near + "`?");
  return error;
}

diag::Diagnostic unfitting(std::string why) {
  return diag::make(diag::code::E0603, {}, std::move(why));
}

/// The image shape that examples are brought to; a network of vectors takes all pixels of the stored image.
diag::Result<ir::Shape> image_shape(const RawImages& raw, const ir::Shape& input) {
  if (input.size() == 3) return input;
  if (input.size() != 1) return unfitting("images are [C, H, W], and the space takes " + ir::text(input));
  if (input[0] == raw.height * raw.width) return ir::Shape{1, raw.height, raw.width};
  return unfitting("an image has " + std::to_string(raw.height * raw.width) +
                   " pixels, and the space takes " + ir::text(input));
}

diag::Result<Split> make_split(const Request& request, const ir::Shape& input, std::int64_t classes) {
  const ImageSet& set = request.set;
  if (set.classes > classes)
    return unfitting("they have " + std::to_string(set.classes) + " classes, and the space has " +
                     std::to_string(classes) + " outputs");
  const auto shape = image_shape(set.examples, input);
  if (!shape) return shape.error();
  const auto parts = choose_parts(set, request.sizes);
  if (!parts) return parts.error();
  Split split;
  split.classes = set.classes;
  split.train = prepare(set.examples, parts->train, *shape);
  split.valid = prepare(set.examples, parts->valid, *shape);
  split.test = prepare(set.test.count() > 0 ? set.test : set.examples, parts->test, *shape);
  normalise(split);
  for (Images* images : {&split.train, &split.valid, &split.test}) images->shape = input;
  return split;
}

}  // namespace

diag::Result<Split> load_data(const ir::Setting& setting, const ir::Shape& input, std::int64_t classes) {
  const auto placed = [&](diag::Diagnostic error) {
    if (!error.primary.known()) error.primary = setting.place;
    return error;
  };
  auto request = read_setting(setting);
  if (!request) return placed(request.error());
  auto split = make_split(*request, input, classes);
  if (!split) return placed(split.error());
  return split;
}

}  // namespace nasg::training
