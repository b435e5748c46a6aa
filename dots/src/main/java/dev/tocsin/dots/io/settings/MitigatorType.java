// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

/// The mitigators that can be configured; each is a folder under `mitigators`.
public enum MitigatorType {
  NFTABLES,
  EXEC,
  WEBHOOK,
  GOBGP,
  /// Accepts everything and filters nothing: for trials, and where somebody else reads the
  /// requests.
  NONE;

  /// Whether it most likely acts on the host of the server, and on no other.
  boolean isUsuallyHostLocal() {
    return switch (this) {
      case NFTABLES, EXEC -> true;
      case WEBHOOK, GOBGP, NONE -> false;
    };
  }
}
