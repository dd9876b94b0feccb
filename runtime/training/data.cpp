// SPDX-License-Identifier: Apache-2.0
// The data sets by name.
#include "runtime/training/data.h"

#include <algorithm>
#include <filesystem>

#include "compiler/diag/codes/network.h"
#include "runtime/training/composed_sets.h"
#include "runtime/training/image_set.h"
#include "runtime/training/parts.h"

namespace nasg::training {

namespace {

constexpr std::uint64_t kComposedSeed = 0;  ///< the one that the challenges' sets were made with

}  // namespace

std::string digits_file() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return (program.parent_path().parent_path() / "share/nasg/data/digits8x8.csv").string();
}

namespace {

using Folders = std::vector<std::string>;

/// The first of the places where it is; the name itself if there is none, so that an error tells it.
std::string locate(const std::string& name, const Folders& folders) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (fs::path(name).is_absolute()) return name;
  for (const std::string& folder : folders) {
    const fs::path path = fs::path(folder) / name;
    if (fs::exists(path, ignored)) return path.lexically_normal().string();
  }
  return name;
}

/// A set as read, and how it is cut into parts.
struct Request {
  ImageSet set;
  PartRequest parts;
};

/// `split`, or `indices`, and the sizes; only of drawn parts the set says how large they are.
PartRequest read_parts(ir::SettingReader& reader, const Folders& folders, std::int64_t valid,
                       std::int64_t test) {
  PartRequest parts;
  const std::vector<std::string>& names = division_names();
  const auto found = std::ranges::find(names, reader.text("split", names.front()));
  if (found == names.end()) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "`" : ", `") + name + "`";
    reader.refuse("split", "must be one of " + list);
  } else {
    parts.division = static_cast<Division>(found - names.begin());
  }
  const bool drawn = parts.division == Division::kDrawn;
  if (const std::string file = reader.text("indices", ""); !file.empty()) {
    parts.indices = locate(file, folders);
    if (!drawn) reader.refuse("indices", "goes without `split`");
  }
  const bool sized = drawn && parts.indices.empty();
  parts.sizes = {reader.integer("train", 0), reader.integer("valid", sized ? valid : 0),
                 reader.integer("test", sized ? test : 0)};
  return parts;
}

diag::Result<Request> read_csv_setting(ir::SettingReader& reader, const Folders& folders) {
  Request request;
  const bool carried = reader.name() == "digits";
  const std::string path =
      locate(carried ? reader.text("path", digits_file()) : reader.required_text("path"), folders);
  request.parts = read_parts(reader, folders, 300, 300);
  if (auto read = reader.finish(); !read) return read.error();
  auto set = read_digits(path);
  if (!set) {
    diag::Diagnostic error = set.error();
    if (carried)
      error.note(
          "`digits(path = \"…/digits8x8.csv\")` names another place; the project carries it in "
          "examples/data");
    return error;
  }
  request.set = *std::move(set);
  return request;
}

diag::Result<Request> read_tokens_setting(ir::SettingReader& reader, const Folders& folders,
                                          const ir::Shape& input) {
  Request request;
  const std::string path = locate(reader.required_text("path"), folders);
  request.parts = read_parts(reader, folders, 300, 300);
  if (auto read = reader.finish(); !read) return read.error();
  if (input.size() != 1)
    return diag::make(diag::code::E0603, {}, "tokens are [T], and the space takes " + ir::text(input));
  auto set = read_tokens(path, input[0]);
  if (!set) return set.error();
  request.set = *std::move(set);
  return request;
}

/// A set that stands in a folder, or is made from one that does.
struct FolderSet {
  const char* name;
  diag::Result<ImageSet> (*read)(const std::string& folder);
  std::int64_t valid;  ///< examples of the validation part, if nothing else is said
  bool composed = false;
};

template <diag::Result<ImageSet> (*read)(const std::string&),
          diag::Result<ImageSet> (*make)(const ImageSet&, std::uint64_t)>
diag::Result<ImageSet> made_from(const std::string& folder) {
  const auto base = read(folder);
  if (!base) return base.error();
  return make(*base, kComposedSeed);
}

constexpr FolderSet kFolderSets[] = {
    {"mnist", read_idx, 10000},
    {"fashion_mnist", read_idx, 10000},
    {"idx", read_idx, 10000},
    {"images", read_image_folder, 1000},
    {"cifar10", read_cifar10, 5000},
    {"cifar100", read_cifar100, 5000},
    {"addnist", made_from<read_idx, make_add_nist>, 15000, true},
    {"multnist", made_from<read_idx, make_mult_nist>, 15000, true},
    {"cifartile", made_from<read_cifar10, make_cifar_tile>, 15000, true},
};

diag::Result<Request> read_folder_setting(const FolderSet& known, ir::SettingReader& reader,
                                          const Folders& folders) {
  Request request;
  const std::string folder = locate(reader.required_text("folder"), folders);
  request.parts = read_parts(reader, folders, known.valid, 0);
  if (auto read = reader.finish(); !read) return read.error();
  auto set = known.read(folder);
  if (!set) return set.error();
  request.set = *std::move(set);
  return request;
}

const FolderSet* find_folder_set(std::string_view name) {
  const auto* found = std::ranges::find(kFolderSets, name, &FolderSet::name);
  return found == std::end(kFolderSets) ? nullptr : found;
}

