// SPDX-License-Identifier: Apache-2.0
// Emits the walk back over a trace that finds all labels of all iterations at once.
#include "compiler/codegen/feature_code.h"

#include "compiler/codegen/feature_room.h"
#include "runtime/derivation/graph.h"
#include "runtime/derivation/label_hash.h"

namespace nasg::codegen {
namespace {

using Field = TraceField;
using Value = llvm::Value*;

class FeatureEmitter {
 public:
  FeatureEmitter(const Unit& unit, const Analysis& analysis)
      : unit_(unit), analysis_(analysis), trace_(unit, analysis) {
    const derivation::GraphBuilder graphs(unit.facts.space);
    std::vector<std::uint64_t> hashes;
    for (std::uint32_t i = 0; i < graphs.label_count(); ++i)
      hashes.push_back(derivation::label_hash(graphs.label(i)));
    hashes_ = unit.table("label.hash", hashes);
  }

  void emit() {
    trace_.emit();
    emit_visit();
    emit_relabel();
    emit_entry();
  }

 private:
  Value field(Code& code, Value memory, Field which) const { return trace_.field(code, memory, which); }
  Value limb(Code& code, Value array, Value index) const { return code.load(array, index, 64); }
  Value element(Code& code, Value array, Value index, unsigned bits) const {
    return code.b.CreateInBoundsGEP(unit_.i(bits), array, index);
  }

  // derivation::mix
  Value mixed(Code& code, Value z) const {
    llvm::IRBuilder<>& b = code.b;
    const auto folded = [&](Value value, unsigned shift) {
      return b.CreateXor(value, b.CreateLShr(value, shift));
    };
    z = b.CreateMul(folded(z, 30), b.getInt64(0xBF58476D1CE4E5B9ULL));
    z = b.CreateMul(folded(z, 27), b.getInt64(0x94D049BB133111EBULL));
    return folded(z, 31);
  }

  // The node's labels stand a row apart; each joins the sums of what the node reads, for that iteration.
  void emit_visit() {
    visit_ = unit_.function("visit", llvm::Type::getVoidTy(unit_.context()),
                            {{"node", unit_.i(64)},
                             {"label", unit_.i(64)},
                             {"reads", unit_.pointer()},
                             {"first", unit_.i(64)},
                             {"last", unit_.i(64)},
                             {"depth", unit_.i(64)},
                             {"leads", unit_.pointer()},
                             {"sums", unit_.pointer()},
                             {"labels", unit_.pointer()},
                             {"row", unit_.i(64)}});
    Code code(unit_, visit_);
    llvm::IRBuilder<>& b = code.b;
    Value one = code.constant(1);
    Value depth = code.argument(5);
    auto* label = code.variable("label", code.argument(1));
    auto* read = code.variable("read", code.argument(3));
    auto* t = code.variable("t", code.constant(0));
    auto* place = code.variable("place", code.constant(0));
    const auto for_reads = [&](const std::function<void(Value)>& body) {
      code.set(read, code.argument(3));
      code.repeat_while([&] { return b.CreateICmpULT(code.get(read), code.argument(4)); },
                        [&] {
                          body(code.load(code.argument(2), code.get(read), 32));
                          code.set(read, b.CreateAdd(code.get(read), one));
                        });
    };
    for_reads([&](Value from) { code.store(code.argument(6), from, one, 32); });
    code.repeat_while([&] { return b.CreateICmpULT(code.get(t), depth); },
                      [&] {
                        code.store(code.argument(8), code.get(place), code.get(label), 64);
                        for_reads([&](Value from) {
                          Value sum = b.CreateAdd(b.CreateMul(from, depth), code.get(t));
                          code.store(code.argument(7), sum,
                                     b.CreateAdd(limb(code, code.argument(7), sum), code.get(label)), 64);
                        });
                        Value own = b.CreateAdd(b.CreateMul(code.argument(0), depth), code.get(t));
                        Value next = b.CreateMul(code.get(label), code.constant(derivation::kOwnFactor));
                        Value successors = b.CreateMul(limb(code, code.argument(7), own),
                                                       code.constant(derivation::kSuccessorFactor));
                        code.set(label, mixed(code, b.CreateAdd(b.CreateAdd(next, successors), one)));
                        code.set(place, b.CreateAdd(code.get(place), code.argument(9)));
                        code.set(t, b.CreateAdd(code.get(t), one));
                      });
    code.store(code.argument(8), code.get(place), code.get(label), 64);
    b.CreateRetVoid();
  }

