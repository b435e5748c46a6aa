// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeOutput.Send;
import dev.tocsin.reload.wire.header.Packet;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Sends messages that it heard once more, some of them to those that they were not for.
final class Replaying implements Deed {

  private static final int KEPT = 256;
  private static final int AT_ONCE = 8;

  private final Pen pen;
  private final Deque<Send> heard = new ArrayDeque<>();

  Replaying(Pen pen) {
    this.pen = pen;
  }

  @Override
  public void overhear(Packet packet) {
    // Where it came from is where it did not go: what matters is that it comes again.
    keep(new Send(pen.anyLink().orElse(0L), packet.bytes()));
  }

  @Override
  public List<NodeOutput> received(long link, Packet packet, Reaction reaction, Instant now) {
    overhear(packet);
    reaction.passed().forEach(this::keep);
    return reaction.all();
  }

  private void keep(Send send) {
    heard.add(send);
    if (heard.size() > KEPT) heard.remove();
  }

  @Override
  public List<NodeOutput> act(Instant now) {
    var all = new ArrayList<NodeOutput>();
    for (int i = 0; i < AT_ONCE && !heard.isEmpty(); i++) {
      var send = heard.remove();
      all.add(new Send(send.link(), send.bytes().clone()));
      heard.add(send);
    }
    return all;
  }
}
