// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.cbor.CborWriter;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Writes values as a CBOR sequence (RFC 8742): every field has its place and no name, an absent
/// one is null, a list is its size and its items. Compact, because each request becomes one.
final class FieldWriter {

  private final CborWriter out = new CborWriter();

  byte[] toBytes() {
    return out.toBytes();
  }

  FieldWriter request(MitigationRequest request) {
    scope(request.scope());
    integer(request.lifetimeSeconds()).bool(request.triggerMitigation());
    request.attackStatus().ifPresentOrElse(status -> integer(status.value()), out::nothing);
    return this;
  }

  FieldWriter scope(Scope scope) {
    prefixes(scope.prefixes());
    list(scope.ports(), range -> integer(range.lower()).integer(range.upper()));
    list(scope.protocols(), protocol -> integer(protocol));
    list(scope.fqdns(), this::text);
    list(scope.uris(), this::text);
    return list(scope.aliases(), this::text);
  }

  FieldWriter prefixes(List<Prefix> prefixes) {
    return list(prefixes, this::prefix);
  }

  private void prefix(Prefix prefix) {
    byte[] address = prefix.addressBytes();
    byte[] bytes = Arrays.copyOf(address, address.length + 1);
    bytes[address.length] = (byte) prefix.length();
    out.byteString(bytes);
  }

  FieldWriter integer(long value) {
    out.integer(value);
    return this;
  }

  FieldWriter decimal(double value) {
    out.floating(value);
    return this;
  }

  FieldWriter bool(boolean value) {
    out.bool(value);
    return this;
  }

  FieldWriter text(String value) {
    out.text(value);
    return this;
  }

  FieldWriter instant(Instant value) {
    return integer(value.getEpochSecond()).integer(value.getNano());
  }

  FieldWriter duration(Duration value) {
    return integer(value.getSeconds()).integer(value.getNano());
  }

  FieldWriter optional(OptionalLong value) {
    value.ifPresentOrElse(out::integer, out::nothing);
    return this;
  }

  FieldWriter bytes(byte[] value) {
    out.byteString(value);
    return this;
  }

  FieldWriter optionalText(Optional<String> value) {
    value.ifPresentOrElse(this::text, out::nothing);
    return this;
  }

  FieldWriter optional(Optional<Instant> value) {
    value.ifPresentOrElse(this::instant, out::nothing);
    return this;
  }

  <T> FieldWriter list(List<T> items, Consumer<T> item) {
    integer(items.size());
    // Not forEach: this is on the way of every request.
    for (int i = 0; i < items.size(); i++) item.accept(items.get(i));
    return this;
  }
}
