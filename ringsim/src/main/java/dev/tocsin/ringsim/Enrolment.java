// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.node.Reachability;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.id.Id;
import java.time.Instant;
import java.util.List;

/// Gives peers what they need to be in the simulated overlay.
public interface Enrolment {

  String OVERLAY = "ring.example";

  /// All hold one key, and nobody stores anything.
  Enrolment SHARED_KEY = sharedKey();

  Overlay enrol(Id peer, Instant now);

  private static Enrolment sharedKey() {
    var overlay = overlay(MessageSecurity.SHARED_KEY, Kinds.NONE);
    return (_, _) -> overlay;
  }

  static Overlay overlay(MessageSecurity security, Kinds kinds) {
    var address = new PeerAddress(Bytes.of(new byte[] {127, 0, 0, 1}), 6084);
    var reachability = new Reachability(address, "", List.of());
    return new Overlay(OVERLAY, DraftProfile.PROFILE, security, kinds, reachability, "tocsin");
  }
}
