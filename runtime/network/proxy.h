// SPDX-License-Identifier: Apache-2.0
// The zero-cost proxies by name: what an untrained network tells about a trained one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace nasg::network {

enum class Proxy : std::uint8_t {
#define NASG_PROXY(name, maximised, batch, meaning) name,
#include "runtime/network/proxies.def"
#undef NASG_PROXY
};

struct ProxyInfo {
  Proxy proxy;
  const char* name;
  bool maximised;
  int batch;
  const char* meaning;
};

/// In the order of the enumeration.
std::span<const ProxyInfo> proxies();
const ProxyInfo& info(Proxy proxy);
std::optional<Proxy> find_proxy(std::string_view name);

}  // namespace nasg::network
