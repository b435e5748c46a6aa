// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.usage;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.Entry.Value;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.security.Signer;
import dev.tocsin.reload.wire.usage.StandardKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Certificates, where whoever knows a user's name or a peer's id finds them.
///
/// @param overlay its name
public record CertificateStore(String overlay) implements Usage {

  public static final long KIND = StandardKind.CERTIFICATE.number();

  /// CS-2: "expiry time of 60 days", "about every 24 hours", "less than 30 days".
  public static final Duration LIFETIME = Duration.ofDays(60);

  public static final Duration CHECKED_EVERY = Duration.ofHours(24);
  private static final Duration REFRESHED_BELOW = Duration.ofDays(30);

  // CS-3: at least 10 of 1 K.
  private static final Kind.Limits LIMITS = new Kind.Limits(16, 4096, 0);

  private static final SeedRule SEEDS = SeedRule.USERS.or(SeedRule.PEERS);

  @Override
  public String name() {
    return "CERTIFICATE";
  }

  @Override
  public List<Kind> kinds() {
    var standard = StandardKind.CERTIFICATE;
    var access = AccessRule.at(SEEDS).and(this::refusal);
    var rules = new Kind.Rules(SEEDS, access, MergeRule.ALL, false);
    return List.of(new Kind(KIND, standard.name(), standard.model(), LIMITS, rules));
  }

  // "The CERTIFICATE MUST contain a peer-id or user name which, when hashed, maps the resource-id".
  private Optional<String> refusal(PeerCertificate signer, Id resource, Entry entry) {
    if (!entry.value().exists()) return Optional.empty();
    try {
      var stored = PeerCertificate.read(entry.value().bytes(), overlay);
      return SEEDS.places(stored).anyMatch(resource::equals)
          ? Optional.empty()
          : Optional.of("the certificate is not for this place");
    } catch (WireException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// Where a certificate belongs (CS-1).
  public static List<Id> places(PeerCertificate certificate) {
    return SEEDS.places(certificate).distinct().toList();
  }

  /// Where the certificate is found that a signature names.
  ///
  /// @return empty if the signature holds it
  //
  public static Optional<Id> place(Signer signer) {
    return switch (signer) {
      case Signer.Peer(var id) -> Optional.of(ResourceName.of(id));
      case Signer.User(var name) -> Optional.of(ResourceName.of(name));
      case Signer.Certificate _ -> Optional.empty();
    };
  }

  /// A certificate as it is stored, behind the others; not signed yet.
  public static StoredValue value(PeerCertificate certificate, Instant now) {
    return value(certificate.der(), Entry.Indexed.LAST, now);
  }

  private static StoredValue value(Bytes der, int index, Instant now) {
    var entry = new Entry.Indexed(index, Value.of(der));
    return new StoredValue(now.toEpochMilli(), LIFETIME.toSeconds(), entry, Optional.empty());
  }

  /// What has to be stored when these values were found at one of its places; not signed yet.
  ///
  /// @return empty if it stands there for long enough
  // CS-2.
  public static Optional<StoredValue> due(
      PeerCertificate certificate, List<StoredValue> found, Instant now) {
    for (var each : found) {
      if (!(each.entry() instanceof Entry.Indexed(var index, var value))
          || !value.bytes().equals(certificate.der())) {
        continue;
      }
      var end = Instant.ofEpochMilli(each.storageTimeMillis()).plusSeconds(each.lifetimeSeconds());
      return end.isBefore(now.plus(REFRESHED_BELOW))
          ? Optional.of(value(certificate.der(), index, now))
          : Optional.empty();
    }
    return Optional.of(value(certificate, now));
  }
}
