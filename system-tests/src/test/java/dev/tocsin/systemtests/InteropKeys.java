// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.CertificateOrder.Names;
import dev.tocsin.base.identity.CertificateOrder.Role;
import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.base.identity.Trust;
import dev.tocsin.dots.io.security.Credentials;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keys of a server, a client and a stranger, in memory and in a folder.
final class InteropKeys {

  static final SharedSecret SHARED =
      new SharedSecret("dotsclient", "0123456789abcdef".getBytes(US_ASCII));

  private final OwnKey server;
  final KeyFiles client;
  final KeyFiles stranger;
  final Path authorityFile;
  private final X509Certificate authority;
  private final String clientKey;

  InteropKeys(Path folder) {
    var ours = authority("ours");
    authority = ours.certificate();
    server = issue(ours, "localhost", Role.SERVER);
    client = KeyFiles.in(folder, "client");
    var clientOwn = issue(ours, "client.example", Role.CLIENT);
    clientKey = Fingerprints.of(clientOwn.publicKey());
    client.write(clientOwn, false);
    authorityFile = client.writeAuthority(authority, false);
    stranger = KeyFiles.in(folder, "stranger");
    stranger.write(issue(authority("theirs"), "client.example", Role.CLIENT), false);
  }

  Credentials server() {
    return Credentials.of(server, trust(List.of(authority)));
  }

  /// Of a server that knows raw public keys only.
  Credentials rawServer() {
    var raw = new OwnKey(server.privateKey(), server.publicKey(), List.of());
    return Credentials.of(raw, trust(List.of()));
  }

  private Trust trust(List<X509Certificate> authorities) {
    return new Trust() {
      @Override
      public List<X509Certificate> authorities() {
        return authorities;
      }

      @Override
      public boolean acceptsRawKey(String fingerprint) {
        return fingerprint.equals(clientKey);
      }

      @Override
      public Optional<byte[]> sharedKey(String identity) {
        return SHARED.identity().equals(identity) ? Optional.of(SHARED.secret()) : Optional.empty();
      }
    };
  }

  private static CertificateAuthority authority(String name) {
    return CertificateAuthority.create(name, KeyKind.P256, Duration.ofDays(2), Instant.now());
  }

  private static OwnKey issue(CertificateAuthority by, String name, Role role) {
    var names = new Names(List.of(name), List.of("127.0.0.1"), List.of());
    var order = new CertificateOrder(name, role, names, Duration.ofDays(1));
    return by.issue(order, KeyKind.P256, Instant.now());
  }
}
