// SPDX-License-Identifier: Apache-2.0
// Objects on disk: whole or not at all, however many write, and never worse than compiling again.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "compiler/codegen/object_cache.h"
#include "tests/unit/codegen/compiled.h"

namespace nasg::codegen {
namespace {

namespace fs = std::filesystem;
using derivation::Derivation;
using derivation::Rng;
using ::testing::Optional;
using ::testing::SizeIs;

/// A folder that is not there yet, in one that goes with the test.
class Cache : public ::testing::Test {
 protected:
  Cache() {
    std::string name = (fs::temp_directory_path() / "nasg_cache_test.XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    above_ = name;
  }
  ~Cache() override { fs::remove_all(above_); }

  std::string folder() const { return (above_ / "cache/objects").string(); }
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& file : fs::directory_iterator(folder())) found.push_back(file.path());
    return found;
  }
  static std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void overwrite(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
  }

  fs::path above_;
};

TEST_F(Cache, GivesBackWhatWasStoredUnderTheSameKeyAlone) {
  const ObjectCache cache(folder());
  EXPECT_EQ(cache.find("key"), std::nullopt);
  cache.store("key", "object");
  cache.store("other", "another");
  EXPECT_THAT(cache.find("key"), Optional(std::string("object")));
  EXPECT_THAT(cache.find("other"), Optional(std::string("another")));
  EXPECT_EQ(cache.find("ke"), std::nullopt);
  cache.store("key", "newer");
  EXPECT_THAT(cache.find("key"), Optional(std::string("newer")));
  EXPECT_THAT(files(), SizeIs(2));
}

TEST_F(Cache, WithoutAFolderKeepsNothing) {
  const ObjectCache cache("");
  cache.store("key", "object");
  EXPECT_EQ(cache.find("key"), std::nullopt);
}

TEST_F(Cache, DoesNotUseAnEntryThatIsCutShortOrAltered) {
  const ObjectCache cache(folder());
  cache.store("key", "object");
  const fs::path file = files().front();
  const std::string good = content(file);
  for (std::size_t size = 0; size < good.size(); ++size) {
    overwrite(file, good.substr(0, size));
    EXPECT_EQ(cache.find("key"), std::nullopt) << size;
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string altered = good;
    altered[at] = static_cast<char>(altered[at] ^ 0x20);
    overwrite(file, altered);
    EXPECT_EQ(cache.find("key"), std::nullopt) << at;
  }
  cache.store("key", "object");
  EXPECT_THAT(cache.find("key"), Optional(std::string("object")));
}

TEST_F(Cache, DoesNotUseAFolderThatOthersMayWriteTo) {
  const ObjectCache cache(folder());
  cache.store("key", "object");
  struct stat status{};
  ASSERT_EQ(::stat(folder().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
  ASSERT_EQ(::chmod(folder().c_str(), 0777), 0);
  EXPECT_EQ(cache.find("key"), std::nullopt);
}

TEST_F(Cache, DropsTheLongestUnusedBeyondItsBound) {
  const std::string object(1000, 'x');
  const ObjectCache cache(folder(), 3500);
  const auto age = [&](int minutes) {
    for (const fs::path& file : files())
      fs::last_write_time(file, fs::last_write_time(file) - std::chrono::minutes(minutes));
  };
  for (const char* key : {"a", "b", "c"}) {
    cache.store(key, object);
    age(1);
  }
  EXPECT_TRUE(cache.find("a"));  // which makes b the oldest
  cache.store("d", object);
  EXPECT_TRUE(cache.find("a"));
  EXPECT_FALSE(cache.find("b"));
  EXPECT_TRUE(cache.find("c"));
  EXPECT_TRUE(cache.find("d"));
  cache.store("huge", std::string(5000, 'y'));
  EXPECT_FALSE(cache.find("huge"));
  EXPECT_THAT(files(), SizeIs(3));
}

TEST_F(Cache, HandsOutWholeObjectsWhileManyWrite) {
  const auto object = [](int writer, int turn) {
    return std::string(10'000 + static_cast<std::size_t>(97 * writer + turn),
                       static_cast<char>('a' + writer));
  };
  const auto is_whole = [](const std::string& found) {
    return found.size() >= 10'000 && found.find_first_not_of(found[0]) == std::string::npos;
  };
  std::vector<std::thread> threads;
  std::atomic<int> broken = 0;
  for (int writer = 0; writer < 4; ++writer) {
    threads.emplace_back([&, writer] {
      const ObjectCache cache(folder(), 60'000);
      for (int turn = 0; turn < 100; ++turn) {
        const std::string key = "key" + std::to_string(turn % 8);
        cache.store(key, object(writer, turn));
        const auto found = cache.find(key);
        if (found && !is_whole(*found)) ++broken;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(broken, 0);
  std::uintmax_t bytes = 0;
  for (const fs::path& file : files()) bytes += fs::file_size(file);
  EXPECT_LE(bytes, 60'000U);
}

class CachedCode : public Cache {
 protected:
  std::unique_ptr<CompiledSpace> compile_cached() {
    const auto found = compiler();
    if (!found) return nullptr;
    auto compiled = (*found)->compile(*built_.space, built_.automaton, {0, folder()});
    return compiled ? *std::move(compiled) : nullptr;
  }

  void expect_agreement() {
    const auto compiled = compile_cached();
    ASSERT_NE(compiled, nullptr);
    const auto interpreter = derivation::make_interpreter(*built_.space, built_.automaton);
    Rng rng(5);
    Rng mine = rng;
    for (int i = 0; i < 100; ++i) {
      const auto drawn = interpreter->sample(rng).value();
      ASSERT_EQ(compiled->variation().sample(mine), drawn);
      ASSERT_EQ(compiled->variation().mutate(drawn, mine), interpreter->mutate(drawn, rng));
      ASSERT_EQ(compiled->rank(drawn), derivation::rank(*built_.space, built_.automaton, drawn));
      EXPECT_TRUE(*compiled->build_plan(drawn) == *derivation::build_plan(*built_.space, drawn));
    }
  }

  testing::Built built_ = testing::build(testing::hnb201_like());
};

TEST_F(CachedCode, AgreesWithTheInterpreter) {
  expect_agreement();
  const std::string first = content(files().front());
  expect_agreement();
  EXPECT_THAT(files(), SizeIs(1));
  EXPECT_EQ(content(files().front()), first);
}

TEST_F(CachedCode, IsBuiltAgainWhereItWasDamaged) {
  expect_agreement();
  const fs::path file = files().front();
  const std::string good = content(file);
  overwrite(file, good.substr(0, good.size() / 2));
  expect_agreement();
  EXPECT_EQ(content(file), good);
}

TEST_F(CachedCode, IsBuiltAgainWhereItIsNoObject) {
  expect_agreement();
  const std::string entry = content(files().front());
  constexpr std::size_t kMagic = 14, kNumbers = 24;
  std::uint64_t key_size = 0;
  std::memcpy(&key_size, entry.data() + kMagic, sizeof key_size);
  const std::string key = entry.substr(kMagic + kNumbers, key_size);
  ObjectCache(folder()).store(key, "no object at all");
  expect_agreement();
  EXPECT_EQ(content(files().front()), entry);
}

TEST_F(CachedCode, IsKeptApartByLevelAndSpace) {
  expect_agreement();
  ASSERT_TRUE((*compiler())->compile(*built_.space, built_.automaton, {2, folder()}).ok());
  EXPECT_THAT(files(), SizeIs(2));
  built_ = testing::build(testing::nb201_like(true));
  expect_agreement();
  EXPECT_THAT(files(), SizeIs(3));
}

TEST(CacheFolder, IsWhatTheEnvironmentSays) {
  const auto said = [](const char* nasg, const char* xdg, const char* home) {
    const auto set = [](const char* name, const char* value) {
      if (value == nullptr) {
        ::unsetenv(name);
      } else {
        ::setenv(name, value, 1);
      }
    };
    set("NASG_CACHE", nasg);
    set("XDG_CACHE_HOME", xdg);
    set("HOME", home);
    return cache_folder();
  };
  EXPECT_EQ(said("/tmp/here", "/x", "/h"), "/tmp/here");
  EXPECT_EQ(said("off", "/x", "/h"), "");
  EXPECT_EQ(said("", "/x", "/h"), "");
  EXPECT_EQ(said(nullptr, "/x", "/h"), "/x/nasg/objects");
  EXPECT_EQ(said(nullptr, "relative", "/h"), "/h/.cache/nasg/objects");
  EXPECT_EQ(said(nullptr, nullptr, "/h"), "/h/.cache/nasg/objects");
  EXPECT_EQ(said(nullptr, nullptr, nullptr), "");
}

}  // namespace
}  // namespace nasg::codegen
