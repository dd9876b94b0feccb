// SPDX-License-Identifier: Apache-2.0
// The table of proxies.
#include "runtime/network/proxy.h"

namespace nasg::network {

namespace {

constexpr ProxyInfo kTable[] = {
#define NASG_PROXY(name, maximised, batch, meaning) {Proxy::name, #name, maximised, batch, meaning},
#include "runtime/network/proxies.def"
#undef NASG_PROXY
};

}  // namespace

std::span<const ProxyInfo> proxies() {
  return kTable;
}

const ProxyInfo& info(Proxy proxy) {
  return kTable[static_cast<std::size_t>(proxy)];
}

std::optional<Proxy> find_proxy(std::string_view name) {
  for (const ProxyInfo& row : kTable)
    if (name == row.name) return row.proxy;
  return std::nullopt;
}

}  // namespace nasg::network
