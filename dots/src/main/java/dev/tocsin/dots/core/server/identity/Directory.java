// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.identity;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.net.PrefixMap;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// All customers, and which of them a peer speaks for (RFC 9132 §8): the first of its credentials
/// that is known decides. What a change costs does not depend on how many there are.
public final class Directory {

  private final TreeMap<String, Customer> byName = new TreeMap<>();
  // Whoever claimed it first, and who else does: it passes on when the first lets go.
  private final Map<Credential, List<String>> byCredential = new HashMap<>();
  private final PrefixMap<String> byPrefix = new PrefixMap<>();

  /// Takes the place of the one with the same name. Who holds an identity already keeps it.
  public void put(Customer customer) {
    var name = customer.name();
    var before = byName.put(name, customer);
    var claimed = claimed(customer);
    if (before != null) {
      before.domain().prefixes().forEach(prefix -> byPrefix.remove(prefix, name));
      for (var credential : claimed(before)) {
        if (!claimed.contains(credential)) letGo(credential, name);
      }
    }
    for (var credential : claimed) {
      var claimants = byCredential.computeIfAbsent(credential, _ -> new ArrayList<>(1));
      if (!claimants.contains(name)) claimants.add(name);
    }
    customer.domain().prefixes().forEach(prefix -> byPrefix.add(prefix, name));
  }

  private static Set<Credential> claimed(Customer customer) {
    return customer.domain().identities().stream()
        .map(Directory::comparable)
        .collect(Collectors.toSet());
  }

  private void letGo(Credential credential, String name) {
    var claimants = byCredential.get(credential);
    if (claimants == null) return;
    claimants.remove(name);
    if (claimants.isEmpty()) byCredential.remove(credential);
  }

  public void remove(String name) {
    var gone = byName.remove(name);
    if (gone == null) return;
    claimed(gone).forEach(credential -> letGo(credential, name));
    gone.domain().prefixes().forEach(prefix -> byPrefix.remove(prefix, name));
  }

  public Optional<Customer> customer(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Optional<Domain> named(String name) {
    return customer(name).map(Customer::domain);
  }

  /// By name.
  public List<Customer> customers() {
    return List.copyOf(byName.values());
  }

  /// By name, behind this one.
  public List<Customer> after(String name, int max) {
    return byName.tailMap(name, false).values().stream().limit(max).toList();
  }

  public int size() {
    return byName.size();
  }

  /// The domain for which this speaks.
  public Optional<String> holder(Credential credential) {
    return claimants(credential).stream().findFirst();
  }

  /// All domains that name it, the one for which it speaks first.
  List<String> claimants(Credential credential) {
    return byCredential.getOrDefault(comparable(credential), List.of());
  }

  /// Another domain than this one that has addresses of the prefix, and which of its prefixes.
  public Optional<PrefixMap.Entry<String>> rival(String domain, Prefix prefix) {
    if (!byPrefix.anyOverlapping(prefix, name -> !name.equals(domain))) return Optional.empty();
    return byPrefix.overlapping(prefix).stream()
        .filter(entry -> !entry.value().equals(domain))
        .findFirst();
  }

  /// Names in certificates are compared without regard to case.
  private static Credential comparable(Credential credential) {
    return credential instanceof Credential.CertificateName(var name)
        ? new Credential.CertificateName(name.toLowerCase(Locale.ROOT))
        : credential;
  }

  public Optional<Domain> of(PeerIdentity peer) {
    var domain =
        switch (peer) {
          case PeerIdentity.Certificate certificate -> ofCertificate(certificate);
          case PeerIdentity.RawKey(var fingerprint) ->
              holder(new Credential.KeyFingerprint(fingerprint));
          case PeerIdentity.SharedKey(var identity, _) ->
              holder(new Credential.PskIdentity(identity));
        };
    return domain.flatMap(this::named);
  }

  private Optional<String> ofCertificate(PeerIdentity.Certificate certificate) {
    var byKey = holder(new Credential.KeyFingerprint(certificate.fingerprint()));
    if (byKey.isPresent()) return byKey;
    for (var name : certificate.names()) {
      var domain = ofName(name);
      if (domain.isPresent()) return domain;
    }
    return commonName(certificate.subject()).flatMap(this::ofName);
  }

  private Optional<String> ofName(String name) {
    return holder(new Credential.CertificateName(name));
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
