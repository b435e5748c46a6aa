// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.store.ChangeCodec;
import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientChange.PutCuid;
import dev.tocsin.dots.core.client.ClientChange.PutNextMid;
import dev.tocsin.dots.core.client.ClientChange.PutWanted;
import dev.tocsin.dots.core.client.ClientChange.PutWithdrawn;
import dev.tocsin.dots.core.client.ClientChange.RemoveWanted;
import dev.tocsin.dots.core.client.ClientChange.RemoveWithdrawn;

/// An agent's changes as bytes: a number for the kind, then its fields. A kind once given keeps its
/// fields for ever; other fields need another number.
final class ClientChangeCodec implements ChangeCodec<ClientChange> {

  private static final int PUT_WANTED = 1;
  private static final int REMOVE_WANTED = 2;
  private static final int PUT_WITHDRAWN = 3;
  private static final int REMOVE_WITHDRAWN = 4;
  private static final int PUT_NEXT_MID = 5;
  private static final int PUT_CUID = 6;

  @Override
  public byte[] encode(ClientChange change) {
    var out = new FieldWriter();
    switch (change) {
      case PutWanted(var label, var request, var mids) ->
          out.integer(PUT_WANTED).text(label).request(request).list(mids, out::integer);
      case RemoveWanted(var label) -> out.integer(REMOVE_WANTED).text(label);
      case PutWithdrawn(var mid, var lifetimeSeconds) ->
          out.integer(PUT_WITHDRAWN).integer(mid).integer(lifetimeSeconds);
      case RemoveWithdrawn(var mid) -> out.integer(REMOVE_WITHDRAWN).integer(mid);
      case PutNextMid(var mid) -> out.integer(PUT_NEXT_MID).integer(mid);
      case PutCuid(var server, var cuid) -> out.integer(PUT_CUID).integer(server).text(cuid);
    }
    return out.toBytes();
  }

  @Override
  public ClientChange decode(byte[] bytes) {
    return FieldReader.read(bytes, ClientChangeCodec::change);
  }

  private static ClientChange change(FieldReader in) {
    int kind = in.small(Integer.MAX_VALUE);
    return switch (kind) {
      case PUT_WANTED -> new PutWanted(in.text(), in.request(), in.list(in::integer));
      case REMOVE_WANTED -> new RemoveWanted(in.text());
      case PUT_WITHDRAWN -> new PutWithdrawn(in.integer(), in.integer());
      case REMOVE_WITHDRAWN -> new RemoveWithdrawn(in.integer());
      case PUT_NEXT_MID -> new PutNextMid(in.integer());
      case PUT_CUID -> new PutCuid(in.small(Integer.MAX_VALUE), in.text());
      default -> throw new WireException("an unknown kind of change: " + kind);
    };
  }
}
