// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.security;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.id.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Certificates that were found to be an authority's of the overlay, each for eight hours and of a
/// bounded number; the one longest unused goes first. Nodes of one overlay on one thread may share
/// it.
public final class CertificateCache {

  // CS-2: "peers should cache it for 8 hours".
  static final Duration KEPT = Duration.ofHours(8);

  private final OverlayTrust trust;
  private final int entriesMax;
  private final LinkedHashMap<Bytes, Entry> byBytes = new LinkedHashMap<>(16, 0.75f, true);
  // Several may name the same: the old and the new one, the devices of a user.
  private final Map<Id, List<PeerCertificate>> byPeer = new HashMap<>();
  private final Map<String, List<PeerCertificate>> byUser = new HashMap<>();

  private record Entry(PeerCertificate certificate, Instant until) {}

  public CertificateCache(OverlayTrust trust, int entriesMax) {
    if (entriesMax < 1) throw new IllegalArgumentException("a cache of " + entriesMax);
    this.trust = trust;
    this.entriesMax = entriesMax;
  }

  public OverlayTrust trust() {
    return trust;
  }

  public int size() {
    return byBytes.size();
  }

  /// What a certificate is worth.
  sealed interface Found {
    record Trusted(PeerCertificate certificate) implements Found {}

    record Refused(String why) implements Found {}
  }

  /// Reads a certificate, asks who issued it, and keeps it if that is right.
  Found learn(Bytes der, Instant now) {
    var known = byBytes.get(der);
    if (known != null && known.until.isAfter(now)) return valid(known.certificate, now);
    if (known != null) forget(known.certificate);
    PeerCertificate certificate;
    try {
      certificate = PeerCertificate.read(der, trust.overlay());
    } catch (WireException e) {
      return new Found.Refused(String.valueOf(e.getMessage()));
    }
    var refusal = trust.refusal(certificate);
    if (refusal.isPresent()) return new Found.Refused(refusal.get());
    var valid = valid(certificate, now);
    if (valid instanceof Found.Trusted) keep(certificate, now);
    return valid;
  }

  private static Found valid(PeerCertificate certificate, Instant now) {
    return OverlayTrust.isValid(certificate, now)
        ? new Found.Trusted(certificate)
        : new Found.Refused("it is not valid now");
  }

  /// Takes a certificate in, if an authority of the overlay issued it and it is valid: one that
  /// came over a link or was fetched.
  ///
  /// @return empty if it proves nothing
  public Optional<PeerCertificate> add(Bytes der, Instant now) {
    return learn(der, now) instanceof Found.Trusted(var certificate)
        ? Optional.of(certificate)
        : Optional.empty();
  }

  /// Valid ones of a peer.
  List<PeerCertificate> of(Id peer, Instant now) {
    return current(byPeer.getOrDefault(peer, List.of()), now);
  }

  /// Valid ones of a user.
  List<PeerCertificate> of(String user, Instant now) {
    return current(byUser.getOrDefault(user, List.of()), now);
  }

  private List<PeerCertificate> current(List<PeerCertificate> found, Instant now) {
    var current = new ArrayList<PeerCertificate>(found.size());
    for (var each : List.copyOf(found)) {
      var entry = byBytes.get(each.der());
      if (entry == null || !entry.until.isAfter(now)) forget(each);
      else if (OverlayTrust.isValid(each, now)) current.add(each);
    }
    return current;
  }

  private void keep(PeerCertificate certificate, Instant now) {
    byBytes.put(certificate.der(), new Entry(certificate, now.plus(KEPT)));
    for (var peer : certificate.peers()) {
      byPeer.computeIfAbsent(peer, _ -> new ArrayList<>(1)).add(certificate);
    }
    for (var user : certificate.users()) {
      byUser.computeIfAbsent(user, _ -> new ArrayList<>(1)).add(certificate);
    }
    if (byBytes.size() > entriesMax) {
      forget(byBytes.firstEntry().getValue().certificate);
    }
  }

  private void forget(PeerCertificate certificate) {
    byBytes.remove(certificate.der());
    certificate.peers().forEach(peer -> forget(byPeer, peer, certificate));
    certificate.users().forEach(user -> forget(byUser, user, certificate));
  }

  private static <K> void forget(
      Map<K, List<PeerCertificate>> index, K key, PeerCertificate certificate) {
    var all = index.get(key);
    if (all == null) return;
    all.remove(certificate);
    if (all.isEmpty()) index.remove(key);
  }
}
