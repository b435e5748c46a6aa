// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.base.cbor.CborType;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/// Reads what {@link FieldWriter} writes.
final class FieldReader {

  private static final int TEXT_BYTES_MAX = 65_535;
  private static final int LIST_MAX = 65_535;
  private static final int NANOS_MAX = 999_999_999;

  private final CborReader in;

  private FieldReader(byte[] bytes) {
    this.in = new CborReader(bytes);
  }

  /// Reads all of the bytes.
  ///
  /// @throws WireException if they are anything but what the content reads
  static <T> T read(byte[] bytes, Function<FieldReader, T> content) {
    var fields = new FieldReader(bytes);
    try {
      var value = content.apply(fields);
      fields.in.end();
      return value;
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new WireException("a stored value is out of its range: " + e.getMessage(), e);
    }
  }

  MitigationRequest request() {
    var scope = scope();
    long lifetimeSeconds = integer();
    boolean triggerMitigation = bool();
    return new MitigationRequest(scope, lifetimeSeconds, triggerMitigation, attackStatus());
  }

  private Optional<AttackStatus> attackStatus() {
    if (isNothing()) return Optional.empty();
    return Optional.of(known(AttackStatus.of(integer()), "attack status"));
  }

  Scope scope() {
    return new Scope(
        prefixes(),
        list(() -> new PortRange(small(65_535), small(65_535))),
        list(() -> small(255)),
        list(this::text),
        list(this::text),
        list(this::text));
  }

  List<Prefix> prefixes() {
    return list(this::prefix);
  }

  /// The address and its length in one byte string.
  private Prefix prefix() {
    byte[] bytes = in.byteString(17);
    if (bytes.length == 0) throw new WireException("expected a prefix, found no bytes");
    int address = bytes.length - 1;
    return Prefix.of(Arrays.copyOf(bytes, address), bytes[address] & 0xff);
  }

  long integer() {
    return in.integer();
  }

  /// A number from 0 to `max`.
  int small(int max) {
    return (int) in.unsigned(max);
  }

  double decimal() {
    return in.floating();
  }

  boolean bool() {
    return in.bool();
  }

  String text() {
    return in.text(TEXT_BYTES_MAX);
  }

  /// @param max bytes at most
  byte[] bytes(int max) {
    return in.byteString(max);
  }

  Instant instant() {
    return Instant.ofEpochSecond(integer(), small(NANOS_MAX));
  }

  Duration duration() {
    return Duration.ofSeconds(integer(), small(NANOS_MAX));
  }

  OptionalLong optionalInteger() {
    return isNothing() ? OptionalLong.empty() : OptionalLong.of(integer());
  }

  Optional<String> optionalText() {
    return isNothing() ? Optional.empty() : Optional.of(text());
  }

  Optional<Instant> optionalInstant() {
    return isNothing() ? Optional.empty() : Optional.of(instant());
  }

  <T> List<T> list(Supplier<T> item) {
    int size = small(LIST_MAX);
    if (size == 0) return List.of();
    var items = new ArrayList<T>(Math.min(size, 16));
    for (int i = 0; i < size; i++) items.add(item.get());
    return items;
  }

  static <T> T known(Optional<T> value, String what) {
    return value.orElseThrow(() -> new WireException("an unknown " + what));
  }

  private boolean isNothing() {
    if (in.peek() != CborType.NULL) return false;
    in.skip();
    return true;
  }
}
