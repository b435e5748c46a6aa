// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

/// A name or address literal and a port, written `host:4646` or `[2001:db8::1]:4646`; not resolved.
public record HostPort(String host, int port) {

  public HostPort {
    if (host.isBlank()) throw new IllegalArgumentException("a host is missing");
    if (port < 0 || port > 65_535) throw new IllegalArgumentException("port " + port);
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
