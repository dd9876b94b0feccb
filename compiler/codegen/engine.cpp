// SPDX-License-Identifier: Apache-2.0
// Compiles modules with LLVM's ORC, or takes their objects from the cache, and binds them.
#include "compiler/codegen/engine.h"

#include <dlfcn.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/ExecutionEngine/Orc/CompileUtils.h>
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/Support/TargetSelect.h>
#include <sys/stat.h>

#include "compiler/codegen/interface.h"
#include "compiler/codegen/object_cache.h"
#include "compiler/diag/codes/codegen.h"

namespace nasg::codegen {
namespace {

namespace orc = llvm::orc;
using Machine = orc::JITTargetMachineBuilder;

diag::Diagnostic failure(const ir::Space& space, llvm::Error error) {
  return diag::make(diag::code::E0502, space.place, space.name, llvm::toString(std::move(error)));
}

llvm::Expected<Machine> host_machine(int level) {
  static const bool ready = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    return true;
  }();
  static_cast<void>(ready);
  auto machine = Machine::detectHost();
  if (machine) {
    machine->setCodeGenOptLevel(level == 0 ? llvm::CodeGenOptLevel::None : llvm::CodeGenOptLevel::Less);
    machine->setRelocationModel(llvm::Reloc::PIC_);
    machine->setCodeModel(llvm::CodeModel::Small);
  }
  return machine;
}

/// The object that this code is in: another build of it may compile to something else.
std::string own_build() {
  Dl_info self{};
  struct stat status{};
  if (::dladdr(reinterpret_cast<const void*>(&own_build), &self) == 0 || ::stat(self.dli_fname, &status) != 0)
    return "unknown";
  return std::to_string(status.st_size) + " " + std::to_string(status.st_mtim.tv_sec) + " " +
         std::to_string(status.st_mtim.tv_nsec);
}

/// All that the object of a space hangs on.
std::string cache_key(const ir::Space& space, const Machine& machine, const Options& options) {
  static const std::string build = own_build();
  return version_of(space) + "\nLLVM " LLVM_VERSION_STRING "\nbuild " + build + "\n" +
         machine.getTargetTriple().str() + " " + machine.getCPU() + " " + machine.getFeatures().getString() +
         "\nO" + std::to_string(options.level) + (options.graphs ? " graphs\n" : "\n") + ir::text(space);
}

template <class T>
llvm::Error look_up(orc::LLJIT& jit, const char* name, T*& symbol) {
  auto address = jit.lookup(name);
  if (!address) return address.takeError();
  symbol = address->toPtr<T*>();
  return llvm::Error::success();
}

}  // namespace

struct Engine::Jit {
  std::unique_ptr<orc::LLJIT> orc;

  llvm::Error load(std::unique_ptr<llvm::MemoryBuffer> object, const Machine& machine) {
    // Nothing here runs at start or end, so that ORC need compile nothing of its own for that.
    auto made = orc::LLJITBuilder()
                    .setJITTargetMachineBuilder(machine)
                    .setPlatformSetUp(orc::setUpInactivePlatform)
                    .create();
    if (!made) return made.takeError();
    orc = std::move(*made);
    return orc->addObjectFile(std::move(object));
  }

  llvm::Error bind(EntryPoints& entries, bool graphs) {
    if (auto error = look_up(*orc, "sample", entries.sample)) return error;
    if (auto error = look_up(*orc, "mutate", entries.mutate)) return error;
    if (auto error = look_up(*orc, "cross", entries.cross)) return error;
    if (auto error = look_up(*orc, "construct", entries.construct)) return error;
    if (auto error = look_up(*orc, "index_sizes", entries.index_sizes)) return error;
    if (graphs)
      if (auto error = look_up(*orc, "features", entries.features)) return error;
    if (entries.index_sizes[0] == 0) return llvm::Error::success();
    if (auto error = look_up(*orc, "rank", entries.rank)) return error;
    if (auto error = look_up(*orc, "unrank", entries.unrank)) return error;
    return look_up(*orc, "uniform", entries.uniform);
  }
};

Engine::Engine() : jit_(std::make_unique<Jit>()) {}
Engine::~Engine() = default;

diag::Result<std::unique_ptr<Engine>> Engine::make(const ir::Space& space, const ir::Automaton& automaton,
                                                   const Options& options) {
  auto machine = host_machine(options.level);
  if (!machine) return failure(space, machine.takeError());
  const auto load =
      [&](std::unique_ptr<llvm::MemoryBuffer> object) -> llvm::Expected<std::unique_ptr<Engine>> {
    std::unique_ptr<Engine> engine(new Engine());
    if (auto error = engine->jit_->load(std::move(object), *machine)) return error;
    if (auto error = engine->jit_->bind(engine->entries_, options.graphs)) return error;
    return engine;
  };
  const ObjectCache cache(options.cache);
  const std::string key = options.cache.empty() ? "" : cache_key(space, *machine, options);
  if (const auto known = cache.find(key)) {
    auto engine = load(llvm::MemoryBuffer::getMemBufferCopy(*known));
    if (engine) return std::move(*engine);
    llvm::consumeError(engine.takeError());
  }
  auto generated = module_for_host(space, automaton, options);
  if (!generated) return generated.error();
  auto target = machine->createTargetMachine();
  if (!target) return failure(space, target.takeError());
  auto object = [&] {
    const ir::Pass pass(options.observer, "emit", space.title());
    return orc::SimpleCompiler(**target)(*generated->module);
  }();
  if (!object) return failure(space, object.takeError());
  cache.store(key, {(*object)->getBufferStart(), (*object)->getBufferSize()});
  auto engine = load(std::move(*object));
  if (!engine) return failure(space, engine.takeError());
  return std::move(*engine);
}

diag::Result<Generated> module_for_host(const ir::Space& space, const ir::Automaton& automaton,
                                        const Options& options) {
  auto generated =
      generate(space, automaton, options.graphs ? Entries::kHostGraphs : Entries::kHost, options.observer);
  if (!generated) return generated.error();
  auto machine = host_machine(options.level);
  if (!machine) return failure(space, machine.takeError());
  auto target = machine->createTargetMachine();
  if (!target) return failure(space, target.takeError());
  generated->module->setTargetTriple((*target)->getTargetTriple().str());
  generated->module->setDataLayout((*target)->createDataLayout());
  if (options.level > 0) optimise(*generated->module, **target, options.level, options.observer);
  return generated;
}

}  // namespace nasg::codegen
