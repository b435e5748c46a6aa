// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.wire.control.ActivationType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What stands on disk and at the mitigators after everything that was decided.
final class DataWorld implements DataOutcome {
  final Map<DataChange.Key, DataChange> disk = new LinkedHashMap<>();
  final List<DataChange> undo = new ArrayList<>();
  final Map<FilterKey, FilterOrder> installed = new LinkedHashMap<>();

  @Override
  public void change(DataChange change, DataChange restored) {
    assertThat(restored.key()).isEqualTo(change.key());
    undo.add(restored);
    switch (change) {
      case DataChange.PutClient _, DataChange.PutAlias _, DataChange.PutAcl _ ->
          disk.put(change.key(), change);
      case DataChange.RemoveClient _, DataChange.RemoveAlias _, DataChange.RemoveAcl _ ->
          disk.remove(change.key());
    }
  }

  @Override
  public void install(FilterOrder order) {
    installed.put(order.key(), order);
  }

  @Override
  public void remove(FilterKey key) {
    installed.remove(key);
  }

  @Override
  public void activated(FilterKey key, ActivationType type) {}

  @Override
  public void accepting(String domain, Collection<Prefix> destinations) {}

  @Override
  public void audit(String action, String domain, String cuid, String detail) {}
}
