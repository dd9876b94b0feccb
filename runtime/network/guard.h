// SPDX-License-Identifier: Apache-2.0
// Where LibTorch's exceptions become diagnostics.
#pragma once

#include <c10/util/Exception.h>

#include <exception>
#include <string>

#include "compiler/diag/codes/network.h"
#include "compiler/diag/diagnostic.h"

namespace nasg::network {

/// LibTorch's messages go on with a backtrace; a user needs their first line.
inline std::string first_line(std::string text) {
  return text.substr(0, text.find('\n'));
}

/// What `body` returns, a Result; E0610 with the message if it throws.
template <class Body>
auto guarded(Body&& body) -> decltype(body()) {
  try {
    return body();
  } catch (const c10::Error& error) {
    return diag::make(diag::code::E0610, {}, first_line(error.what_without_backtrace()));
  } catch (const std::exception& error) {
    return diag::make(diag::code::E0610, {}, first_line(error.what()));
  }
}

}  // namespace nasg::network
