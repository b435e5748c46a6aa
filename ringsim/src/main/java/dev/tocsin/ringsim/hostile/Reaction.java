// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeOutput.Send;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.Packet;
import java.util.ArrayList;
import java.util.List;

/// What a node does with a message that came.
///
/// @param passed the message, on its way to somebody else
/// @param answers to it
/// @param others whatever else
record Reaction(List<Send> passed, List<Send> answers, List<NodeOutput> others) {

  static Reaction of(Packet packet, List<NodeOutput> outputs) {
    var passed = new ArrayList<Send>();
    var answers = new ArrayList<Send>();
    var others = new ArrayList<NodeOutput>();
    for (var output : outputs) {
      if (!(output instanceof Send send)) {
        others.add(output);
        continue;
      }
      var sent = DraftProfile.PROFILE.packet(send.bytes());
      if (sent.transaction() != packet.transaction()) others.add(send);
      else if (sent.isRequest() == packet.isRequest()) passed.add(send);
      else answers.add(send);
    }
    return new Reaction(passed, answers, others);
  }

  List<NodeOutput> all() {
    return with(passed, answers);
  }

  /// With these in place of its own.
  List<NodeOutput> with(List<Send> otherPassed, List<Send> otherAnswers) {
    var all = new ArrayList<>(others);
    all.addAll(otherAnswers);
    all.addAll(otherPassed);
    return all;
  }
}
