// SPDX-License-Identifier: Apache-2.0
// Emits what traced code calls: its memory, sets of nodes, new nodes, and the marks of equal operators.
#include "compiler/codegen/trace_code.h"

namespace nasg::codegen {

using Form = derivation::RuleForm::Kind;
using Field = TraceField;
using Value = llvm::Value*;

llvm::Value* TraceEmitter::field(Code& code, Value memory, Field which) const {
  return code.load(memory, code.constant(static_cast<std::uint64_t>(which)), 64);
}

llvm::Value* TraceEmitter::array(Code& code, Value memory, Field which) const {
  llvm::IRBuilder<>& b = code.b;
  Value place = b.CreateConstInBoundsGEP1_64(unit_.i(64), memory, static_cast<std::uint64_t>(which));
  return b.CreateLoad(unit_.pointer(), place);
}

void TraceEmitter::set(Code& code, Value memory, Field which, Value value) const {
  llvm::IRBuilder<>& b = code.b;
  b.CreateStore(value, b.CreateConstInBoundsGEP1_64(unit_.i(64), memory, static_cast<std::uint64_t>(which)));
}

llvm::Value* TraceEmitter::is_empty(Code& code, Value set) const {
  llvm::IRBuilder<>& b = code.b;
  return b.CreateICmpEQ(b.CreateLShr(set, 32), b.CreateAnd(set, code.constant(UINT32_MAX)));
}

// A copy of a, and of b what is not in a. Sets are small.
void TraceEmitter::emit_unite() {
  unite_ = unit_.function("unite", unit_.i(64),
                          {{"memory", unit_.pointer()}, {"a", unit_.i(64)}, {"b", unit_.i(64)}});
  Code code(unit_, unite_);
  llvm::IRBuilder<>& b = code.b;
  Value memory = code.argument(0);
  Value left = code.argument(1);
  Value right = code.argument(2);
  Value one = code.constant(1);
  code.return_if(b.CreateOr(is_empty(code, right), b.CreateICmpEQ(left, right)), left);
  code.return_if(is_empty(code, left), right);
  Value pool = array(code, memory, Field::kPool);
  Value begin = field(code, memory, Field::kPoolSize);
  const auto first = [&](Value set) { return b.CreateAnd(set, code.constant(UINT32_MAX)); };
  const auto last = [&](Value set) { return b.CreateLShr(set, 32); };
  const auto size = [&](Value set) { return b.CreateSub(last(set), first(set)); };
  Value needed = b.CreateAdd(begin, b.CreateAdd(size(left), size(right)));
  Value full = b.CreateICmpUGT(needed, field(code, memory, Field::kPoolRoom));
  code.when(full, [&] {
    set(code, memory, Field::kFull, one);
    code.return_if(b.getTrue(), code.constant(0));
  });
  auto* end = code.variable("end", begin);
  auto* at = code.variable("at", code.constant(0));
  auto* seen = code.variable("seen", code.constant(0));
  auto* known = code.variable("known", b.getFalse());
  const auto append = [&](Value set, bool distinct) {
    code.set(at, first(set));
    code.repeat_while(
        [&] { return b.CreateICmpULT(code.get(at), last(set)); },
        [&] {
          Value node = code.load(pool, code.get(at), 32);
          code.set(known, b.getFalse());
          if (!distinct) {
            code.set(seen, begin);
            Value until = b.CreateAdd(begin, size(left));
            code.repeat_while([&] { return b.CreateICmpULT(code.get(seen), until); },
                              [&] {
                                Value same = b.CreateICmpEQ(code.load(pool, code.get(seen), 32), node);
                                code.set(known, b.CreateOr(code.get(known), same));
                                code.set(seen, b.CreateAdd(code.get(seen), one));
                              });
          }
          code.store(pool, code.get(end), node, 32);
          code.set(end, b.CreateAdd(code.get(end), b.CreateZExt(b.CreateNot(code.get(known)), unit_.i(64))));
          code.set(at, b.CreateAdd(code.get(at), one));
        });
  };
  append(left, true);
  append(right, false);
  set(code, memory, Field::kPoolSize, code.get(end));
  b.CreateRet(b.CreateOr(begin, b.CreateShl(code.get(end), 32)));
}

// A new node that reads what can be reached, as a set of its own.
void TraceEmitter::emit_node() {
  node_ = unit_.function("node", unit_.i(64),
                         {{"memory", unit_.pointer()}, {"label", unit_.i(64)}, {"reads", unit_.i(64)}});
  Code code(unit_, node_);
  llvm::IRBuilder<>& b = code.b;
  Value memory = code.argument(0);
  Value one = code.constant(1);
  Value id = field(code, memory, Field::kNodes);
  Value pool = array(code, memory, Field::kPool);
  Value end = field(code, memory, Field::kPoolSize);
  Value reads = array(code, memory, Field::kReads);
  Value begins = array(code, memory, Field::kBegin);
  auto* read = code.variable("read", field(code, memory, Field::kReadsSize));
  Value from = b.CreateAnd(code.argument(2), code.constant(UINT32_MAX));
  Value to = b.CreateLShr(code.argument(2), 32);
  Value full = b.CreateICmpUGE(id, field(code, memory, Field::kNodesRoom));
  full = b.CreateOr(full, b.CreateICmpUGE(end, field(code, memory, Field::kPoolRoom)));
  Value most = b.CreateAdd(code.get(read), b.CreateSub(to, from));
  full = b.CreateOr(full, b.CreateICmpUGT(most, field(code, memory, Field::kReadsRoom)));
  code.when(full, [&] {
    set(code, memory, Field::kFull, one);
    code.return_if(b.getTrue(), code.constant(0));
  });
  Value label = b.CreateAdd(code.argument(1), field(code, memory, Field::kLabelOffset));
  code.store(array(code, memory, Field::kLabels), id, label, 32);
  auto* at = code.variable("at", from);
  code.repeat_while(
      [&] { return b.CreateICmpULT(code.get(at), to); },
      [&] {
        Value source = code.load(pool, code.get(at), 32);
        code.store(reads, code.get(read), source, 32);
        Value input = b.CreateICmpULE(source, code.constant(wirings_.inputs));
        Value something =
            b.CreateICmpNE(code.load(begins, source, 32), code.load(begins, b.CreateAdd(source, one), 32));
        code.set(read, b.CreateAdd(code.get(read), b.CreateZExt(b.CreateOr(input, something), unit_.i(64))));
        code.set(at, b.CreateAdd(code.get(at), one));
      });
  set(code, memory, Field::kReadsSize, code.get(read));
  code.store(begins, b.CreateAdd(id, one), code.get(read), 32);
  set(code, memory, Field::kNodes, b.CreateAdd(id, one));
  code.store(pool, end, id, 32);
  Value behind = b.CreateAdd(end, one);
  set(code, memory, Field::kPoolSize, behind);
  b.CreateRet(b.CreateOr(end, b.CreateShl(behind, 32)));
}

// What kind of rule a position comes to: rules that are a lone hole are what they derive.
void TraceEmitter::emit_form_at() {
  form_at_ = unit_.function("form_at", unit_.i(64), {{"memory", unit_.pointer()}, {"position", unit_.i(64)}});
  Code code(unit_, form_at_);
  llvm::IRBuilder<>& b = code.b;
  Value rules = array(code, code.argument(0), Field::kRules);
  const auto form = [&](Value position) { return code.load(forms_, code.load(rules, position, 32), 8); };
  auto* at = code.variable("at", code.argument(1));
  Value unit = code.constant(static_cast<std::uint64_t>(Form::kUnit));
  code.repeat_while([&] { return b.CreateICmpEQ(form(code.get(at)), unit); },
                    [&] { code.set(at, b.CreateAdd(code.get(at), code.constant(1))); });
  b.CreateRet(form(code.get(at)));
}

// Of equal operators, one of which has no input, the last counts: its mark becomes that of all.
//   1. Those without input are listed. Where there is none, nothing is to be done.
//   2. Every subtree has a hash, of its rule and of its parts' hashes, found from the last to the first.
//   3. Every position finds the first listed one that it equals, and becomes its last. One bit for each hash
//   of
//      the list tells most that there is none.
//   4. They take the marks of these lasts; a last itself keeps its own.
// The columns of the survey behind the first are not needed any more, and hold all this.
void TraceEmitter::emit_mark_equal() {
  mark_equal_ = unit_.function("mark_equal", llvm::Type::getVoidTy(unit_.context()),
                               {{"memory", unit_.pointer()}, {"n", unit_.i(64)}});
  Code code(unit_, mark_equal_);
  llvm::IRBuilder<>& b = code.b;
  Value memory = code.argument(0);
  Value n = code.argument(1);
  Value one = code.constant(1);
  Value rules = array(code, memory, Field::kRules);
  Value ends = array(code, memory, Field::kEnds);
  Value marks = array(code, memory, Field::kStarved);
  const auto column = [&](Column which) { return analysis_.column(code, ends, n, which); };
  Value hashes = column(Column::kHeight);
  Value list = column(Column::kPattern);
  Value lasts = column(Column::kCut);
  Value found = column(Column::kNeeds);
  const auto count_up = [&](llvm::AllocaInst* at, Value until, const std::function<void(Value)>& body) {
    code.set(at, code.constant(0));
    code.repeat_while([&] { return b.CreateICmpULT(code.get(at), until); },
                      [&] {
                        body(code.get(at));
                        code.set(at, b.CreateAdd(code.get(at), one));
                      });
  };
  const auto length = [&](Value position) { return b.CreateSub(code.load(ends, position, 32), position); };
  auto* at = code.variable("at", code.constant(0));
  auto* inner = code.variable("inner", code.constant(0));

  auto* listed = code.variable("listed", code.constant(0));
  count_up(at, n, [&](Value p) {
    code.when(b.CreateICmpNE(code.load(marks, p, 32), code.constant(0)), [&] {
      code.store(list, code.get(listed), p, 32);
      code.store(lasts, code.get(listed), p, 32);
      code.set(listed, b.CreateAdd(code.get(listed), one));
    });
  });
  Value count = code.get(listed);
  code.return_if(b.CreateICmpEQ(count, code.constant(0)), nullptr);

  auto* hash = code.variable("hash", code.constant(0));
  code.set(at, n);
  code.repeat_while([&] { return b.CreateICmpNE(code.get(at), code.constant(0)); },
                    [&] {
                      Value p = b.CreateSub(code.get(at), one);
                      Value end = code.load(ends, p, 32);
                      code.set(hash, code.load(rules, p, 32));
                      code.set(inner, code.get(at));
                      code.repeat_while([&] { return b.CreateICmpULT(code.get(inner), end); },
                                        [&] {
                                          Value part = code.load(hashes, code.get(inner), 32);
                                          code.set(hash, b.CreateMul(b.CreateAdd(code.get(hash), part),
                                                                     code.constant(0xBF58476D1CE4E5B9ULL)));
                                          code.set(inner, code.load(ends, code.get(inner), 32));
                                        });
                      Value product =
                          b.CreateMul(b.CreateAdd(code.get(hash), one), code.constant(0x94D049BB133111EBULL));
                      code.store(hashes, p, b.CreateLShr(product, 32), 32);
                      code.set(at, p);
                    });

  const auto bit_of = [&](Value value) { return b.CreateAnd(value, code.constant(63)); };
  auto* known = code.variable("known", code.constant(0));
  count_up(at, count, [&](Value i) {
    Value value = code.load(hashes, code.load(list, i, 32), 32);
    code.set(known, b.CreateOr(code.get(known), b.CreateShl(one, bit_of(value))));
  });
  auto* equal = code.variable("equal", code.constant(0));
  count_up(at, n, [&](Value q) {
    Value own = code.load(hashes, q, 32);
    code.set(equal, code.constant(0));
    Value perhaps = b.CreateAnd(b.CreateLShr(code.get(known), bit_of(own)), one);
    code.when(b.CreateICmpNE(perhaps, code.constant(0)), [&] {
      count_up(inner, count, [&](Value i) {
        Value p = code.load(list, i, 32);
        Value open = b.CreateICmpEQ(code.get(equal), code.constant(0));
        code.when(b.CreateAnd(open, b.CreateICmpEQ(code.load(hashes, p, 32), own)), [&] {
          code.when(b.CreateICmpEQ(length(p), length(q)), [&] {
            Value left = b.CreateInBoundsGEP(unit_.i(32), rules, p);
            Value right = b.CreateInBoundsGEP(unit_.i(32), rules, q);
            code.when(analysis_.call_same(code, left, right, length(p)), [&] {
              code.set(equal, b.CreateAdd(i, one));
              code.store(lasts, i, q, 32);
            });
          });
        });
      });
    });
    code.store(found, q, code.get(equal), 32);
  });
  count_up(at, n, [&](Value q) {
    Value own = code.load(found, q, 32);
    code.when(b.CreateICmpNE(own, code.constant(0)), [&] {
      Value last = code.load(lasts, b.CreateSub(own, one), 32);
      code.store(marks, q, code.load(marks, last, 32), 32);
    });
  });
  b.CreateRetVoid();
}

}  // namespace nasg::codegen
