// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.ports;

import dev.tocsin.reload.io.link.ChannelEvents;
import dev.tocsin.reload.io.link.ChannelPort;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.link.LinkLimits;
import dev.tocsin.reload.io.link.dtls.DtlsPort;
import dev.tocsin.reload.io.link.dtls.PlainMessage;
import dev.tocsin.reload.io.link.tls.TlsPort;
import dev.tocsin.reload.wire.WireProfile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One port number for both kinds of links.
///
/// @param dtls absent where a password protects links, for which there is TLS only
public record LinkPorts(TlsPort tls, Optional<DtlsPort> dtls) implements AutoCloseable {

  private static final int ATTEMPTS = 8;

  /// @param plain told of messages outside DTLS; must not block
  public record Rules(
      LinkCredentials credentials,
      WireProfile profile,
      LinkLimits limits,
      Consumer<PlainMessage> plain) {}

  /// @param address with port 0 for one that is free for both
  /// @throws IOException if the address is taken or not of this machine
  public static LinkPorts listen(
      InetSocketAddress address, Rules rules, ChannelEvents events, InstantSource clock)
      throws IOException {
    int attemptsLeft = address.getPort() == 0 ? ATTEMPTS : 1;
    while (true) {
      var tlsRules = new TlsPort.Rules(rules.credentials, rules.profile, rules.limits);
      var tls = TlsPort.listen(address, tlsRules, events, clock);
      try {
        return new LinkPorts(tls, dtls(tls.address(), rules, events, clock));
      } catch (IOException e) {
        tls.close();
        // The number that was free for TCP is somebody's for UDP.
        attemptsLeft--;
        if (attemptsLeft == 0) throw e;
      }
    }
  }

  private static Optional<DtlsPort> dtls(
      InetSocketAddress address, Rules rules, ChannelEvents events, InstantSource clock)
      throws IOException {
    if (rules.credentials instanceof LinkCredentials.Password) return Optional.empty();
    var dtlsRules = DtlsPort.Rules.of(rules.credentials, rules.limits).withPlain(rules.plain);
    return Optional.of(DtlsPort.listen(address, dtlsRules, events, clock));
  }

  /// TLS, which is preferred (TR-1), then DTLS.
  public List<ChannelPort> all() {
    return dtls.map(port -> List.<ChannelPort>of(tls, port)).orElse(List.of(tls));
  }

  public InetSocketAddress address() {
    return tls.address();
  }

  @Override
  public void close() {
    tls.close();
    dtls.ifPresent(DtlsPort::close);
  }
}
