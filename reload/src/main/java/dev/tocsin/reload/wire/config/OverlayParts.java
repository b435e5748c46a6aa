// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.HostAndPort;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// What has been read of one overlay so far.
final class OverlayParts {

  final List<X509Certificate> roots = new ArrayList<>();
  final List<URI> servers = new ArrayList<>();
  final List<String> usages = new ArrayList<>();
  final List<HostAndPort> peers = new ArrayList<>();
  final List<HostAndPort> multicast = new ArrayList<>();

  private final Function<String, WireException> complaint;
  private Optional<String> dht = Optional.empty();
  private Optional<Duration> updateEvery = Optional.empty();
  private Optional<Duration> pingEvery = Optional.empty();
  private Optional<Integer> turnDensity = Optional.empty();
  private Optional<Migration> migration = Optional.empty();

  OverlayParts(Function<String, WireException> complaint) {
    this.complaint = complaint;
  }

  void dht(String name) {
    dht = once(Names.DHT, dht, name);
  }

  void updateEvery(Duration every) {
    updateEvery = once(Names.UPDATE, updateEvery, every);
  }

  void pingEvery(Duration every) {
    pingEvery = once(Names.PING, pingEvery, every);
  }

  void turnDensity(int density) {
    turnDensity = once(Names.TURN_DENSITY, turnDensity, density);
  }

  void migration(Migration value) {
    migration = once(Names.MIGRATION, migration, value);
  }

  private <T> Optional<T> once(String element, Optional<T> before, T value) {
    if (before.isPresent()) {
      throw complaint.apply("expected <" + element + "> once in an overlay, found it again");
    }
    return Optional.of(value);
  }

  /// @throws IllegalArgumentException if something is missing, or does not fit together
  OverlayConfiguration configuration(String name, Duration expiration) {
    var algorithm = dht.orElseThrow(() -> new IllegalArgumentException("expected a <dht> in it"));
    return new OverlayConfiguration(
        name,
        expiration,
        new Dht(algorithm, updateEvery, pingEvery),
        new Usages(usages, turnDensity.map(OptionalInt::of).orElse(OptionalInt.empty())),
        new Access(security(), peers, multicast),
        migration);
  }

  // EB-5: "If a credential-server element is provided in the configuration document, that means
  // that credentials are required".
  private Security security() {
    boolean isShared = roots.isEmpty() && servers.isEmpty();
    return isShared ? new Security.SharedKey() : new Security.Certificates(roots, servers);
  }
}
