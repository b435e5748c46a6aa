// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.WireProfile;
import dev.tocsin.reload.wire.data.Models;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Method;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.security.Signer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/// The bytes of draft-bryan-p2psip-reload-02.
public final class DraftProfile implements WireProfile {

  /// Stateless: one serves all.
  public static final DraftProfile PROFILE = new DraftProfile();

  private static final int MESSAGE_MAX = 1 << 20;
  private static final int RESPONSE_BIT = 0x8000;

  private DraftProfile() {}

  @Override
  public int messageBytesMax() {
    return MESSAGE_MAX;
  }

  // FH-2, R-05: CRC-32 of the name as it is written.
  @Override
  public int overlay(String name) {
    var crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }

  @Override
  public Packet packet(byte[] bytes) {
    bounded(bytes.length);
    return new DraftPacket(bytes);
  }

  @Override
  public Message message(byte[] bytes) {
    bounded(bytes.length);
    var packet = new DraftPacket(bytes);
    if (!packet.fragment().isWhole()) throw new WireException("a fragment is no message");
    var in = new ByteReader(bytes, packet.bodyAt(), bytes.length);
    int code = in.u16("code");
    in.u16("reserved");
    var payload = in.bytes(count(in), "payload");
    boolean isResponse = (code & RESPONSE_BIT) != 0;
    var contents = new Contents(isResponse, code & ~RESPONSE_BIT, payload);
    return new Message(packet.header(), contents, SignatureCodec.readRest(in));
  }

  private static int count(ByteReader in) {
    long count = in.u32("payload length");
    if (count > in.left()) {
      throw new WireException("a payload of %d bytes, %d are left".formatted(count, in.left()));
    }
    return (int) count;
  }

  @Override
  public byte[] write(Message message) {
    var body = new ByteWriter();
    write(body, message.contents());
    message.signature().ifPresent(signature -> SignatureCodec.write(body, signature));
    var out = new ByteWriter(body.size() + 128);
    HeaderCodec.write(out, message.header(), body.size());
    var bytes = out.bytes(body.toArray()).toArray();
    bounded(bytes.length);
    return bytes;
  }

  private static void write(ByteWriter out, Contents contents) {
    int code = contents.code() | (contents.isResponse() ? RESPONSE_BIT : 0);
    out.u16(code).u16(0).u32(contents.payload().length()).bytes(contents.payload());
  }

  private static void bounded(int bytes) {
    if (bytes > MESSAGE_MAX) {
      throw new WireException("a message of %d bytes, at most %d".formatted(bytes, MESSAGE_MAX));
    }
  }

  @Override
  public Request request(Contents contents, Models models) {
    if (contents.isResponse()) throw new WireException("a response where a request was expected");
    return RequestCodec.read(contents, models);
  }

  @Override
  public Response response(Contents contents, Method asked, Models models) {
    if (!contents.isResponse()) throw new WireException("a request where a response was expected");
    return ResponseCodec.read(contents, asked, models);
  }

  @Override
  public Contents contents(Request request) {
    return RequestCodec.write(request);
  }

  @Override
  public Contents contents(Response response) {
    return ResponseCodec.write(response);
  }

  // SI-2, R-13.
  @Override
  public byte[] signed(int overlay, long transaction, Signer signer, Contents contents) {
    var out = new ByteWriter().i32(overlay).i64(transaction);
    SignatureCodec.write(out, signer);
    write(out, contents);
    return out.toArray();
  }

  //
  @Override
  public byte[] signed(Id resource, long kind, StoredValue value, Signer signer) {
    var out = new ByteWriter().bytes(resource.bytes());
    DataCodec.signed(out, kind, value);
    SignatureCodec.write(out, signer);
    return out.toArray();
  }

  // FR-1, R-42: fragments of equal size, which a peer on the way may cut again.
  @Override
  public List<byte[]> fragments(byte[] bytes, int bytesMax) {
    var packet = new DraftPacket(bytes);
    if (bytes.length <= bytesMax) return List.of(bytes);
    int header = packet.bodyAt();
    int room = (bytesMax - header) / Layout.OFFSET_UNIT * Layout.OFFSET_UNIT;
    if (bytesMax < Layout.FRAGMENT_BYTES_MIN || room <= 0) {
      throw new WireException("a header of %d bytes in %d".formatted(header, bytesMax));
    }
    int body = bytes.length - header;
    int equal = Math.ceilDiv(body, Math.ceilDiv(body, room));
    int size = Math.min(room, units(Math.max(equal, Layout.FRAGMENT_BYTES_MIN - header)));
    var parts = new ArrayList<byte[]>();
    for (int from = 0; from < body; from += size) {
      int to = Math.min(body, from + size);
      parts.add(part(packet, from, to, to == body));
    }
    return parts;
  }

  private static int units(int bytes) {
    return Math.ceilDiv(bytes, Layout.OFFSET_UNIT) * Layout.OFFSET_UNIT;
  }

  private static byte[] part(DraftPacket packet, int from, int to, boolean isEnd) {
    var before = packet.fragment();
    boolean isLast = isEnd && (before.isLast() || !before.isFragment());
    var fragment = new Fragment(true, isLast, before.offset() + from);
    int header = packet.bodyAt();
    var out = Arrays.copyOf(packet.bytes(), header + to - from);
    System.arraycopy(packet.bytes(), header + from, out, header, to - from);
    return sized(out, HeaderCodec.part(fragment));
  }

  private static byte[] sized(byte[] message, int part) {
    message[Layout.FRAGMENT_AT] = (byte) (part >> 8);
    message[Layout.FRAGMENT_AT + 1] = (byte) part;
    message[Layout.LENGTH_AT] = (byte) (message.length >> 16);
    message[Layout.LENGTH_AT + 1] = (byte) (message.length >> 8);
    message[Layout.LENGTH_AT + 2] = (byte) message.length;
    return message;
  }

  @Override
  public byte[] whole(Packet first, List<Bytes> bodies) {
    int header = first.length() - first.body().length();
    var out = new ByteWriter().bytes(Bytes.of(first.bytes(), 0, header));
    bodies.forEach(out::bytes);
    bounded(out.size());
    return sized(out.toArray(), 0);
  }

  @Override
  public int length(byte[] bytes, int offset) {
    var in = new ByteReader(bytes, offset, bytes.length);
    int token = in.i32("token");
    if (token != Layout.TOKEN) {
      throw new WireException("a message begins with 52454c4f, not %08x".formatted(token));
    }
    in.bytes(Layout.LENGTH_AT - 4, "header");
    int length = in.u24("length");
    if (length < Layout.FIXED_BYTES) throw new WireException("a message of " + length + " bytes");
    bounded(length);
    return length;
  }

  @Override
  public int lengthAfter() {
    return Layout.TRANSACTION_AT;
  }
}
