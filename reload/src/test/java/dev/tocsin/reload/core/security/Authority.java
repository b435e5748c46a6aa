// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.security;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.reload.io.enrolment.OverlayAuthority;
import dev.tocsin.reload.wire.id.Id;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// An overlay's authority in tests, and keys that are made once.
public final class Authority {

  public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  public static final String OVERLAY = "test.example";
  public static final Id ALICE = new Id(0xa11ce, 1);
  public static final Id BOB = new Id(0xb0b, 1);

  static final KeyPair ALICES = pair(2048);
  static final KeyPair BOBS = pair(2048);

  public static final OverlayAuthority ROOT = authority();

  private Authority() {}

  static OverlayAuthority authority() {
    var root = CertificateAuthority.create("root", KeyKind.P256, Duration.ofDays(3650), NOW);
    return new OverlayAuthority(root, OVERLAY);
  }

  static KeyPair pair(int bits) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static PeerCertificate certificate(KeyPair pair, String user, Id... peers) {
    return ROOT.certify(pair.getPublic(), List.of(user), List.of(peers), Duration.ofDays(60), NOW);
  }

  public static Credentials alice() {
    return new Credentials(
        ALICES.getPrivate(), certificate(ALICES, "alice@test.example", ALICE), ALICE);
  }

  public static Credentials bob() {
    return new Credentials(BOBS.getPrivate(), certificate(BOBS, "bob@test.example", BOB), BOB);
  }
}
