// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/// How enrolment servers are reached.
///
/// @param authorities whose certificates they may show; empty for those that the JDK believes
/// @param connectWait for one address of a server
/// @param answerWait until the whole document is there
public record DiscoverySettings(
    List<X509Certificate> authorities, Duration connectWait, Duration answerWait) {

  /// 5 s for a connection, 20 s for all of it.
  public static final DiscoverySettings DEFAULT = of(List.of());

  public DiscoverySettings {
    authorities = List.copyOf(authorities);
    if (!connectWait.isPositive() || !answerWait.isPositive()) {
      throw new IllegalArgumentException("a server needs time to answer");
    }
  }

  public static DiscoverySettings of(List<X509Certificate> authorities) {
    return new DiscoverySettings(authorities, Duration.ofSeconds(5), Duration.ofSeconds(20));
  }
}
