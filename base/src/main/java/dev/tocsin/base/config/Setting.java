// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One key that was asked for, until its reader says what holds when it is not there. A wrong value
/// is already noted then and never silently replaced: the whole file is refused in the end.
public final class Setting<T> {

  private final Section section;
  private final String key;
  private final @Nullable T value;

  Setting(Section section, String key, @Nullable T value) {
    this.section = section;
    this.key = key;
    this.value = value;
  }

  /// @param expected what the value must be, in words: `a power of two`
  public Setting<T> check(Predicate<T> holds, String expected) {
    if (value == null || holds.test(value)) return this;
    section.complain(key, "expected " + expected + ", found " + Shown.value(value));
    return new Setting<>(section, key, null);
  }

  public T orDefault(T fallback) {
    return orDefault(fallback, Shown.value(fallback));
  }

  /// @param shown the default in words, where it depends on other keys
  public T orDefault(T fallback, String shown) {
    section.noteDefault(key, shown);
    return value == null ? fallback : value;
  }

  public Optional<T> optional() {
    section.noteDefault(key, "none");
    return Optional.ofNullable(value);
  }

  /// @throws ConfigException at once, with all complaints so far, if there is no value to go on
  ///   with
  public T required() {
    section.noteDefault(key, "required");
    if (value != null) return value;
    throw section.missing(key);
  }
}
