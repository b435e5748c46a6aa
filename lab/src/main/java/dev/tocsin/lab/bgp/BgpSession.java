// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp;

import dev.tocsin.lab.Lab;
import java.util.List;
import java.util.Optional;

/// A session between a gobgpd, which connects, and a BIRD, which listens.
///
/// @param port at which BIRD listens
public record BgpSession(Speaker gobgpd, Speaker bird, int port) {

  /// One end of it.
  public record Speaker(String address, int as) {}

  /// What of the two is not installed; empty if they are.
  public static Optional<String> unavailable() {
    return List.of("gobgpd", "gobgp", "bird", "birdc").stream()
        .filter(tool -> !Lab.isInstalled(tool))
        .findFirst()
        .map(tool -> tool + " is not installed (apt install gobgpd bird2)");
  }
}
