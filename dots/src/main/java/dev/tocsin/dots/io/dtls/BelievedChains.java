// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import dev.tocsin.base.run.Latest;
import java.security.cert.CertPath;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;

/// Certificate chains that one set of authorities was found to vouch for, the latest ones. A
/// signature that was good stays good, so a client that comes back costs no further path
/// validation; what may change is time, and that is looked at again. Only chains that passed are
/// kept: strangers cannot fill it.
final class BelievedChains {

  /// Some kilobytes each.
  private static final int MAX = 4_096;

  /// @param asClient whether the key usage of a client was asked for, or that of a server
  private record Shown(CertPath chain, boolean asClient) {}

  private final Latest<Shown, CertPath> believed = new Latest<>(MAX);
  private final InstantSource clock;

  BelievedChains(InstantSource clock) {
    this.clock = clock;
  }

  /// The validated path that the chain had; empty if it was not seen, or if a certificate on it is
  /// out of its time now.
  Optional<CertPath> find(CertPath chain, boolean asClient) {
    return believed.get(new Shown(chain, asClient)).filter(this::isInTime);
  }

  void add(CertPath chain, boolean asClient, CertPath validated) {
    believed.put(new Shown(chain, asClient), validated);
  }

  private boolean isInTime(CertPath path) {
    var now = Date.from(clock.instant());
    try {
      for (var certificate : path.getCertificates()) {
        ((X509Certificate) certificate).checkValidity(now);
      }
      return true;
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      // The full validation says what is wrong with it.
      return false;
    }
  }
}
