// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import dev.tocsin.base.net.handshake.Handshakes;
import dev.tocsin.reload.io.link.Channel;
import dev.tocsin.reload.io.link.LinkCredentials;
import dev.tocsin.reload.io.link.LinkLimits;
import dev.tocsin.reload.io.link.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// Ports on loopback that end with their test.
final class Ports implements AutoCloseable {

  static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  static final LinkLimits LIMITS = LinkLimits.DEFAULT;

  private final List<DtlsPort> all = new ArrayList<>();

  DtlsPort listen(LinkCredentials credentials, Listener listener) throws IOException {
    return listen(DtlsPort.Rules.of(credentials, LIMITS), listener);
  }

  DtlsPort listen(DtlsPort.Rules rules, Listener listener) throws IOException {
    var port = DtlsPort.listen(ANY, rules, listener, InstantSource.system());
    all.add(port);
    return port;
  }

  static Channel dial(DtlsPort from, InetSocketAddress remote) throws Exception {
    return from.dial(remote, Duration.ofSeconds(20)).get(20, TimeUnit.SECONDS);
  }

  static LinkLimits limits(int channels, Handshakes handshakes, int waitingMessages) {
    return new LinkLimits(channels, handshakes, 256 << 10, waitingMessages, 1 << 20);
  }

  static void await(Callable<Boolean> condition) {
    Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(condition);
  }

  @Override
  public void close() {
    all.forEach(DtlsPort::close);
  }
}
