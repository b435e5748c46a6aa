// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A view of the bytes of a message: fields are read where they stand.
final class DraftPacket implements Packet {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int BYTE = 0xff;
  private static final Routing[] ROUTINGS = Routing.values();
  private static final int RESPONSE_BIT = 0x80;

  private final byte[] bytes;
  private final int routeSize;
  private final int viaSize;
  private final int logAt;
  private final int bodyAt;

  /// @throws WireException if this is no message from its first byte to its last
  DraftPacket(byte[] bytes) {
    this.bytes = bytes;
    if (bytes.length < Layout.FIXED_BYTES) {
      throw new WireException("a header has 28 bytes, not " + bytes.length);
    }
    int token = (int) INT.get(bytes, 0);
    if (token != Layout.TOKEN) {
      throw new WireException("a message begins with 52454c4f, not %08x".formatted(token));
    }
    int length = (int) INT.get(bytes, Layout.VERSION_AT) & Layout.LENGTH_MAX;
    if (length != bytes.length) {
      throw new WireException("length %d of %d bytes".formatted(length, bytes.length));
    }
    this.routeSize = bytes[Layout.ROUTE_COUNT_AT] & BYTE;
    this.viaSize = bytes[Layout.VIA_COUNT_AT] & BYTE;
    this.logAt = Layout.FIXED_BYTES + Id.BYTES * (routeSize + viaSize);
    this.bodyAt = logAt + (hasLog() ? logBytes() : 0);
    if (bodyAt > bytes.length) {
      throw new WireException("lists need %d bytes of %d".formatted(bodyAt, bytes.length));
    }
    int part = part();
    if ((part & Layout.FRAGMENT_BIT) == 0 && part != 0) {
      throw new WireException("a whole message with the fragment field %04x".formatted(part));
    }
  }

  private int logBytes() {
    if (logAt + 2 > bytes.length) throw new WireException("the route log has no length");
    return 2 + ((bytes[logAt] & BYTE) << 8 | bytes[logAt + 1] & BYTE);
  }

  private int part() {
    return (bytes[Layout.FRAGMENT_AT] & BYTE) << 8 | bytes[Layout.FRAGMENT_AT + 1] & BYTE;
  }

  @Override
  public boolean isCompatible() {
    return bytes[Layout.VERSION_AT] == Layout.VERSION;
  }

  @Override
  public int overlay() {
    return (int) INT.get(bytes, Layout.OVERLAY_AT);
  }

  @Override
  public int ttl() {
    return bytes[Layout.TTL_AT] & BYTE;
  }

  @Override
  public Routing routing() {
    int number = bytes[Layout.ROUTING_AT] & BYTE;
    return number < ROUTINGS.length ? ROUTINGS[number] : Routing.UNKNOWN;
  }

  @Override
  public Fragment fragment() {
    int part = part();
    if (part == 0) return Fragment.WHOLE;
    int offset = (part & Layout.OFFSET_MASK) * Layout.OFFSET_UNIT;
    return new Fragment(true, (part & Layout.LAST_BIT) != 0, offset);
  }

  @Override
  public long transaction() {
    return (long) LONG.get(bytes, Layout.TRANSACTION_AT);
  }

  @Override
  public int routeSize() {
    return routeSize;
  }

  @Override
  public Destination route(int index) {
    if (index < 0 || index >= routeSize) throw new IndexOutOfBoundsException(index);
    return entry(index);
  }

  @Override
  public int viaSize() {
    return viaSize;
  }

  @Override
  public Destination via(int index) {
    if (index < 0 || index >= viaSize) throw new IndexOutOfBoundsException(index);
    return entry(routeSize + index);
  }

  private Destination entry(int index) {
    return new Destination.Unresolved(Id.read(bytes, Layout.FIXED_BYTES + Id.BYTES * index));
  }

  @Override
  public boolean hasLog() {
    return (bytes[Layout.FLAGS_AT + 1] & Layout.ROUTE_LOG_FLAG) != 0;
  }

