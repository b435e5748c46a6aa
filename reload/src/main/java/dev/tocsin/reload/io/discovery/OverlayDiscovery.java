// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import dev.tocsin.reload.wire.config.OverlayConfiguration;
import dev.tocsin.reload.wire.config.OverlayDocument;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// From the name of an overlay to what holds for it: finds an enrolment server and gets its
/// document. Blocks; any thread may use it.
public final class OverlayDiscovery {

  private static final int HTTPS_PORT = 443;

  private final DocumentFetch fetch;
  private final EnrolmentServers dns;
  private final EnrolmentServers local;
  private final InstantSource clock;

  /// @param dns asked for names
  /// @param local asked for names that end in `.local`
  public OverlayDiscovery(
      DiscoverySettings settings,
      EnrolmentServers dns,
      EnrolmentServers local,
      InstantSource clock) {
    this.fetch = new DocumentFetch(settings);
    this.dns = dns;
    this.local = local;
    this.clock = clock;
  }

  /// Searches as the draft says.
  ///
  /// @throws IllegalArgumentException if this can be no overlay's name
  public Discovered find(String overlay) {
    var name = OverlayName.of(overlay);
    return switch (servers(name)) {
      case EnrolmentServers.Failed(var reason) -> new Discovered.Failed(overlay + ": " + reason);
      case EnrolmentServers.Found(var addresses) -> ask(name, addresses);
    };
  }

  // EB-1: "If the name is an IP address, that is directly used".
  private EnrolmentServers.Outcome servers(OverlayName name) {
    return name.literal()
        .<EnrolmentServers.Outcome>map(
            address ->
                new EnrolmentServers.Found(List.of(new InetSocketAddress(address, HTTPS_PORT))))
        .orElseGet(() -> (name.isLocal() ? local : dns).of(name.host()));
  }

  /// Asks servers that are known already.
  ///
  /// @param addresses at least one
  /// @throws IllegalArgumentException if this can be no overlay's name
  public Discovered ask(String overlay, List<InetSocketAddress> addresses) {
    return ask(OverlayName.of(overlay), addresses);
  }

  private Discovered ask(OverlayName name, List<InetSocketAddress> addresses) {
    var now = clock.instant();
    return switch (fetch.get(name.url(), addresses)) {
      case DocumentFetch.Refused(var what) ->
          new Discovered.Failed(
              "%s: the enrolment server at %s %s".formatted(name.text(), shown(addresses), what));
      case DocumentFetch.Document(var document) ->
          wanted(name, document)
              .<Discovered>map(overlay -> new Discovered.Found(overlay, document, now))
              .orElseGet(() -> new Discovered.Failed(missing(name, document)));
    };
  }

  /// An overlay that was asked for by an address may have a name all the same.
  private static Optional<OverlayConfiguration> wanted(OverlayName name, OverlayDocument document) {
    boolean isOnly = name.literal().isPresent() && document.overlays().size() == 1;
    return document
        .overlay(name.text())
        .or(() -> isOnly ? Optional.of(document.overlays().getFirst()) : Optional.empty());
  }

  private static String missing(OverlayName name, OverlayDocument document) {
    var others = document.overlays().stream().map(OverlayConfiguration::name).toList();
    return "%s: the enrolment server's document tells of %s only"
        .formatted(name.text(), String.join(", ", others));
  }

  private static String shown(List<InetSocketAddress> addresses) {
    return addresses.stream()
        .map(each -> each.toString().replaceFirst("^.*/", ""))
        .collect(Collectors.joining(", "));
  }
}
