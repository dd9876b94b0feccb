// SPDX-License-Identifier: Apache-2.0
// Emits entries that write whole derivations and keep the space's limits.
#include "compiler/codegen/exports.h"

#include "runtime/derivation/limits.h"
#include "runtime/derivation/variation.h"

namespace nasg::codegen {
namespace {

using Value = llvm::Value*;

class Exporter {
 public:
  Exporter(const Unit& unit, const Analysis& analysis, const Interface& interface)
      : unit_(unit),
        analysis_(analysis),
        interface_(interface),
        limited_(!unit.facts.space.limits.empty()),
        samples_keep_(unit.facts.automaton.keeps_limits()) {}

  void emit() {
    for (llvm::Function& function : unit_.module)
      if (!function.isDeclaration()) function.setLinkage(llvm::GlobalValue::InternalLinkage);
    unit_.module.getNamedGlobal("index_sizes")->eraseFromParent();
    if (limited_) keeps_ = emit_keeps(unit_, analysis_);
    emit_version();
    emit_seed();
    emit_draw("sample", "sample");
    if (interface_.uniform) emit_draw("uniform", "uniform");
    emit_mutate();
    emit_cross();
    if (interface_.index_words > 0) {
      emit_rank();
      emit_unrank();
    }
    emit_term();
    emit_construct();
    emit_feature_entry();
  }

 private:
  llvm::Function* entry(const char* name, llvm::Type* result, Unit::Params params) const {
    return unit_.entry(interface_.prefix + "_" + name, result, params);
  }
  llvm::Function* internal(const char* name) const { return unit_.module.getFunction(name); }
  Value element(Code& code, Value array, Value index) const {
    return code.b.CreateInBoundsGEP(unit_.i(32), array, index);
  }
  Value call_keeps(Code& code, Value rules, Value n, Value scratch) const {
    if (!limited_) return code.b.getTrue();
    return code.b.CreateCall(keeps_, {rules, n, scratch}, "kept");
  }
  void copy(Code& code, Value to, Value from, Value count) const {
    code.b.CreateMemCpy(to, llvm::Align(4), from, llvm::Align(4), code.b.CreateShl(count, 2));
  }
  void repeat(Code& code, int times, const Code::Emit& body) const {
    llvm::IRBuilder<>& b = code.b;
    auto* tries = code.variable("tries", code.constant(0));
    code.repeat_while(
        [&] { return b.CreateICmpULT(code.get(tries), code.constant(static_cast<std::uint64_t>(times))); },
        [&] {
          body();
          code.set(tries, b.CreateAdd(code.get(tries), code.constant(1)));
        });
  }

  void emit_version() const {
    auto* text = llvm::ConstantDataArray::getString(unit_.context(), interface_.version);
    new llvm::GlobalVariable(unit_.module, text->getType(), true, llvm::GlobalValue::ExternalLinkage, text,
                             interface_.prefix + "_version");
  }

  // derivation::Rng::fork
  void emit_seed() const {
    Code code(unit_, entry("seed", unit_.i(64), {{"seed", unit_.i(64)}, {"stream", unit_.i(64)}}));
    llvm::IRBuilder<>& b = code.b;
    Value child = b.CreateXor(code.argument(0), code.constant(0xD1B54A32D192ED03ULL));
    child = b.CreateAdd(child, b.CreateMul(code.argument(1), code.constant(0x8CB92BA72F3D8DD7ULL)));
    auto* state = code.variable("state", child);
    b.CreateRet(emit_next(code, state));
  }

  void emit_draw(const char* name, const char* inner) const {
    Code code(unit_,
              entry(name, unit_.i(64),
                    {{"rng", unit_.pointer()}, {"rules", unit_.pointer()}, {"scratch", unit_.pointer()}}));
    llvm::IRBuilder<>& b = code.b;
    std::vector<Value> arguments{code.argument(0), code.argument(1), code.argument(2)};
    arguments.resize(internal(inner)->arg_size());
    if (samples_keep_) {
      b.CreateRet(b.CreateCall(internal(inner), arguments, "n"));
      return;
    }
    repeat(code, derivation::kLimitDraws, [&] {
      Value n = b.CreateCall(internal(inner), arguments, "n");
      code.when(b.CreateICmpNE(n, code.constant(0)),
                [&] { code.return_if(call_keeps(code, code.argument(1), n, code.argument(2)), n); });
    });
    b.CreateRet(code.constant(0));
  }

