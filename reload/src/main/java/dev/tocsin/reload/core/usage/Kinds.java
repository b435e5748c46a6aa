// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.usage;

import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.Models;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All kinds of all usages that a node knows. Immutable: nodes share it.
public final class Kinds implements Models {

  /// Nothing is stored.
  public static final Kinds NONE = Kinds.of();

  private final Map<Long, Kind> byNumber = new HashMap<>();
  private final List<String> usages = new ArrayList<>();

  private Kinds(List<Usage> usages) {
    for (var usage : usages) {
      this.usages.add(usage.name());
      for (var kind : usage.kinds()) {
        if (byNumber.put(kind.number(), kind) != null) {
          throw new IllegalArgumentException("two usages have a kind " + kind.number());
        }
      }
    }
  }

  /// @throws IllegalArgumentException if two of them have the same kind
  public static Kinds of(Usage... usages) {
    return new Kinds(List.of(usages));
  }

  public Optional<Kind> kind(long number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  /// A kind as people call it: in any case, with dashes or underlines.
  public Optional<Kind> kind(String name) {
    var wanted = name.replace('-', '_');
    return byNumber.values().stream()
        .filter(kind -> kind.name().replace('-', '_').equalsIgnoreCase(wanted))
        .findFirst();
  }

  /// All of them, by their numbers.
  public List<Kind> all() {
    return byNumber.values().stream().sorted(Comparator.comparingLong(Kind::number)).toList();
  }

  @Override
  public Optional<Model> of(long kind) {
    return kind(kind).map(Kind::model);
  }

  /// Those of the wanted usages that are not known here: a node without them must not join.
  // US-1.
  public List<String> missing(List<String> required) {
    return required.stream().filter(name -> !usages.contains(name)).toList();
  }
}
