// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.rules;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ServerAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/// One way to reach a server: an address and a transport.
public record Candidate(ServerAddress address, TransportKind transport) {

  // RFC 9132 §4.3: UDP over IPv6, UDP over IPv4, TCP over IPv6, TCP over IPv4.
  private static final Comparator<Candidate> PREFERENCE =
      Comparator.comparing((Candidate way) -> !way.transport.isDatagram())
          .thenComparing(way -> !way.address.isIpv6());

  /// @param rank what earlier attempts taught: lower ones come first, whatever their kind
  public static List<Candidate> inOrder(
      List<ServerAddress> addresses, Set<TransportKind> transports, ToIntFunction<Candidate> rank) {
    return addresses.stream()
        .flatMap(address -> transports.stream().map(kind -> new Candidate(address, kind)))
        .sorted(Comparator.comparingInt(rank).thenComparing(PREFERENCE))
        .toList();
  }

  @Override
  public String toString() {
    var host = address.isIpv6() ? "[" + address.host() + "]" : address.host();
    return (transport.isDatagram() ? "udp " : "tcp ") + host + ":" + address.port();
  }
}
