// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.hostile;

import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeOutput.Send;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Method;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What bad peers do with messages that come.
final class Deeds {

  private Deeds() {}

  static Deed of(Misdeed misdeed, Node node, Pen pen) {
    return switch (misdeed) {
      case DROP -> new Dropping();
      case MISROUTE -> new Misrouting(pen);
      case FORGE -> new Forging(pen);
      case REPLAY -> new Replaying(pen);
      case IMPERSONATE -> new Impersonating(pen);
      case STALE -> new Staling(pen);
      case FLOOD -> new Flooding(pen);
      case LIE -> new Lying(pen);
      case USURP -> new Usurping(node, pen);
    };
  }

  private record Dropping() implements Deed {
    @Override
    public List<NodeOutput> received(long link, Packet packet, Reaction reaction, Instant now) {
      return reaction.with(List.of(), reaction.answers());
    }
  }

  private record Misrouting(Pen pen) implements Deed {
    @Override
    public List<NodeOutput> received(long link, Packet packet, Reaction reaction, Instant now) {
      var passed =
          reaction.passed().stream()
              .map(send -> new Send(pen.anyLink().orElse(send.link()), send.bytes()))
              .toList();
      return reaction.with(passed, reaction.answers());
    }
  }

  private record Forging(Pen pen) implements Deed {

    private static final int AT_THE_END = 200;

    @Override
    public List<NodeOutput> received(long link, Packet packet, Reaction reaction, Instant now) {
      var passed =
          packet.isRequest()
              ? reaction.passed()
              : reaction.passed().stream().map(this::scratched).toList();
      return reaction.with(passed, answers(pen, packet, reaction, this::forged));
    }

    private Send scratched(Send send) {
      var bytes = send.bytes().clone();
      bytes[bytes.length - 1 - pen.random().nextInt(AT_THE_END)] ^= 1;
      return new Send(send.link(), bytes);
    }

    private KindValues forged(Request.Fetch fetch, KindValues values) {
      var forged = values.values().stream().map(value -> forged(fetch.resource(), value)).toList();
      return new KindValues(values.kind(), values.generation() + 1, forged);
    }

    // Other bytes under the owner's signature, or under this peer's.
    private StoredValue forged(Id resource, StoredValue value) {
      var other = Notes.changed(value);
      boolean isOwn = pen.random().nextBoolean();
      return isOwn ? pen.overlay().security().signed(resource, Notes.KIND, other) : other;
    }
  }

  private record Impersonating(Pen pen) implements Deed {
    @Override
    public List<NodeOutput> received(long link, Packet packet, Reaction reaction, Instant now) {
      var request = pen.request(packet);
      if (request.isEmpty() || reaction.passed().isEmpty()) return reaction.all();
      var invented = invented(request.get());
      if (invented.isEmpty()) return reaction.all();
      var answer = pen.answer(link, reaction.passed().getFirst(), invented.get());
      return reaction.with(List.of(), List.of(answer));
    }

    private Optional<Answer> invented(Request request) {
      return switch (request) {
        case Request.Fetch _ -> {
          var nothing = new Entry.Single(Entry.Value.NONE);
          var value = new StoredValue(0, 0, nothing, Optional.empty());
          yield Optional.of(
              new Answer.Fetched(List.of(new KindValues(Notes.KIND, 1, List.of(value)))));
        }
        case Request.Store _ ->
            Optional.of(new Answer.Stored(List.of(new KindGeneration(Notes.KIND, 1))));
        case Request.Probe _ -> Optional.of(new Answer.Probed(pen.random().nextLong(), List.of()));
        case Request.Connect _,
            Request.Tunnel _,
            Request.Remove _,
            Request.Find _,
            Request.Join _,
            Request.Leave _,
            Request.Update _ ->
            Optional.empty();
      };
    }
  }

  private record Staling(Pen pen, Overheard overheard) implements Deed {

    Staling(Pen pen) {
      this(pen, new Overheard(pen));
    }

    @Override
    public void overhear(Packet packet) {
      overheard.add(packet);
    }

    @Override
    public List<NodeOutput> received(long link, Packet packet, Reaction reaction, Instant now) {
      overheard.add(packet);
      return reaction.with(reaction.passed(), answers(pen, packet, reaction, this::first));
    }

    private KindValues first(Request.Fetch fetch, KindValues values) {
      return overheard
          .first(fetch.resource())
          .map(value -> new KindValues(values.kind(), 1, List.of(value)))
          .orElse(values);
    }
  }

  /// Another answer in place of values.
  private interface Change {
    KindValues of(Request.Fetch fetch, KindValues values);
  }

  private static List<Send> answers(Pen pen, Packet packet, Reaction reaction, Change change) {
    if (!(pen.request(packet).orElse(null) instanceof Request.Fetch fetch)) {
      return reaction.answers();
    }
    var answers = new ArrayList<Send>();
    for (var send : reaction.answers()) {
      var contents = pen.profile().message(send.bytes()).contents();
      var response = pen.profile().response(contents, Method.FETCH, pen.overlay().kinds());
      if (response instanceof Answer.Fetched(var kinds)) {
        var others = kinds.stream().map(values -> change.of(fetch, values)).toList();
        answers.add(pen.rewritten(send, pen.profile().contents(new Answer.Fetched(others))));
      } else {
        answers.add(send);
      }
    }
    return answers;
  }
}
