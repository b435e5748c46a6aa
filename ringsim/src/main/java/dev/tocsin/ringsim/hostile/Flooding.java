// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeOutput.Send;
import dev.tocsin.reload.wire.message.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Sends a neighbour fragments whose message never becomes whole: more than it takes, within the
/// time that it waits.
final class Flooding implements Deed {

  private static final int AT_ONCE = 150;
  private static final int CONTENT_BYTES = 3000;
  private static final int FRAGMENT_BYTES = 1400;

  private final Pen pen;

  Flooding(Pen pen) {
    this.pen = pen;
  }

  @Override
  public List<NodeOutput> act(Instant now) {
    if (pen.links().isEmpty()) return List.of();
    var first = pen.links().firstEntry();
    long link = first.getKey();
    var victim = first.getValue();
    var content = new Request.Tunnel(1, "", Bytes.owning(new byte[CONTENT_BYTES]));
    var whole = pen.request(victim, content);
    var all = new ArrayList<NodeOutput>();
    for (int i = 0; i < AT_ONCE; i++) {
      // Each is of a message of its own, of which there is no more.
      var part = pen.profile().fragments(pen.renamed(whole), FRAGMENT_BYTES).getFirst();
      all.add(new Send(link, part));
    }
    return all;
  }
}