  void emit_mutate() const {
    Code code(unit_, entry("mutate", unit_.i(64),
                           {{"rng", unit_.pointer()},
                            {"parent", unit_.pointer()},
                            {"n", unit_.i(64)},
                            {"mutant", unit_.pointer()},
                            {"scratch", unit_.pointer()}}));
    llvm::IRBuilder<>& b = code.b;
    Value parent = code.argument(1);
    Value n = code.argument(2);
    Value mutant = code.argument(3);
    Value work = code.argument(4);
    Value fresh = element(code, work, code.constant(kColumns * interface_.rules));
    Value out = out_array(code, 3);
    repeat(code, limited_ ? derivation::kRedraws : 1, [&] {
      Value found =
          b.CreateCall(internal("mutate"), {code.argument(0), parent, n, work, fresh, out}, "found");
      code.when(b.CreateICmpNE(found, code.constant(0)), [&] {
        Value begin = code.load(out, code.constant(0), 64);
        Value end = code.load(out, code.constant(1), 64);
        Value length =
            splice(code, mutant, parent, n, {begin, end}, fresh, code.load(out, code.constant(2), 64));
        code.return_if(call_keeps(code, mutant, length, work), length);
      });
    });
    b.CreateRet(code.constant(0));
  }

  void emit_cross() const {
    Code code(unit_, entry("cross", unit_.i(32),
                           {{"rng", unit_.pointer()},
                            {"a", unit_.pointer()},
                            {"na", unit_.i(64)},
                            {"b", unit_.pointer()},
                            {"nb", unit_.i(64)},
                            {"first", unit_.pointer()},
                            {"second", unit_.pointer()},
                            {"lengths", unit_.pointer()},
                            {"scratch", unit_.pointer()}}));
    llvm::IRBuilder<>& b = code.b;
    Value first = code.argument(1);
    Value second = code.argument(3);
    Value work = code.argument(8);
    Value other_work = element(code, work, code.constant(kColumns * interface_.rules));
    Value out = out_array(code, 4);
    repeat(code, limited_ ? derivation::kRedraws : 1, [&] {
      Value found = b.CreateCall(
          internal("cross"),
          {code.argument(0), first, code.argument(2), work, second, code.argument(4), other_work, out},
          "found");
      code.when(b.CreateICmpNE(found, code.constant(0)), [&] {
        const auto number = [&](std::uint64_t which) { return code.load(out, code.constant(which), 64); };
        const Span p{number(0), number(1)};
        const Span q{number(2), number(3)};
        Value length = splice(code, code.argument(5), first, code.argument(2), p,
                              element(code, second, q.begin), b.CreateSub(q.end, q.begin));
        Value other_length = splice(code, code.argument(6), second, code.argument(4), q,
                                    element(code, first, p.begin), b.CreateSub(p.end, p.begin));
        Value lengths = code.argument(7);
        code.store(lengths, code.constant(0), length, 64);
        code.store(lengths, code.constant(1), other_length, 64);
        Value kept = call_keeps(code, code.argument(5), length, work);
        code.when(kept, [&] {
          code.return_if(call_keeps(code, code.argument(6), other_length, work), code.constant(1, 32));
        });
      });
    });
    b.CreateRet(code.constant(0, 32));
  }

  struct Span {
    Value begin;
    Value end;
  };

