// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.usage;

import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.Models;
import java.util.Optional;

/// The kinds that the draft defines.
public enum StandardKind {
  SIP_REGISTRATION(1, Model.DICTIONARY),
  TURN_SERVICE(2, Model.SINGLE),
  CERTIFICATE(3, Model.ARRAY);

  /// All of them, and no other.
  public static final Models MODELS = kind -> of(kind).map(StandardKind::model);

  private final long number;
  private final Model model;

  StandardKind(long number, Model model) {
    this.number = number;
    this.model = model;
  }

  public static Optional<StandardKind> of(long number) {
    for (var kind : values()) if (kind.number == number) return Optional.of(kind);
    return Optional.empty();
  }

  public long number() {
    return number;
  }

  public Model model() {
    return model;
  }
}
