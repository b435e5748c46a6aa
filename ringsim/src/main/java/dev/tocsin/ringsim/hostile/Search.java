// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;

/// A look-up of a note.
record Search(Truth truth, Id place, Ending ending) {

  private static final HostileResult.Fetches NOTHING = new HostileResult.Fetches(1, 0, 0, 0);

  /// Hears what came of it.
  interface Ending {
    void found(HostileResult.Fetches fetches);
  }

  void answered(Response response) {
    ending.found(
        response instanceof Answer.Fetched(var kinds)
            ? kinds.stream()
                .flatMap(kind -> kind.values().stream())
                .filter(value -> value.entry().value().exists())
                .findFirst()
                .map(this::judge)
                .orElse(NOTHING)
            : NOTHING);
  }

  private HostileResult.Fetches judge(StoredValue note) {
    return switch (truth.judge(place, note)) {
      case NEWEST -> new HostileResult.Fetches(1, 1, 0, 0);
      case OLD -> new HostileResult.Fetches(1, 0, 1, 0);
      case FORGED -> new HostileResult.Fetches(1, 0, 0, 1);
    };
  }
}
