// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.handshake;

import dev.tocsin.reload.io.link.LinkCredentials;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/// What every handshake of a port needs.
///
/// @param isDatagram whether it is for DTLS
/// @param timeMillis after which a handshake is given up
public record HandshakeSettings(
    LinkCredentials credentials,
    JcaTlsCrypto crypto,
    InstantSource clock,
    boolean isDatagram,
    int timeMillis) {

  public static HandshakeSettings of(
      LinkCredentials credentials, InstantSource clock, boolean isDatagram, int timeMillis) {
    var crypto = new LinkCrypto(new SecureRandom(), isDatagram);
    return new HandshakeSettings(credentials, crypto, clock, isDatagram, timeMillis);
  }

  public HandshakeSettings withTime(int millis) {
    return new HandshakeSettings(credentials, crypto, clock, isDatagram, millis);
  }
}
