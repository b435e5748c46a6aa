// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload;

import dev.tocsin.reload.core.peer.PeerParameters.Role;
import java.io.IOException;

/// A peer of an overlay: it keeps a part of the overlay's data and passes messages on.
public final class ReloadNode implements Member {

  private final Membership membership;

  private ReloadNode(ReloadSettings settings, Role role) throws IOException {
    this.membership = new Membership(settings, role);
  }

  /// Joins an overlay; {@link #joined} completes when it is in.
  ///
  /// @throws IOException if it cannot listen
  public static ReloadNode join(ReloadSettings settings) throws IOException {
    return new ReloadNode(settings, Role.PEER);
  }

  /// The same, and begins the overlay if nobody is found. One peer of each overlay does this.
  ///
  /// @throws IOException if it cannot listen
  public static ReloadNode found(ReloadSettings settings) throws IOException {
    return new ReloadNode(settings, Role.FOUNDER);
  }

  @Override
  public Membership membership() {
    return membership;
  }
}
