// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.identity;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// Which domain a peer speaks for (RFC 9132 §8): the first of its credentials that is known
/// decides.
public final class Directory {

  private final Map<String, Domain> byName = new HashMap<>();
  private final Map<String, String> byCertificateName = new HashMap<>();
  private final Map<String, String> byFingerprint = new HashMap<>();
  private final Map<String, String> byPskIdentity = new HashMap<>();

  public Directory(List<Domain> domains) {
    for (var domain : domains) {
      byName.put(domain.name(), domain);
      domain.identities().forEach(credential -> add(credential, domain.name()));
    }
  }

  private void add(Credential credential, String domain) {
    switch (credential) {
      case Credential.CertificateName(var name) ->
          byCertificateName.putIfAbsent(name.toLowerCase(Locale.ROOT), domain);
      case Credential.KeyFingerprint(var fingerprint) ->
          byFingerprint.putIfAbsent(fingerprint, domain);
      case Credential.PskIdentity(var identity) -> byPskIdentity.putIfAbsent(identity, domain);
    }
  }

  public Optional<Domain> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Optional<Domain> of(PeerIdentity peer) {
    var domain =
        switch (peer) {
          case PeerIdentity.Certificate certificate -> ofCertificate(certificate);
          case PeerIdentity.RawKey(var fingerprint) ->
              Optional.ofNullable(byFingerprint.get(fingerprint));
          case PeerIdentity.SharedKey(var identity, _) ->
              Optional.ofNullable(byPskIdentity.get(identity));
        };
    return domain.flatMap(this::named);
  }

  private Optional<String> ofCertificate(PeerIdentity.Certificate certificate) {
    var byKey = byFingerprint.get(certificate.fingerprint());
    if (byKey != null) return Optional.of(byKey);
    for (var name : certificate.names()) {
      var domain = ofName(name);
      if (domain.isPresent()) return domain;
    }
    return commonName(certificate.subject()).flatMap(this::ofName);
  }

  private Optional<String> ofName(String name) {
    return Optional.ofNullable(byCertificateName.get(name.toLowerCase(Locale.ROOT)));
  }

  private static Optional<String> commonName(String subject) {
    try {
      return new LdapName(subject)
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(rdn -> String.valueOf(rdn.getValue()))
              .findFirst();
    } catch (InvalidNameException e) {
      // A subject that cannot be read names nobody; the other credentials still count.
      return Optional.empty();
    }
  }
}
