// SPDX-License-Identifier: Apache-2.0
// Emits the passes over a derivation: ends and connections from the leaves up, places from the roots down.
#include "compiler/codegen/analysis.h"

namespace nasg::codegen {

// For each position, last first: walk its children by their ends; their connections make the pattern.
void Analysis::emit_survey() {
  survey_ = unit_.function("survey", llvm::Type::getVoidTy(unit_.context()),
                           {{"rules", unit_.pointer()},
                            {"n", unit_.i(64)},
                            {"work", unit_.pointer()},
                            {"from", unit_.i(64)},
                            {"to", unit_.i(64)}});
  Code code(unit_, survey_);
  llvm::IRBuilder<>& b = code.b;
  const auto column_of = [&](Column which) {
    return column(code, code.argument(2), code.argument(1), which);
  };
  const bool connections = unit_.facts.connections;
  const bool depth = unit_.facts.heights();
  Value ends = column_of(Column::kEnd);
  Value patterns = column_of(Column::kPattern);
  Value cuts = column_of(Column::kCut);
  Value heights = column_of(Column::kHeight);
  auto* position = code.variable("position", code.argument(4));
  auto* child = code.variable("child", code.constant(0));
  auto* hole = code.variable("hole", code.constant(0));
  auto* pattern = code.variable("pattern", code.constant(0));
  auto* height = code.variable("height", code.constant(0));
  code.repeat_while(
      [&] { return b.CreateICmpUGT(code.get(position), code.argument(3)); },
      [&] {
        Value at = b.CreateSub(code.get(position), code.constant(1));
        Value rule = code.load(code.argument(0), at, 32);
        Value last_hole = b.CreateAdd(code.load(first_holes_, rule, 32), arity(code, rule));
        code.set(child, code.get(position));
        code.set(hole, code.load(first_holes_, rule, 32));
        code.set(pattern, code.constant(0));
        code.set(height, code.constant(0));
        code.repeat_while(
            [&] { return b.CreateICmpULT(code.get(hole), last_hole); },
            [&] {
              Value here = code.get(child);
              if (connections) {
                Value bit = code.load(hole_bits_, code.get(hole), 32);
                code.set(pattern, b.CreateOr(code.get(pattern), b.CreateMul(bit, code.load(cuts, here, 32))));
              }
              if (depth) {
                Value below = code.load(heights, here, 32);
                Value higher = b.CreateICmpUGT(below, code.get(height));
                code.set(height, b.CreateSelect(higher, below, code.get(height)));
              }
              code.set(child, code.load(ends, here, 32));
              code.set(hole, b.CreateAdd(code.get(hole), code.constant(1)));
            });
        code.store(ends, at, code.get(child), 32);
        if (connections) {
          code.store(patterns, at, code.get(pattern), 32);
          Value yields = outcome(code, rule, code.get(pattern));
          code.store(cuts, at, b.CreateLShr(yields, 1), 32);
        }
        if (depth) code.store(heights, at, b.CreateAdd(code.get(height), code.constant(1)), 32);
        code.set(position, at);
      });
  b.CreateRetVoid();
}

// Roots: anything, and the whole room. Then each position, first to last, gives its children theirs.
void Analysis::emit_places() {
  places_ = unit_.function("places", llvm::Type::getVoidTy(unit_.context()),
                           {{"rules", unit_.pointer()}, {"n", unit_.i(64)}, {"work", unit_.pointer()}});
  Code code(unit_, places_);
  llvm::IRBuilder<>& b = code.b;
  Value n = code.argument(1);
  const auto column_of = [&](Column which) { return column(code, code.argument(2), n, which); };
  Value ends = column_of(Column::kEnd);
  Value patterns = column_of(Column::kPattern);
  Value needs = column_of(Column::kNeeds);
  Value rooms = column_of(Column::kRoom);
  auto* position = code.variable("position", code.constant(0));
  const auto place = [&](Value at, Value need, Value room) {
    if (unit_.facts.connections) code.store(needs, at, need, 32);
    if (unit_.facts.heights()) code.store(rooms, at, room, 32);
  };
  code.repeat_while([&] { return b.CreateICmpULT(code.get(position), n); },
                    [&] {
                      place(code.get(position), code.constant(ir::kEither),
                            code.constant(unit_.facts.room()));
                      code.set(position, code.load(ends, code.get(position), 32));
                    });
  code.set(position, code.constant(0));
  auto* child = code.variable("child", code.constant(0));
  auto* hole = code.variable("hole", code.constant(0));
  code.repeat_while([&] { return b.CreateICmpULT(code.get(position), n); },
                    [&] {
                      Value at = code.get(position);
                      Value rule = code.load(code.argument(0), at, 32);
                      Value holes = arity(code, rule);
                      code.set(hole, code.constant(0));
                      code.set(child, b.CreateAdd(at, code.constant(1)));
                      code.repeat_while([&] { return b.CreateICmpULT(code.get(hole), holes); },
                                        [&] {
                                          Value need = nullptr;
                                          Value room = nullptr;
                                          if (unit_.facts.connections) {
                                            need = child_needs(code, rule, code.get(hole),
                                                               code.load(patterns, at, 32),
                                                               code.load(needs, at, 32));
                                          }
                                          if (unit_.facts.heights())
                                            room = b.CreateSub(code.load(rooms, at, 32), code.constant(1));
                                          place(code.get(child), need, room);
                                          code.set(child, code.load(ends, code.get(child), 32));
                                          code.set(hole, b.CreateAdd(code.get(hole), code.constant(1)));
                                        });
                      code.set(position, b.CreateAdd(at, code.constant(1)));
                    });
  b.CreateRetVoid();
}

// Count the subtrees still to come: each rule ends one and opens as many as it has holes. Subtrees of known
// length are passed in one step.
void Analysis::emit_end() {
  end_ = unit_.function("end_of", unit_.i(64), {{"rules", unit_.pointer()}, {"position", unit_.i(64)}});
  Code code(unit_, end_);
  llvm::IRBuilder<>& b = code.b;
  auto* position = code.variable("position", code.argument(1));
  auto* open = code.variable("open", code.constant(1));
  code.repeat_while([&] { return b.CreateICmpNE(code.get(open), code.constant(0)); },
                    [&] {
                      Value rule = code.load(code.argument(0), code.get(position), 32);
                      Value more = b.CreateAdd(code.get(open), code.load(opened_, rule, 32));
                      code.set(open, b.CreateSub(more, code.constant(1)));
                      code.set(position, b.CreateAdd(code.get(position), code.load(strides_, rule, 32)));
                    });
  b.CreateRet(code.get(position));
}

// Walk back over whole subtrees; the first rule with more holes than those fill is the parent.
void Analysis::emit_parent() {
  parent_ = unit_.function("parent_of", unit_.i(64), {{"rules", unit_.pointer()}, {"position", unit_.i(64)}});
  Code code(unit_, parent_);
  llvm::IRBuilder<>& b = code.b;
  auto* position = code.variable("position", code.argument(1));
  auto* whole = code.variable("whole", code.constant(0));
  code.repeat_while([&] { return b.CreateICmpNE(code.get(position), code.constant(0)); },
                    [&] {
                      Value at = b.CreateSub(code.get(position), code.constant(1));
                      Value holes = arity(code, code.load(code.argument(0), at, 32));
                      code.return_if(b.CreateICmpUGT(holes, code.get(whole)), at);
                      code.set(whole, b.CreateAdd(b.CreateSub(code.get(whole), holes), code.constant(1)));
                      code.set(position, at);
                    });
  b.CreateRet(code.constant(UINT64_MAX));
}

// Climb to the root; each step leaves one rule less for the place.
void Analysis::emit_room() {
  room_ = unit_.function("room_at", unit_.i(64), {{"rules", unit_.pointer()}, {"position", unit_.i(64)}});
  Code code(unit_, room_);
  llvm::IRBuilder<>& b = code.b;
  auto* room = code.variable("room", code.constant(unit_.facts.room()));
  const auto climb = [&](Value from) { return b.CreateCall(parent_, {code.argument(0), from}, "parent"); };
  auto* at = code.variable("at", climb(code.argument(1)));
  code.repeat_while([&] { return b.CreateICmpNE(code.get(at), code.constant(UINT64_MAX)); },
                    [&] {
                      code.set(room, b.CreateSub(code.get(room), code.constant(1)));
                      code.set(at, climb(code.get(at)));
                    });
  b.CreateRet(code.get(room));
}

// Where a rule settles what its holes are asked for, and the rules in them tell by themselves whether they
// are cut, the pattern can be read off; 0 where it cannot.
void Analysis::emit_needs_below() {
  needs_below_ =
      unit_.function("needs_below", unit_.i(64),
                     {{"rules", unit_.pointer()}, {"parent", unit_.i(64)}, {"position", unit_.i(64)}});
  Code code(unit_, needs_below_);
  llvm::IRBuilder<>& b = code.b;
  Value rules = code.argument(0);
  Value parent = code.load(rules, code.argument(1), 32);
  Value first_hole = code.load(first_holes_, parent, 32);
  Value holes = arity(code, parent);
  auto* hole = code.variable("hole", code.constant(0));
  auto* asked = code.variable("asked", code.constant(0));
  auto* pattern = code.variable("pattern", code.constant(0));
  auto* child = code.variable("child", b.CreateAdd(code.argument(1), code.constant(1)));
  code.repeat_while([&] { return b.CreateICmpULT(code.get(hole), holes); },
                    [&] {
                      Value at = code.get(child);
                      Value bit = code.load(hole_bits_, b.CreateAdd(first_hole, code.get(hole)), 32);
                      Value cut = code.load(cuts_, code.load(rules, at, 32), 8);
                      Value unknown = b.CreateICmpEQ(cut, code.constant(kCutDepends));
                      code.return_if(b.CreateAnd(unknown, b.CreateICmpNE(bit, code.constant(0))),
                                     code.constant(0));
                      code.set(pattern, b.CreateOr(code.get(pattern), b.CreateMul(bit, cut)));
                      Value here = b.CreateICmpEQ(at, code.argument(2));
                      code.set(asked, b.CreateSelect(here, code.get(hole), code.get(asked)));
                      code.set(child, call_end(code, rules, at));
                      code.set(hole, b.CreateAdd(code.get(hole), code.constant(1)));
                    });
  b.CreateRet(child_needs(code, parent, code.get(asked), code.get(pattern), code.constant(ir::kEither)));
}

// 0. Of most nonterminals no place asks anything.
// 1. Climb to the first rule that settles what its holes are asked for, or to a root.
// 2. If that was one step, `needs_below` may know.
// 3. Otherwise survey its subtree.  4. Go down to the position, hole by hole.
void Analysis::emit_needs() {
  needs_ = unit_.function(
      "needs_at", unit_.i(64),
      {{"rules", unit_.pointer()}, {"n", unit_.i(64)}, {"work", unit_.pointer()}, {"position", unit_.i(64)}});
  Code code(unit_, needs_);
  llvm::IRBuilder<>& b = code.b;
  Value rules = code.argument(0);
  Value position = code.argument(3);
  Value asked = code.load(demanded_, code.load(rules, position, 32), 8);
  code.return_if(b.CreateICmpEQ(asked, code.constant(0)), code.constant(ir::kEither));
  auto* top = code.variable("top", position);
  auto* climbing = code.variable("climbing", code.constant(1));
  code.repeat_while([&] { return b.CreateICmpNE(code.get(climbing), code.constant(0)); },
                    [&] {
                      Value parent = b.CreateCall(parent_, {rules, code.get(top)}, "parent");
                      code.when(
                          b.CreateICmpEQ(parent, code.constant(UINT64_MAX)),
                          [&] { code.set(climbing, code.constant(0)); },
                          [&] {
                            Value settled = code.load(settled_, code.load(rules, parent, 32), 8);
                            Value first = b.CreateICmpEQ(code.get(top), position);
                            code.set(top, parent);
                            code.set(climbing, b.CreateXor(settled, code.constant(1)));
                            code.when(b.CreateAnd(first, b.CreateICmpNE(settled, code.constant(0))), [&] {
                              Value known = b.CreateCall(needs_below_, {rules, parent, position}, "known");
                              code.return_if(b.CreateICmpNE(known, code.constant(0)), known);
                            });
                          });
                    });
  call_survey(code, rules, code.argument(1), code.argument(2), code.get(top),
              call_end(code, rules, code.get(top)));

  Value ends = column(code, code.argument(2), code.argument(1), Column::kEnd);
  Value patterns = column(code, code.argument(2), code.argument(1), Column::kPattern);
  auto* needs = code.variable("needs", code.constant(ir::kEither));
  auto* child = code.variable("child", code.constant(0));
  auto* hole = code.variable("hole", code.constant(0));
  code.repeat_while([&] { return b.CreateICmpNE(code.get(top), position); },
                    [&] {
                      Value rule = code.load(rules, code.get(top), 32);
                      code.set(hole, code.constant(0));
                      code.set(child, b.CreateAdd(code.get(top), code.constant(1)));
                      code.repeat_while(
                          [&] { return b.CreateICmpULE(code.load(ends, code.get(child), 32), position); },
                          [&] {
                            code.set(child, code.load(ends, code.get(child), 32));
                            code.set(hole, b.CreateAdd(code.get(hole), code.constant(1)));
                          });
                      Value pattern = code.load(patterns, code.get(top), 32);
                      code.set(needs, child_needs(code, rule, code.get(hole), pattern, code.get(needs)));
                      code.set(top, code.get(child));
                    });
  b.CreateRet(code.get(needs));
}

void Analysis::emit_same() {
  same_ = unit_.function("same", unit_.i(1),
                         {{"a", unit_.pointer()}, {"b", unit_.pointer()}, {"length", unit_.i(64)}});
  Code code(unit_, same_);
  llvm::IRBuilder<>& b = code.b;
  auto* at = code.variable("at", code.constant(0));
  code.repeat_while([&] { return b.CreateICmpULT(code.get(at), code.argument(2)); },
                    [&] {
                      Value left = code.load(code.argument(0), code.get(at), 32);
                      Value right = code.load(code.argument(1), code.get(at), 32);
                      code.return_if(b.CreateICmpNE(left, right), b.getFalse());
                      code.set(at, b.CreateAdd(code.get(at), code.constant(1)));
                    });
  b.CreateRet(b.getTrue());
}

}  // namespace nasg::codegen
