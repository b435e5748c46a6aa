// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.io.enrolment.OverlayAuthority;
import dev.tocsin.reload.wire.id.Id;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// An overlay whose authority certifies whom a test needs.
public record Enrolled(OverlayAuthority authority) {

  public static final String OVERLAY = "ring.example";
  private static final KeyPair[] KEYS = {pair(), pair()};

  public static Enrolled overlay() {
    var root =
        CertificateAuthority.create("root", KeyKind.P256, Duration.ofDays(99), Instant.now());
    return new Enrolled(new OverlayAuthority(root, OVERLAY));
  }

  private static KeyPair pair() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Peers share two keys, which nothing here forbids: making them takes long.
  public Credentials credentials(Id peer, Duration validity, Instant now) {
    var pair = KEYS[peer.hashCode() & 1];
    var certificate = authority.certify(pair.getPublic(), List.of(), List.of(peer), validity, now);
    return new Credentials(pair.getPrivate(), certificate, peer);
  }

  public LinkCredentials.Certified peer(Id peer) {
    return peer(peer, Instant.now());
  }

  public LinkCredentials.Certified peer(Id peer, Instant issued) {
    return new LinkCredentials.Certified(
        credentials(peer, Duration.ofDays(1), issued), authority.trust());
  }
}
