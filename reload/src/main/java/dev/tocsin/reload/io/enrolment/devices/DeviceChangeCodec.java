// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.devices;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.store.ChangeCodec;
import dev.tocsin.reload.core.enrolment.Device;
import dev.tocsin.reload.core.enrolment.DeviceChange;
import dev.tocsin.reload.wire.id.Id;
import java.time.Instant;
import java.util.ArrayList;

/// A number for the form, then its fields. A form once given keeps its fields for ever.
final class DeviceChangeCodec implements ChangeCodec<DeviceChange> {

  private static final int PUT = 1;
  private static final int FORGET = 2;

  @Override
  public byte[] encode(DeviceChange change) {
    var out = new ByteWriter();
    switch (change) {
      case DeviceChange.Put(var device) -> {
        out.u8(PUT).text16(device.user()).opaque16(device.key());
        out.i64(device.until().toEpochMilli()).u8(device.peers().size());
        for (var peer : device.peers()) out.bytes(peer.bytes());
      }
      case DeviceChange.Forget(var id) -> out.u8(FORGET).bytes(id.bytes());
    }
    return out.toArray();
  }

  @Override
  public DeviceChange decode(byte[] bytes) {
    var in = new ByteReader(bytes);
    int form = in.u8("form");
    var change =
        switch (form) {
          case PUT -> new DeviceChange.Put(device(in));
          case FORGET -> new DeviceChange.Forget(peer(in));
          default -> throw new WireException("an unknown form of change: " + form);
        };
    in.end("the change");
    return change;
  }

  private static Device device(ByteReader in) {
    var user = in.text16("user");
    Bytes key = in.opaque16("key");
    var until = Instant.ofEpochMilli(in.i64("end"));
    int count = in.u8("peers");
    if (count == 0) throw new WireException("a device without a peer");
    var peers = new ArrayList<Id>(count);
    for (int i = 0; i < count; i++) peers.add(peer(in));
    return new Device(user, key, peers, until);
  }

  private static Id peer(ByteReader in) {
    return Id.read(in.bytes(Id.BYTES, "peer").toArray(), 0);
  }
}
