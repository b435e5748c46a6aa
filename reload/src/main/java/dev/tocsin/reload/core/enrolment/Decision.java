// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import java.time.Duration;
import java.util.List;

/// What becomes of a wish.
public sealed interface Decision {

  /// @param device with the peers to certify, and until when
  /// @param names to certify
  /// @param isRenewal the device had its peers before
  /// @param changes to remember before anybody is told
  record Issue(Device device, List<String> names, boolean isRenewal, List<DeviceChange> changes)
      implements Decision {
    public Issue {
      names = List.copyOf(names);
      changes = List.copyOf(changes);
    }
  }

  record Refused(Why why, String detail) implements Decision {}

  /// @param patience after which it may be tried again
  record TooOften(Duration patience) implements Decision {}

  enum Why {
    /// The user is denied.
    DENIED,
    /// The key is too weak, or another user's.
    KEY,
    /// A name is not the user's.
    NAME,
    /// A peer is not the user's.
    PEER,
    /// The user has as many devices as he may.
    DEVICES
  }
}
