// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.mesh;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayList;
import java.util.List;

/// What a peer of a full mesh tells others: everybody whom it knows. Two bytes of length, then 16
/// bytes for each; of our own making, as the draft leaves it to the plug-in (UP-1).
public record MeshUpdate(List<Id> members) {

  /// A mesh is for few.
  public static final int MEMBERS_MAX = 500;

  public MeshUpdate {
    members = List.copyOf(members);
    if (members.size() > MEMBERS_MAX) {
      throw new IllegalArgumentException(members.size() + " members");
    }
  }

  public Bytes write() {
    var out = new ByteWriter(2 + Id.BYTES * members.size());
    out.vector16(() -> members.forEach(id -> out.bytes(id.bytes())));
    return Bytes.owning(out.toArray());
  }

  /// @throws WireException if this is not a list of ids that peers can have
  public static MeshUpdate read(Bytes bytes) {
    var in = new ByteReader(bytes.toArray());
    var list = in.vector16("members");
    in.end("the update");
    var members = new ArrayList<Id>();
    while (list.hasNext()) {
      if (members.size() == MEMBERS_MAX)
        throw new WireException("over " + MEMBERS_MAX + " members of a mesh");
      var id = new Id(list.i64("member"), list.i64("member"));
      if (!id.isPeer()) throw new WireException("member " + id + " is no peer's id");
      members.add(id);
    }
    return new MeshUpdate(members);
  }
}