  @Override
  public boolean isRequest() {
    boolean isFirst = (part() & Layout.OFFSET_MASK) == 0;
    return isFirst && bodyAt < bytes.length && (bytes[bodyAt] & RESPONSE_BIT) == 0;
  }

  @Override
  public int length() {
    return bytes.length;
  }

  @Override
  public Bytes body() {
    return Bytes.of(bytes, bodyAt, bytes.length);
  }

  int bodyAt() {
    return bodyAt;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public Header header() {
    var route = new ArrayList<Destination>(routeSize);
    for (int i = 0; i < routeSize; i++) route.add(route(i));
    var via = new ArrayList<Destination>(viaSize);
    for (int i = 0; i < viaSize; i++) via.add(via(i));
    return new Header(
        overlay(), ttl(), routing(), fragment(), transaction(), new Path(route, via, log()));
  }

  private Optional<List<RouteLogEntry>> log() {
    if (!hasLog()) return Optional.empty();
    return Optional.of(RouteLogCodec.read(new ByteReader(bytes, logAt + 2, bodyAt)));
  }

  @Override
  public byte[] passedOn(Change change) {
    int kept = routeSize - change.taken();
    int route = change.first().size() + kept;
    int via =
        switch (change.via()) {
          case Via.Added _ -> viaSize + 1;
          case Via.Replaced(var entries) -> entries.size();
        };
    if (route > Path.ENTRIES_MAX || via > Path.ENTRIES_MAX) {
      throw new WireException("a list of more than " + Path.ENTRIES_MAX + " entries");
    }
    byte[] seen = hasLog() ? logged(change.seen()) : null;
    int added = seen == null ? 0 : seen.length;
    int listBytes = Id.BYTES * (route + via);
    int size = bytes.length - logAt + Layout.FIXED_BYTES + listBytes + added;
    if (size > Layout.LENGTH_MAX) throw new WireException("a message of " + size + " bytes");
    var out = new byte[size];
    System.arraycopy(bytes, 0, out, 0, Layout.FIXED_BYTES);
    out[Layout.TTL_AT] = (byte) (ttl() - 1);
    INT.set(out, Layout.VERSION_AT, bytes[Layout.VERSION_AT] << 24 | size);
    out[Layout.ROUTE_COUNT_AT] = (byte) route;
    out[Layout.VIA_COUNT_AT] = (byte) via;
    int at = Layout.FIXED_BYTES;
    for (var entry : change.first()) at = put(out, at, entry);
    at = copyEntries(out, at, change.taken(), kept);
    switch (change.via()) {
      case Via.Added(var entry) -> at = put(out, copyEntries(out, at, routeSize, viaSize), entry);
      case Via.Replaced(var entries) -> {
        for (var entry : entries) at = put(out, at, entry);
      }
    }
    copyTail(out, at, seen);
    return out;
  }

  private int copyEntries(byte[] out, int at, int first, int count) {
    int length = Id.BYTES * count;
    System.arraycopy(bytes, Layout.FIXED_BYTES + Id.BYTES * first, out, at, length);
    return at + length;
  }

  // The route log with one more entry, and the body.
  private void copyTail(byte[] out, int at, byte @Nullable [] seen) {
    if (seen == null) {
      System.arraycopy(bytes, bodyAt, out, at, bytes.length - bodyAt);
      return;
    }
    int logged = bodyAt - logAt - 2 + seen.length;
    if (logged > Layout.VECTOR_MAX) throw new WireException("a route log of " + logged + " bytes");
    System.arraycopy(bytes, logAt, out, at, bodyAt - logAt);
    out[at] = (byte) (logged >> 8);
    out[at + 1] = (byte) logged;
    int end = at + bodyAt - logAt;
    System.arraycopy(seen, 0, out, end, seen.length);
    System.arraycopy(bytes, bodyAt, out, end + seen.length, bytes.length - bodyAt);
  }

  private static byte[] logged(RouteLogEntry seen) {
    var out = new ByteWriter();
    RouteLogCodec.write(out, seen);
    return out.toArray();
  }

  static int put(byte[] out, int at, Destination entry) {
    HeaderCodec.id(entry).write(out, at);
    return at + Id.BYTES;
  }
}
