// SPDX-License-Identifier: Apache-2.0
// Ahead-of-time code of a space, linked and loaded.
#pragma once

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "compiler/codegen/feature_room.h"
#include "compiler/codegen/interface.h"
#include "compiler/codegen/jit.h"
#include "compiler/codegen/linker.h"
#include "compiler/codegen/plan_runtime.h"

namespace nasg::codegen {

/// What a program has that loads the shared object and knows its header.
class SharedObject {
 public:
  using Words = std::uint32_t;
  using Derivation = derivation::Derivation;

  SharedObject(const ir::Space& space, const ir::Automaton& automaton, const Target& target)
      : space_(space), facts_(space, automaton), tables_(facts_), interface_(interface_of(facts_, tables_)) {
    const auto found = compiler();
    EXPECT_TRUE(found.ok());
    if (!found) return;
    const auto object = (*found)->machine_code(space, automaton, target);
    if (!object) {
      ADD_FAILURE() << object.error().message();
      return;
    }
    const auto linked = link_shared(*object, interface_.measures);
    if (!linked) {
      ADD_FAILURE() << linked.error().message();
      return;
    }
    load(*linked);
    scratch_.resize(interface_.scratch / sizeof(std::uint64_t) + 1);
  }
  ~SharedObject() {
    if (handle_ != nullptr) ::dlclose(handle_);
  }

  bool loaded() const { return handle_ != nullptr; }
  const Interface& interface() const { return interface_; }
  std::string version() const { return static_cast<const char*>(::dlsym(handle_, name("version").c_str())); }

  std::optional<Derivation> sample(derivation::Rng& rng) const { return draw("sample", rng); }
  std::optional<Derivation> uniform(derivation::Rng& rng) const { return draw("uniform", rng); }

  std::optional<Derivation> mutate(const Derivation& parent, derivation::Rng& rng) const {
    const auto call =
        entry<std::uint64_t(std::uint64_t*, const Words*, std::uint64_t, Words*, void*)>("mutate");
    std::vector<Words> mutant(interface_.buffer);
    const auto n = call(&rng.state, words(parent), parent.rules.size(), mutant.data(), scratch_.data());
    return derivation_of(mutant, n);
  }

  std::optional<std::pair<Derivation, Derivation>> cross(const Derivation& a, const Derivation& b,
                                                         derivation::Rng& rng) const {
    const auto call = entry<int(std::uint64_t*, const Words*, std::uint64_t, const Words*, std::uint64_t,
                                Words*, Words*, std::uint64_t*, void*)>("cross");
    std::vector<Words> first(interface_.buffer), second(interface_.buffer);
    std::uint64_t lengths[2];
    if (call(&rng.state, words(a), a.rules.size(), words(b), b.rules.size(), first.data(), second.data(),
             lengths, scratch_.data()) == 0)
      return std::nullopt;
    return std::pair(*derivation_of(first, lengths[0]), *derivation_of(second, lengths[1]));
  }

  std::uint64_t seed(std::uint64_t seed, std::uint64_t stream) const {
    return entry<std::uint64_t(std::uint64_t, std::uint64_t)>("seed")(seed, stream);
  }

  std::string term(const Derivation& derivation) const {
    const auto call = entry<std::uint64_t(const Words*, char*, std::uint64_t)>("term");
    std::string text(call(words(derivation), nullptr, 0), '?');
    EXPECT_EQ(call(words(derivation), text.data(), text.size() + 1), text.size());
    return text;
  }

  ir::BigInt rank(const Derivation& derivation) const {
    const auto call = entry<void(const Words*, std::uint64_t, std::uint64_t*, void*)>("rank");
    std::vector<std::uint64_t> index(interface_.index_words);
    call(words(derivation), derivation.rules.size(), index.data(), scratch_.data());
    ir::BigInt number;
    mpz_import(number.get_mpz_t(), index.size(), -1, sizeof(std::uint64_t), 0, 0, index.data());
    return number;
  }

  std::optional<Derivation> unrank(const ir::BigInt& number) const {
    const auto call = entry<std::uint64_t(const std::uint64_t*, Words*, void*)>("unrank");
    std::vector<Words> rules(interface_.buffer);
    const std::uint64_t n = call(limbs(number, interface_.index_words).data(), rules.data(), scratch_.data());
    return derivation_of(rules, n);
  }

  GraphLabels label_graphs(const Derivation& derivation, const std::vector<std::uint32_t>& depths,
                           std::uint64_t room) const {
    const auto call = entry<int(const Words*, std::uint64_t, const std::uint32_t*, std::uint64_t,
                                std::uint64_t*, std::uint64_t*, std::uint64_t, void*)>("features");
    std::uint64_t rows = 0, deepest = 0, written = 0;
    for (const std::uint64_t depth : depths) {
      rows += depth + 1;
      deepest = std::max(deepest, depth);
    }
    GraphLabels result{std::vector<std::uint64_t>(rows * room), std::vector<std::uint64_t>(depths.size())};
    std::vector<std::uint64_t> scratch(feature_scratch(derivation.rules.size(), room, deepest) / 8 + 1);
    if (call(words(derivation), derivation.rules.size(), depths.data(), depths.size(), result.labels.data(),
             result.nodes.data(), room, scratch.data()) == 0)
      return {};
    for (std::size_t i = 0; i < depths.size(); ++i) written += result.nodes[i] * (depths[i] + 1);
    result.labels.resize(written);
    return result;
  }

  diag::Result<derivation::Plan> build_plan(const Derivation& derivation) const {
    const auto call =
        entry<std::uint32_t(const nasg_runtime*, void*, const Words*, std::uint64_t, void*)>("construct");
    derivation::PlanBuilder builder(space_.input);
    const std::uint32_t result =
        call(&kPlanRuntime, &builder, words(derivation), derivation.rules.size(), scratch_.data());
    return std::move(builder).finish(result);
  }

 private:
  void load(const std::string& bytes) {
    static int count = 0;  // a name of its own for each, since the loader knows objects by their names
    const auto file = std::filesystem::temp_directory_path() /
                      ("nasg_space_" + std::to_string(::getpid()) + "_" + std::to_string(count++) + ".so");
    std::ofstream(file, std::ios::binary) << bytes;
    handle_ = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle_ == nullptr) ADD_FAILURE() << ::dlerror();
    std::filesystem::remove(file);
  }

  std::string name(const std::string& entry) const { return interface_.prefix + "_" + entry; }
  template <class F>
  F* entry(const std::string& which) const {
    void* const found = ::dlsym(handle_, name(which).c_str());
    EXPECT_NE(found, nullptr) << which;
    return reinterpret_cast<F*>(found);
  }

  std::optional<Derivation> draw(const char* which, derivation::Rng& rng) const {
    const auto call = entry<std::uint64_t(std::uint64_t*, Words*, void*)>(which);
    std::vector<Words> rules(interface_.buffer);
    return derivation_of(rules, call(&rng.state, rules.data(), scratch_.data()));
  }

  static const Words* words(const Derivation& derivation) {
    return reinterpret_cast<const Words*>(derivation.rules.data());
  }
  static std::optional<Derivation> derivation_of(const std::vector<Words>& rules, std::uint64_t n) {
    if (n == 0) return std::nullopt;
    Derivation result;
    for (std::uint64_t i = 0; i < n; ++i) result.rules.emplace_back(rules[i]);
    return result;
  }

  const ir::Space& space_;
  SpaceFacts facts_;
  IndexTables tables_;
  Interface interface_;
  void* handle_ = nullptr;
  mutable std::vector<std::uint64_t> scratch_;
};

}  // namespace nasg::codegen
