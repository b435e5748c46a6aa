// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload;

import dev.tocsin.reload.core.peer.PeerParameters.Role;
import java.io.IOException;

/// Takes part in an overlay through one of its peers, and keeps nothing for others (CL-1).
public final class ReloadClient implements Member {

  private final Membership membership;

  private ReloadClient(ReloadSettings settings) throws IOException {
    this.membership = new Membership(settings, Role.CLIENT);
  }

  /// Looks for a peer to go through; {@link #joined} completes when it has one.
  ///
  /// @throws IOException if it cannot listen
  public static ReloadClient join(ReloadSettings settings) throws IOException {
    return new ReloadClient(settings);
  }

  @Override
  public Membership membership() {
    return membership;
  }
}
