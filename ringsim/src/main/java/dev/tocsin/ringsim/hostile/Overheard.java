// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Values that others stored, or let pass, at this peer: the first of every place.
final class Overheard {

  private final Pen pen;
  private final Map<Id, StoredValue> first = new LinkedHashMap<>();

  Overheard(Pen pen) {
    this.pen = pen;
  }

  void add(Packet packet) {
    if (!(pen.request(packet).orElse(null) instanceof Request.Store(var resource, var kinds))) {
      return;
    }
    for (var kind : kinds) {
      for (var value : kind.values()) first.putIfAbsent(resource, value);
    }
  }

  Optional<StoredValue> first(Id resource) {
    return Optional.ofNullable(first.get(resource));
  }

  List<Id> places() {
    return List.copyOf(first.keySet());
  }
}
