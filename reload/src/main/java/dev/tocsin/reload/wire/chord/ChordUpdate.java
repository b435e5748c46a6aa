// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.chord;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayList;
import java.util.List;

/// What a peer of a Chord ring tells others of its neighbours, nearest first.
public record ChordUpdate(List<Id> predecessors, List<Id> successors) {

  /// As many as a count of one byte has room for.
  public static final int LIST_MAX = 255 / Id.BYTES;

  public ChordUpdate {
    predecessors = List.copyOf(predecessors);
    successors = List.copyOf(successors);
  }

  public Bytes write() {
    var out = new ByteWriter(2 + Id.BYTES * (predecessors.size() + successors.size()));
    out.vector8(() -> predecessors.forEach(id -> out.bytes(id.bytes())));
    out.vector8(() -> successors.forEach(id -> out.bytes(id.bytes())));
    return Bytes.owning(out.toArray());
  }

  /// @throws WireException if these are not two lists of ids that peers can have
  public static ChordUpdate read(Bytes bytes) {
    var in = new ByteReader(bytes.toArray());
    var predecessors = ids(in.vector8("predecessors"), "predecessor");
    var successors = ids(in.vector8("successors"), "successor");
    in.end("the update");
    return new ChordUpdate(predecessors, successors);
  }

  private static List<Id> ids(ByteReader in, String field) {
    var ids = new ArrayList<Id>();
    while (in.hasNext()) {
      var id = new Id(in.i64(field), in.i64(field));
      if (!id.isPeer()) throw new WireException(field + " " + id + " is no peer's id");
      ids.add(id);
    }
    return ids;
  }
}