  // The output first, then the nodes from the last: each stands behind all that it reads. What leads nowhere
  // is not met. Rows are as long as there are nodes, and drawn together in the end.
  void emit_relabel() {
    relabel_ = unit_.function("relabel", unit_.i(64),
                              {{"memory", unit_.pointer()},
                               {"salt", unit_.i(64)},
                               {"depth", unit_.i(64)},
                               {"labels", unit_.pointer()},
                               {"leads", unit_.pointer()},
                               {"sums", unit_.pointer()}});
    Code code(unit_, relabel_);
    llvm::IRBuilder<>& b = code.b;
    Value memory = code.argument(0);
    Value one = code.constant(1);
    Value depth = code.argument(2);
    Value labels = code.argument(3);
    Value leads = code.argument(4);
    Value sums = code.argument(5);
    Value nodes = field(code, memory, Field::kNodes);
    Value kinds = trace_.array(code, memory, Field::kLabels);
    Value begins = trace_.array(code, memory, Field::kBegin);
    Value reads = trace_.array(code, memory, Field::kReads);
    b.CreateMemSet(leads, b.getInt8(0), b.CreateShl(nodes, 2), llvm::Align(4));
    b.CreateMemSet(sums, b.getInt8(0), b.CreateShl(b.CreateMul(nodes, depth), 3), llvm::Align(8));
    auto* met = code.variable("met", code.constant(0));
    const auto visit = [&](Value node, Value reads_of) {
      Value label = b.CreateXor(limb(code, hashes_, code.load(kinds, node, 32)), code.argument(1));
      Value first = code.load(begins, reads_of, 32);
      Value last = code.load(begins, b.CreateAdd(reads_of, one), 32);
      b.CreateCall(visit_, {node, label, reads, first, last, depth, leads, sums,
                            element(code, labels, code.get(met), 64), nodes});
      code.set(met, b.CreateAdd(code.get(met), one));
    };
    visit(one, nodes);
    auto* left = code.variable("left", nodes);
    code.repeat_while([&] { return b.CreateICmpNE(code.get(left), code.constant(0)); },
                      [&] {
                        Value node = b.CreateSub(code.get(left), one);
                        Value inner = b.CreateICmpUGT(node, code.constant(trace_.wirings().inputs));
                        Value leading = b.CreateICmpNE(code.load(leads, node, 32), code.constant(0));
                        Value counted = b.CreateSelect(inner, leading, b.CreateICmpNE(node, one));
                        code.when(counted, [&] { visit(node, node); });
                        code.set(left, node);
                      });
    auto* t = code.variable("t", one);
    code.repeat_while([&] { return b.CreateICmpULE(code.get(t), depth); },
                      [&] {
                        Value to = element(code, labels, b.CreateMul(code.get(t), code.get(met)), 64);
                        Value from = element(code, labels, b.CreateMul(code.get(t), nodes), 64);
                        b.CreateMemMove(to, llvm::Align(8), from, llvm::Align(8),
                                        b.CreateShl(code.get(met), 3));
                        code.set(t, b.CreateAdd(code.get(t), one));
                      });
    b.CreateRet(code.get(met));
  }

  void emit_entry() {
    Code code(unit_, unit_.entry("features", unit_.i(64),
                                 {{"rules", unit_.pointer()},
                                  {"n", unit_.i(64)},
                                  {"depths", unit_.pointer()},
                                  {"graphs", unit_.i(64)},
                                  {"labels", unit_.pointer()},
                                  {"nodes", unit_.pointer()},
                                  {"room", unit_.i(64)},
                                  {"scratch", unit_.pointer()}}));
    llvm::IRBuilder<>& b = code.b;
    Value rules = code.argument(0);
    Value n = code.argument(1);
    Value room = code.argument(6);
    Value memory = code.argument(7);
    Value one = code.constant(1);

    // Fields, columns of the survey, arrays of the trace, marks of what leads to the output, sums.
    Value work = b.CreateConstInBoundsGEP1_64(unit_.i(64), memory, kFeatureFields, "work");
    analysis_.call_survey(code, rules, n, work, code.constant(0), n);
    Value starved = analysis_.column(code, work, n, Column::kCandidate);
    b.CreateMemSet(starved, b.getInt8(0), b.CreateShl(n, 2), llvm::Align(4));
    Value columns =
        b.CreateAnd(b.CreateAdd(b.CreateMul(n, code.constant(kColumns)), one), code.constant(~1ULL));
    Value next = element(code, work, columns, 32);
    const auto take = [&](std::uint64_t rows) {
      Value taken = next;
      next = element(code, next, b.CreateMul(room, code.constant(rows)), 32);
      return taken;
    };
    const auto set = [&](Field which, Value value) { trace_.set(code, memory, which, value); };
    set(Field::kRules, rules);
    set(Field::kEnds, analysis_.column(code, work, n, Column::kEnd));
    set(Field::kStarved, starved);
    set(Field::kPool, take(kPoolRows));
    set(Field::kReads, take(kReadRows));
    set(Field::kLabels, take(2));
    set(Field::kBegin, take(2));
    Value leads = take(2);
    Value sums = next;
    set(Field::kPoolRoom, b.CreateMul(room, code.constant(kPoolRows)));
    set(Field::kReadsRoom, b.CreateMul(room, code.constant(kReadRows)));
    set(Field::kNodesRoom, room);
    set(Field::kFull, code.constant(0));

    auto* labels = code.variable("labels", code.argument(4));
    auto* graph = code.variable("graph", code.constant(0));
    code.repeat_while([&] { return b.CreateICmpULT(code.get(graph), code.argument(3)); },
                      [&] {
                        Value at = code.get(graph);
                        code.when(
                            b.CreateICmpEQ(at, code.constant(0)), [&] { trace_.call_whole(code, memory); },
                            [&] {
                              set(Field::kLevel, b.CreateSub(at, one));
                              trace_.call_folded(code, memory);
                            });
                        code.return_if(b.CreateICmpNE(field(code, memory, Field::kFull), code.constant(0)),
                                       code.constant(0));
                        Value depth = code.load(code.argument(2), at, 32);
                        Value salt = mixed(code, b.CreateAdd(at, one));
                        Value met = b.CreateCall(relabel_,
                                                 {memory, salt, depth, code.get(labels), leads, sums}, "met");
                        code.store(code.argument(5), at, met, 64);
                        Value written = b.CreateMul(met, b.CreateAdd(depth, one));
                        code.set(labels, element(code, code.get(labels), written, 64));
                        code.set(graph, b.CreateAdd(at, one));
                      });
    b.CreateRet(one);
  }

  const Unit& unit_;
  const Analysis& analysis_;
  TraceEmitter trace_;
  llvm::GlobalVariable* hashes_;
  llvm::Function* visit_ = nullptr;
  llvm::Function* relabel_ = nullptr;
};

}  // namespace

void emit_features(const Unit& unit, const Analysis& analysis) {
  FeatureEmitter(unit, analysis).emit();
}

}  // namespace nasg::codegen