diag::Result<Request> read_setting(const ir::Setting& setting, const Folders& folders,
                                   const ir::Shape& input) {
  const auto* call = std::get_if<ir::Setting::Call>(&setting.value);
  if (!call) return diag::make(diag::code::E0602, setting.place, setting.text());
  ir::SettingReader reader(setting);
  if (call->name == "digits" || call->name == "csv") return read_csv_setting(reader, folders);
  if (call->name == "tokens") return read_tokens_setting(reader, folders, input);
  if (const FolderSet* known = find_folder_set(call->name))
    return read_folder_setting(*known, reader, folders);
  auto error = diag::make(diag::code::E0602, setting.place, call->name);
  std::vector<std::string> names{"digits", "csv", "tokens"};
  std::string list = "the data sets are `digits`, `csv(path = \"…\")`, `tokens(path = \"…\")`";
  for (const FolderSet& known : kFolderSets) {
    names.emplace_back(known.name);
    list += ", `" + names.back() + "(folder = \"…\")`";
  }
  error.note(list);
  if (const auto near = diag::nearest(call->name, names))
    error.fix(setting.place, *near, "did you mean `" + *near + "`?");
  return error;
}

diag::Diagnostic unfitting(std::string why) {
  return diag::make(diag::code::E0603, {}, std::move(why));
}

/// The image shape that examples are brought to; a network of vectors takes all pixels of the stored image.
diag::Result<ir::Shape> image_shape(const RawImages& raw, const ir::Shape& input) {
  if (input.size() == 3 && (raw.channels == 1 || raw.channels == input[0])) return input;
  if (input.size() == 3)
    return unfitting("an image has " + std::to_string(raw.channels) + " channels, and the space takes " +
                     ir::text(input));
  if (input.size() != 1) return unfitting("images are [C, H, W], and the space takes " + ir::text(input));
  const auto area = static_cast<std::int64_t>(raw.area());
  if (input[0] == area) return ir::Shape{raw.channels, raw.height, raw.width};
  return unfitting("an image has " + std::to_string(area) + " values, and the space takes " +
                   ir::text(input));
}

/// A class that is measured and was never learnt.
std::optional<int> unseen_class(const ImageSet& set, const Parts& parts) {
  std::vector<bool> seen(256, false);
  for (const std::size_t example : parts.train) seen[set.examples.labels[example]] = true;
  const auto find = [&](const RawImages& images, const std::vector<std::size_t>& part) -> std::optional<int> {
    for (const std::size_t example : part)
      if (!seen[images.labels[example]]) return images.labels[example];
    return std::nullopt;
  };
  if (const auto unseen = find(parts.validates_by_test ? set.test : set.examples, parts.valid)) return unseen;
  return find(set.test.count() > 0 ? set.test : set.examples, parts.test);
}

diag::Result<Split> make_split(const Request& request, const ir::Shape& input, std::int64_t classes) {
  const ImageSet& set = request.set;
  if (set.classes > classes)
    return unfitting("they have " + std::to_string(set.classes) + " classes, and the space has " +
                     std::to_string(classes) + " outputs");
  const auto parts = choose_parts(set, request.parts);
  if (!parts) return parts.error();
  if (const auto unseen = unseen_class(set, *parts))
    return unfitting(
        "class " + std::to_string(*unseen) +
        " stands in the validation or test part, and never in the training part; make that larger");
  Split split;
  split.classes = set.classes;
  const RawImages& tested = set.test.count() > 0 ? set.test : set.examples;
  const RawImages& validated = parts->validates_by_test ? set.test : set.examples;
  if (set.tokens) {
    split.train = symbols(set.examples, parts->train);
    split.valid = symbols(validated, parts->valid);
    split.test = symbols(tested, parts->test);
    return split;
  }
  const auto shape = image_shape(set.examples, input);
  if (!shape) return shape.error();
  split.train = prepare(set.examples, parts->train, *shape);
  split.valid = prepare(validated, parts->valid, *shape);
  split.test = prepare(tested, parts->test, *shape);
  normalise(split);
  for (Images* images : {&split.train, &split.valid, &split.test}) images->shape = input;
  return split;
}

}  // namespace

diag::Result<Split> load_data(const ir::Setting& setting, const ir::Shape& input, std::int64_t classes,
                              const Folders& folders) {
  const auto placed = [&](diag::Diagnostic error) {
    if (!error.primary.known()) error.primary = setting.place;
    return error;
  };
  auto request = read_setting(setting, folders, input);
  if (!request) return placed(request.error());
  auto split = make_split(*request, input, classes);
  if (!split) return placed(split.error());
  return split;
}

std::vector<std::string> composed_sets() {
  std::vector<std::string> names;
  for (const FolderSet& known : kFolderSets)
    if (known.composed) names.emplace_back(known.name);
  return names;
}

diag::Status write_composed(const std::string& name, const std::string& from, const std::string& to) {
  const FolderSet* known = find_folder_set(name);
  NASG_ASSERT(known != nullptr && known->composed, "the caller takes a name of composed_sets");
  const auto set = known->read(from);
  if (!set) return set.error();
  return write_idx(*set, to);
}

}  // namespace nasg::training
