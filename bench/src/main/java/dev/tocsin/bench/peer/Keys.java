// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.CertificateOrder.Role;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.base.identity.SharedSecrets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/// The keys of one bench, the same for every server: mutual P-256 certificates and one pre-shared
/// key, in a folder.
public record Keys(Path folder, OwnKey client, SharedSecret secret) {

  static final String CLIENT = "bench-client";

  public static Keys create(Path folder, Instant now) {
    var authority = CertificateAuthority.create("Bench", KeyKind.P256, Duration.ofDays(2), now);
    authority.save(folder, false);
    issue(authority, "server", Role.SERVER, folder, now);
    var client = issue(authority, CLIENT, Role.CLIENT, folder, now);
    // Characters, because coap-server takes its key from the command line.
    var random = new byte[16];
    new SecureRandom().nextBytes(random);
    var secret = new SharedSecret("bench", HexFormat.of().formatHex(random).getBytes(US_ASCII));
    SharedSecrets.add(folder.resolve("psk"), secret, false);
    return new Keys(folder, client, secret);
  }

  private static OwnKey issue(
      CertificateAuthority authority, String name, Role role, Path folder, Instant now) {
    var names = new CertificateOrder.Names(List.of(name), List.of("127.0.0.1"), List.of());
    var order = new CertificateOrder(name, role, names, Duration.ofDays(1));
    var own = authority.issue(order, KeyKind.P256, now);
    KeyFiles.in(folder, name).write(own, false);
    return own;
  }

  String file(String name) {
    return folder.resolve(name).toString();
  }
}
