// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.wire.stream.StreamEvent;
import java.util.List;
import java.util.Optional;

/// One event of an open stream with what it means.
public sealed interface Arrival {

  /// @param event as it came: how the change was told, and in how many characters
  record Data(StreamEvent event, Version version) implements Arrival {}

  /// The first of a stream.
  ///
  /// @param controlUri where subscriptions can be added and removed while it goes on, as it came
  record Opened(Optional<String> controlUri) implements Arrival {}

  /// The server begins or ends to tell of these.
  record Changed(
      List<Subscription> started, List<Subscription> stopped, Optional<String> description)
      implements Arrival {
    public Changed {
      started = List.copyOf(started);
      stopped = List.copyOf(stopped);
    }
  }
}
