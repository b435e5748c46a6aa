// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.CertificateOrder.Names;
import dev.tocsin.base.identity.CertificateOrder.Role;
import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.base.identity.Trust;
import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.security.ServerProfile;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keys of one server and its client, of every kind, and of a stranger.
final class TestKeys {

  enum Kind {
    CERTIFICATE,
    RAW_KEY,
    SHARED_KEY
  }

  static final String SERVER_NAME = "server.example";

  private static final CertificateAuthority AUTHORITY = authority("the authority");
  private static final CertificateAuthority STRANGE = authority("another authority");
  static final OwnKey SERVER = issue(AUTHORITY, SERVER_NAME, Role.SERVER);
  static final OwnKey CLIENT = issue(AUTHORITY, "client.example", Role.CLIENT);
  private static final OwnKey STRANGER = issue(STRANGE, "client.example", Role.CLIENT);
  static final OwnKey RAW_CLIENT = raw();
  static final SharedSecret SHARED =
      new SharedSecret("dots-client", "0123456789abcdef".getBytes(US_ASCII));

  private TestKeys() {}

  static Credentials server() {
    return Credentials.of(
        SERVER,
        new KnownPeers(
            List.of(AUTHORITY.certificate()),
            Set.of(Fingerprints.of(RAW_CLIENT.publicKey())),
            Map.of(SHARED.identity(), SHARED.secret())));
  }

  /// Shows a certificate to a server that must prove to be this name.
  static ServerProfile clientExpecting(String name) {
    return new ServerProfile(client(Kind.CERTIFICATE).credentials(), Optional.of(name));
  }

  static ServerProfile client(Kind kind) {
    Trust byAuthority = new KnownPeers(List.of(AUTHORITY.certificate()), Set.of(), Map.of());
    Trust byKey = new KnownPeers(List.of(), Set.of(Fingerprints.of(SERVER.publicKey())), Map.of());
    return switch (kind) {
      case CERTIFICATE ->
          new ServerProfile(Credentials.of(CLIENT, byAuthority), Optional.of(SERVER_NAME));
      case RAW_KEY -> new ServerProfile(Credentials.of(RAW_CLIENT, byKey), Optional.empty());
      case SHARED_KEY -> new ServerProfile(Credentials.of(SHARED, byKey), Optional.empty());
    };
  }

  /// Same kind of credential, of somebody whom the server does not know.
  static ServerProfile stranger(Kind kind) {
    Trust believing =
        new KnownPeers(
            List.of(AUTHORITY.certificate()),
            Set.of(Fingerprints.of(SERVER.publicKey())),
            Map.of());
    return new ServerProfile(
        switch (kind) {
          case CERTIFICATE -> Credentials.of(STRANGER, believing);
          case RAW_KEY -> Credentials.of(raw(), believing);
          case SHARED_KEY ->
              Credentials.of(
                  new SharedSecret(SHARED.identity(), "another secret 16".getBytes(US_ASCII)),
                  believing);
        },
        Optional.empty());
  }

  private static OwnKey raw() {
    var pair = KeyKind.P256.generate();
    return new OwnKey(pair.getPrivate(), pair.getPublic(), List.of());
  }

  private static CertificateAuthority authority(String name) {
    return CertificateAuthority.create(name, KeyKind.P256, Duration.ofDays(2), Instant.now());
  }

  private static OwnKey issue(CertificateAuthority authority, String name, Role role) {
    var names = new Names(List.of(name), List.of("127.0.0.1"), List.of());
    // Less than a day, after which sessions are not resumed in any case.
    return authority.issue(
        new CertificateOrder(name, role, names, Duration.ofHours(12)), KeyKind.P256, Instant.now());
  }

  private record KnownPeers(
      List<X509Certificate> authorities, Set<String> rawKeys, Map<String, byte[]> sharedKeys)
      implements Trust {

    @Override
    public boolean acceptsRawKey(String fingerprint) {
      return rawKeys.contains(fingerprint);
    }

    @Override
    public Optional<byte[]> sharedKey(String identity) {
      return Optional.ofNullable(sharedKeys.get(identity)).map(byte[]::clone);
    }
  }
}
