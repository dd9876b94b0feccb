// SPDX-License-Identifier: Apache-2.0
// Studies: what is added stays, and what is no study is refused and left alone.
#include "compiler/diag/codes/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "runtime/study/database.h"
#include "runtime/study/study.h"

namespace nasg::study {
namespace {

namespace fs = std::filesystem;

class StudyTest : public testing::Test {
 protected:
  StudyTest() {
    std::string pattern = (fs::temp_directory_path() / "nasg-study-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~StudyTest() override { fs::remove_all(folder_); }

  std::string path(const std::string& name = "runs.db") const { return (folder_ / name).string(); }

  static Study opened(const std::string& path) {
    auto study = Study::open(path);
    if (!study) ADD_FAILURE() << study.error().message();
    return std::move(*study);
  }
  static std::string refusal(const std::string& path) {
    auto study = Study::open(path);
    return study ? "opened" : study.error().message();
  }

  fs::path folder_;
  RunHeader header_{"S(n=1)", "space S", "random", "params", 7, false};
};

Trial trial(std::int64_t number, double value) {
  Trial made{number, "Cell(id, zero)", {}};
  made.evaluation.value = value;
  made.evaluation.test = value / 3;
  made.evaluation.metrics = {{"params", 12}, {"flops", 1e9}};
  made.evaluation.seconds = 0.1;
  return made;
}

std::string bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(StudyTest, ATrialIsTheSameAfterReopening) {
  {
    Study study = opened(path());
    const auto run = study.run(header_);
    ASSERT_TRUE(run);
    ASSERT_TRUE(study.add(*run, trial(0, 0.1)));
    Trial failed{1, "zero", {}};
    failed.evaluation.message = "it ended with status 3:\n\"quoted\" \xE2\x82\xAC";
    ASSERT_TRUE(study.add(*run, failed));
  }
  Study study = opened(path());
  const auto run = study.run(header_);
  ASSERT_TRUE(run);
  const auto trials = study.trials(*run);
  ASSERT_TRUE(trials);
  ASSERT_EQ(trials->size(), 2U);
  EXPECT_EQ((*trials)[0].evaluation.value, 0.1);
  EXPECT_EQ((*trials)[0].evaluation.test, 0.1 / 3);
  EXPECT_EQ((*trials)[0].evaluation.metrics, trial(0, 0.1).evaluation.metrics);
  EXPECT_EQ((*trials)[0].evaluation.seconds, 0.1);
  EXPECT_EQ((*trials)[1].term, "zero");
  EXPECT_FALSE((*trials)[1].evaluation.value);
  EXPECT_EQ((*trials)[1].evaluation.message, "it ended with status 3:\n\"quoted\" \xE2\x82\xAC");
}

TEST_F(StudyTest, FidelityAdmissionAndFurtherCriteriaAreKept) {
  header_.further = {{"params", false}, {"accuracy", true}};
  Study study = opened(path());
  const auto run = study.run(header_);
  ASSERT_TRUE(run);
  Trial made = trial(0, 1);
  made.fidelity = 27;
  made.evaluation.admitted = false;
  ASSERT_TRUE(study.add(*run, made));
  ASSERT_TRUE(study.add(*run, trial(1, 1)));
  const auto trials = study.trials(*run);
  ASSERT_TRUE(trials);
  EXPECT_EQ((*trials)[0].fidelity, 27);
  EXPECT_FALSE((*trials)[0].evaluation.admitted);
  EXPECT_EQ((*trials)[1].fidelity, 0);
  EXPECT_TRUE((*trials)[1].evaluation.admitted);
  EXPECT_EQ((*study.runs())[0].second, header_);
}

TEST_F(StudyTest, CurvesAreKeptByNameAndEpoch) {
  Study study = opened(path());
  const auto run = study.run(header_);
  Trial made = trial(0, 1);
  made.evaluation.curves = {{"train_loss", {2.5, 1.25, 1}}, {"valid_accuracy", {10, 60.5, 61}}};
  ASSERT_TRUE(study.add(*run, made));
  ASSERT_TRUE(study.add(*run, trial(1, 1)));
  const auto trials = study.trials(*run);
  ASSERT_TRUE(trials);
  EXPECT_EQ((*trials)[0].evaluation.curves, made.evaluation.curves);
  EXPECT_TRUE((*trials)[1].evaluation.curves.empty());
}

TEST_F(StudyTest, AStudyOfTheFirstVersionGoesOn) {
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path().c_str(), &raw), SQLITE_OK);
  ASSERT_TRUE(execute(raw, R"(
    CREATE TABLE run (id INTEGER PRIMARY KEY, space_title TEXT NOT NULL, space_ir TEXT NOT NULL,
      strategy TEXT NOT NULL, objective TEXT NOT NULL, seed INTEGER NOT NULL, maximises INTEGER NOT NULL,
      UNIQUE (space_title, space_ir, strategy, objective, seed, maximises));
    CREATE TABLE trial (run INTEGER NOT NULL REFERENCES run (id), number INTEGER NOT NULL, term TEXT NOT NULL,
      value REAL, test REAL, seconds REAL NOT NULL, message TEXT NOT NULL,
      PRIMARY KEY (run, number)) WITHOUT ROWID;
    CREATE TABLE metric (run INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, value REAL,
      PRIMARY KEY (run, number, name), FOREIGN KEY (run, number) REFERENCES trial (run, number)) WITHOUT ROWID;
    PRAGMA application_id = 0x6E617367;
    PRAGMA user_version = 1;
    INSERT INTO run VALUES (1, 'S(n=1)', 'space S', 'random', 'params', 7, 0);
    INSERT INTO trial VALUES (1, 0, 'zero', 2.5, NULL, 0.5, ''))"));
  sqlite3_close(raw);
  Study study = opened(path());
  const auto run = study.run(header_);
  ASSERT_TRUE(run);
  EXPECT_EQ(*run, 1);
  ASSERT_TRUE(study.add(*run, trial(1, 2)));
  const auto trials = study.trials(*run);
  ASSERT_EQ(trials->size(), 2U);
  EXPECT_EQ((*trials)[0].evaluation.value, 2.5);
  EXPECT_EQ((*trials)[0].fidelity, 0);
  EXPECT_TRUE((*trials)[0].evaluation.admitted);
}

TEST_F(StudyTest, TheSameHeaderIsOneRunAndAnotherSeedAnotherOne) {
  Study study = opened(path());
  const auto first = study.run(header_);
  header_.seed = UINT64_MAX;
  const auto second = study.run(header_);
  const auto again = study.run(header_);
  ASSERT_TRUE(first && second && again);
  EXPECT_NE(*first, *second);
  EXPECT_EQ(*second, *again);
  const auto runs = study.runs();
  ASSERT_TRUE(runs);
  ASSERT_EQ(runs->size(), 2U);
  EXPECT_EQ((*runs)[1].second, header_);
}

TEST_F(StudyTest, WhatWasAddedOutlivesAProcessThatIsKilled) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto study = Study::open(path());
    const auto run = study->run(header_);
    for (int i = 0; i < 5; ++i) {
      if (!study->add(*run, trial(i, i))) ::_exit(1);
    }
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  Study study = opened(path());
  EXPECT_EQ(study.trials(*study.run(header_))->size(), 5U);
}

TEST_F(StudyTest, ATrialThatIsThereAlreadyIsRefused) {
  Study study = opened(path());
  const auto run = study.run(header_);
  ASSERT_TRUE(study.add(*run, trial(0, 1)));
  const auto second = study.add(*run, trial(0, 2));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, diag::code::E0803);
  EXPECT_EQ(study.trials(*run)->front().evaluation.value, 1);
}

TEST_F(StudyTest, ATruncatedFileIsRefusedAndLeftAsItIs) {
  {
    Study study = opened(path());
    const auto run = study.run(header_);
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(study.add(*run, trial(i, i)));
  }
  const auto whole = fs::file_size(path());
  for (const std::uintmax_t size : {whole - 4096, whole / 2, std::uintmax_t{4096}, std::uintmax_t{700}}) {
    fs::resize_file(path(), size);
    const std::string before = bytes(path());
    EXPECT_THAT(refusal(path()), testing::HasSubstr("truncated or damaged")) << size;
    EXPECT_EQ(bytes(path()), before) << size;
  }
}

TEST_F(StudyTest, AFileThatIsNoDatabaseIsRefusedAndLeftAsItIs) {
  std::ofstream(path()) << std::string(5000, 'x');
  EXPECT_THAT(refusal(path()), testing::HasSubstr("it is not a database"));
  EXPECT_EQ(bytes(path()), std::string(5000, 'x'));
}

TEST_F(StudyTest, AStudyOfANewerProgramIsRefused) {
  {
    opened(path());
  }
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(60);  // user_version, big-endian
    file.write("\0\0\0\x09", 4);
  }
  EXPECT_THAT(refusal(path()), testing::HasSubstr("written by a newer nasg"));
}

TEST_F(StudyTest, AnotherProgramsDatabaseIsRefused) {
  {
    opened(path());
  }
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(68);  // application_id
    file.write("\0\0\0\x01", 4);
  }
  EXPECT_THAT(refusal(path()), testing::HasSubstr("database of another program"));
}

TEST_F(StudyTest, AMissingFolderIsSaidAndNotMade) {
  EXPECT_THAT(refusal(path("none/runs.db")), testing::HasSubstr("does its folder exist"));
  EXPECT_FALSE(fs::exists(folder_ / "none"));
}

TEST_F(StudyTest, AFileThatMayNotBeWrittenIsRefused) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write every file";
  {
    opened(path());
  }
  fs::permissions(path(), fs::perms::owner_read);
  EXPECT_THAT(refusal(path()), testing::HasSubstr("cannot be written"));
}

}  // namespace
}  // namespace nasg::study
