// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.security.CertificateCache;
import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.core.security.SignedSecurity;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.io.enrolment.OverlayAuthority;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.id.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/// An authority that certifies every peer; each signs what it says, and checks what it hears with
/// certificates that it has seen itself.
public final class SignedEnrolment implements Enrolment {

  private static final Duration VALIDITY = Duration.ofDays(365);
  // Neighbours, fingers and whoever asks now and then.
  private static final int CERTIFICATES_MAX = 128;

  private final KeyPool keys;
  private final Kinds kinds;
  private final OverlayAuthority authority;
  private int enrolled;

  /// @param random of the run: what the certificates draw
  /// @param now when the run begins
  public SignedEnrolment(KeyPool keys, Kinds kinds, RandomGenerator random, Instant now) {
    this.keys = keys;
    this.kinds = kinds;
    var validity = VALIDITY.multipliedBy(2);
    var root = CertificateAuthority.create("root", keys.authority(), random, validity, now);
    this.authority = new OverlayAuthority(root, OVERLAY);
  }

  @Override
  public Overlay enrol(Id peer, Instant now) {
    return Enrolment.overlay(security(credentials(peer, now)), kinds);
  }

  /// A peer's key and certificate.
  public Credentials credentials(Id peer, Instant now) {
    var pair = keys.peer(enrolled++);
    var certificate = authority.certify(pair.getPublic(), List.of(), List.of(peer), VALIDITY, now);
    return new Credentials(pair.getPrivate(), certificate, peer);
  }

  /// What its holder signs and checks with.
  public SignedSecurity security(Credentials own) {
    var seen = new CertificateCache(authority.trust(), CERTIFICATES_MAX);
    return new SignedSecurity(DraftProfile.PROFILE, own, SignedSecurity.Forms.WHOLE, seen);
  }
}
