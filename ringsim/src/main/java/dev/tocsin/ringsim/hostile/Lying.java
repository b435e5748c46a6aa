// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeOutput.Send;
import dev.tocsin.reload.wire.chord.ChordUpdate;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Tells everybody that it has a link to of neighbours that would be nearer than any they have, and
/// are not there; those that are it leaves out.
final class Lying implements Deed {

  private static final int NAMED = 3;
  // Once in ten seconds.
  private static final int EVERY = 20;

  private final Pen pen;
  private int count;

  Lying(Pen pen) {
    this.pen = pen;
  }

  @Override
  public List<NodeOutput> act(Instant now) {
    if (count++ % EVERY != 0) return List.of();
    var all = new ArrayList<NodeOutput>();
    pen.links().forEach((link, peer) -> all.add(new Send(link, pen.request(peer, lie(peer)))));
    return all;
  }

  private Request.Update lie(Id peer) {
    var before = new ArrayList<Id>();
    var after = new ArrayList<Id>();
    for (int i = 0; i < NAMED; i++) {
      before.add(peer.minus(near()));
      after.add(peer.plus(near()));
    }
    return new Request.Update(new ChordUpdate(before, after).write());
  }

  private Id near() {
    return new Id(pen.random().nextLong(1, 1L << 40), pen.random().nextLong());
  }
}
