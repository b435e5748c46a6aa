// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.server;

import dev.tocsin.alto.io.access.Offered;
import dev.tocsin.alto.io.edition.Edition;
import dev.tocsin.alto.io.stream.StreamHub;
import java.util.concurrent.atomic.AtomicReference;

/// Clients who see the same, and what they see now.
record Audience(
    Offered offered, AtomicReference<Edition> edition, StreamHub streams, AltoHandler handler) {

  void publish(Edition next) {
    edition.set(next);
    streams.publish(next);
  }
}
