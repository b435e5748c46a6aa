// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import dev.tocsin.reload.wire.id.Id;

/// What has to be remembered of devices.
public sealed interface DeviceChange {

  /// Its first peer.
  Id device();

  record Put(Device value) implements DeviceChange {
    @Override
    public Id device() {
      return value.id();
    }
  }

  record Forget(Id device) implements DeviceChange {}
}
