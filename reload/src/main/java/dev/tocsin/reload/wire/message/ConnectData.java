// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.message;

import java.util.List;

/// How one side of a future link can be reached, and what it will show there.
///
/// @param fragmentUser and `password`: for the connectivity checks (RFC 5245)
/// @param application that will talk over the link: its port number
/// @param fingerprint of its certificate, as in RFC 4572: `sha-256 AB:CD…`
/// @param role in the TLS handshake, as in RFC 4145: `active`, `passive`, `actpass`
/// @param candidates each as RFC 5245 §15.1 writes what follows `candidate:`
public record ConnectData(
    String fragmentUser,
    String password,
    int application,
    String fingerprint,
    String role,
    List<String> candidates) {

  /// Links of the overlay itself.
  public static final int RELOAD = 6084;

  public ConnectData {
    candidates = List.copyOf(candidates);
    if (application < 0 || application > 0xffff) {
      throw new IllegalArgumentException("application " + application);
    }
  }

  @Override
  public String toString() {
    return "ConnectData[application=" + application + ", candidates=" + candidates + "]";
  }
}
