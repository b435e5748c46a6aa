// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is kept here and belongs elsewhere: it goes only after whoever is responsible has it. After
/// two parts of an overlay came together again nobody else may know it (US-2).
final class Clearance {

  private final Map<Long, Set<Id>> underWay = new HashMap<>();
  private final Set<Id> brought = new HashSet<>();

  /// Places whose values were brought since this was asked last.
  Set<Id> brought() {
    var all = new HashSet<>(brought);
    brought.clear();
    return all;
  }

  boolean isUnderWay() {
    return !underWay.isEmpty();
  }

  void begin(long number, List<Request.Store> stores) {
    var places = new HashSet<Id>();
    stores.forEach(store -> places.add(store.resource()));
    underWay.put(number, places);
  }

  void over(long number, boolean isComplete) {
    var places = underWay.remove(number);
    if (places != null && isComplete) brought.addAll(places);
  }

  /// Each value by itself, as its owner would store it: of several, one may be there already.
  static List<Request.Store> single(List<Request.Store> stores) {
    var all = new ArrayList<Request.Store>();
    for (var store : stores) {
      for (var kind : store.kinds()) {
        for (var value : kind.values()) {
          var values = new KindValues(kind.kind(), 0, List.of(value));
          all.add(new Request.Store(store.resource(), List.of(values)));
        }
      }
    }
    return all;
  }
}