  /// Writes `whole` with a span replaced; its length.
  Value splice(Code& code, Value to, Value whole, Value n, Span span, Value part, Value length) const {
    llvm::IRBuilder<>& b = code.b;
    Value after = b.CreateAdd(span.begin, length);
    Value rest = b.CreateSub(n, span.end);
    copy(code, to, whole, span.begin);
    copy(code, element(code, to, span.begin), part, length);
    copy(code, element(code, to, after), element(code, whole, span.end), rest);
    return b.CreateAdd(after, rest, "length");
  }

  Value out_array(Code& code, std::uint64_t size) const {
    return code.b.CreateAlloca(llvm::ArrayType::get(unit_.i(64), size), nullptr, "out");
  }

  void emit_rank() const {
    Code code(unit_, entry("rank", llvm::Type::getVoidTy(unit_.context()),
                           {{"rules", unit_.pointer()},
                            {"n", unit_.i(64)},
                            {"index", unit_.pointer()},
                            {"scratch", unit_.pointer()}}));
    code.b.CreateCall(internal("rank"),
                      {code.argument(0), code.argument(1), code.argument(2), code.argument(3)});
    code.b.CreateRetVoid();
  }

  void emit_unrank() const {
    Code code(unit_,
              entry("unrank", unit_.i(64),
                    {{"index", unit_.pointer()}, {"rules", unit_.pointer()}, {"scratch", unit_.pointer()}}));
    code.b.CreateRet(
        code.b.CreateCall(internal("unrank"), {code.argument(0), code.argument(1), code.argument(2)}, "n"));
  }

  // As snprintf does: all is counted, what there is room for is written, and a 0 behind it.
  void emit_term() const {
    llvm::Function* write = emit_write_term(unit_, analysis_);
    Code code(unit_, entry("term", unit_.i(64),
                           {{"rules", unit_.pointer()}, {"text", unit_.pointer()}, {"size", unit_.i(64)}}));
    llvm::IRBuilder<>& b = code.b;
    Value size = code.argument(2);
    Value length = b.CreateCall(write, {code.argument(0), code.argument(1), size}, "length");
    code.when(b.CreateICmpNE(size, code.constant(0)), [&] {
      Value last = b.CreateSub(size, code.constant(1));
      Value end = b.CreateSelect(b.CreateICmpULT(length, last), length, last);
      code.store(code.argument(1), end, code.constant(0), 8);
    });
    b.CreateRet(length);
  }

  void emit_construct() const {
    Code code(unit_, entry("construct", unit_.i(32),
                           {{"runtime", unit_.pointer()},
                            {"network", unit_.pointer()},
                            {"rules", unit_.pointer()},
                            {"n", unit_.i(64)},
                            {"scratch", unit_.pointer()}}));
    Value n = code.argument(3);
    Value work = code.argument(4);
    analysis_.call_survey(code, code.argument(2), n, work, code.constant(0), n);
    Value ends = analysis_.column(code, work, n, Column::kEnd);
    code.b.CreateRet(code.b.CreateCall(
        internal("construct"), {code.argument(0), code.argument(1), code.argument(2), ends}, "result"));
  }

  void emit_feature_entry() const {
    Code code(unit_, entry("features", unit_.i(32),
                           {{"rules", unit_.pointer()},
                            {"n", unit_.i(64)},
                            {"depths", unit_.pointer()},
                            {"graphs", unit_.i(64)},
                            {"labels", unit_.pointer()},
                            {"nodes", unit_.pointer()},
                            {"room", unit_.i(64)},
                            {"scratch", unit_.pointer()}}));
    std::vector<Value> arguments;
    for (llvm::Argument& argument : code.function->args()) arguments.push_back(&argument);
    Value made = code.b.CreateCall(internal("features"), arguments, "made");
    code.b.CreateRet(code.b.CreateTrunc(made, unit_.i(32)));
  }

  const Unit& unit_;
  const Analysis& analysis_;
  const Interface& interface_;
  const bool limited_;
  const bool samples_keep_;
  llvm::Function* keeps_ = nullptr;
};

}  // namespace

void emit_exports(const Unit& unit, const Analysis& analysis, const Interface& interface) {
  Exporter(unit, analysis, interface).emit();
}

}  // namespace nasg::codegen
