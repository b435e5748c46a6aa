// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.Trust;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import org.eclipse.californium.elements.auth.RawPublicKeyIdentity;
import org.eclipse.californium.elements.auth.X509CertPath;
import org.jspecify.annotations.Nullable;

/// On what grounds a peer is believed now: empty if it is not. A session may be resumed as long as
/// its grounds are the same, for nobody shows a certificate or a key then. Any thread may ask.
public final class Grounds {

  private final Trust trust;
  private final InstantSource clock;

  public Grounds(Trust trust, InstantSource clock) {
    this.trust = trust;
    this.clock = clock;
  }

  /// @return equal as long as the peer would be believed for the same reason; may hold a secret
  Optional<Object> of(@Nullable Principal peer) {
    return switch (peer) {
      case X509CertPath path ->
          Optional.<Object>of(trust.authorities()).filter(_ -> isInTime(path));
      case RawPublicKeyIdentity raw ->
          Optional.<Object>of(raw.getName())
              .filter(_ -> trust.acceptsRawKey(Fingerprints.of(raw.getKey())));
      case PreSharedKeyIdentity shared ->
          trust.sharedKey(shared.getIdentity()).map(ByteBuffer::wrap);
      case null, default -> Optional.empty();
    };
  }

  private boolean isInTime(X509CertPath path) {
    var now = Date.from(clock.instant());
    return path.getPath().getCertificates().stream()
        .map(X509Certificate.class::cast)
        .noneMatch(each -> now.after(each.getNotAfter()) || now.before(each.getNotBefore()));
  }
}
