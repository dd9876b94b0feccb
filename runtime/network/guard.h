// SPDX-License-Identifier: Apache-2.0
// Where LibTorch's exceptions become diagnostics.
#pragma once

#include <c10/util/Exception.h>

#include <exception>
#include <string>

#include "compiler/diag/codes/network.h"
#include "compiler/diag/codes/plugins.h"
#include "compiler/diag/codes/training.h"
#include "compiler/diag/diagnostic.h"
#include "runtime/network/plugin_error.h"

namespace nasg::network {

/// LibTorch's messages go on with a backtrace; a user needs their first line.
inline std::string first_line(std::string text) {
  return text.substr(0, text.find('\n'));
}

/// LibTorch has one exception for everything; this is how its allocators put it.
inline diag::Diagnostic failure(std::string why) {
  const bool memory = why.find("allocate memory") != std::string::npos ||
                      why.find("out of memory") != std::string::npos ||
                      why.find("bad_alloc") != std::string::npos;
  return diag::make(memory ? diag::code::E0642 : diag::code::E0610, {}, std::move(why));
}

/// What `body` returns, a Result; E0610 with the message if it throws, E0642 where memory ran out, E0671 of a
/// layer of a shared object.
template <class Body>
auto guarded(Body&& body) -> decltype(body()) {
  try {
    return body();
  } catch (const PluginError& error) {
    return diag::make(diag::code::E0671, {}, error.layer, first_line(error.what()));
  } catch (const c10::Error& error) {
    return failure(first_line(error.what_without_backtrace()));
  } catch (const std::exception& error) {
    return failure(first_line(error.what()));
  }
}

}  // namespace nasg::network
