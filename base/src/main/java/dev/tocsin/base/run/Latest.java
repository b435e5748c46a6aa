// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// A bounded store that forgets what was used longest ago. Any thread may call.
public final class Latest<K, V> {

  private final Map<K, V> entries;

  public Latest(int max) {
    this(max, _ -> {});
  }

  /// @param forgotten gets each value for which there is no more room
  public Latest(int max, Consumer<V> forgotten) {
    entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            if (size() <= max) return false;
            forgotten.accept(eldest.getValue());
            return true;
          }
        };
  }

  /// @return what was there before
  public synchronized Optional<V> put(K key, V value) {
    return Optional.ofNullable(entries.put(key, value));
  }

  public synchronized Optional<V> get(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  /// What is there, made now if it is missing. Two threads at once may both make it.
  public V orMake(K key, Function<K, V> make) {
    return get(key)
        .orElseGet(
            () -> {
              var made = make.apply(key);
              put(key, made);
              return made;
            });
  }

  public synchronized Optional<V> remove(K key) {
    return Optional.ofNullable(entries.remove(key));
  }
}
