// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

/// One way to reach a server.
///
/// @param server index in the configured order, from 0
/// @param host an address literal: names are resolved before
/// @param port UDP or TCP port, 4646 unless configured
public record ServerAddress(int server, String host, int port) {

  public boolean isIpv6() {
    return host.indexOf(':') >= 0;
  }
}
