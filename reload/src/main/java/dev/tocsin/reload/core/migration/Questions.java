// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is asked of overlays and changes nothing there: FETCH and FIND, and what is sent to peers.
/// B's questions are asked of A, too, where B has no answer and A is still there.
final class Questions {

  /// What it cannot do by itself.
  interface Hands {
    void reply(Side side, NodeOutput.Reply reply);

    /// A had what B should have.
    void bring(Request.Fetch fetch, List<KindValues> values, Instant now);
  }

  private static final class Question {
    final NodeInput.Ask ask;
    final boolean isGathered;
    final Set<Side> asked = EnumSet.noneOf(Side.class);
    @Nullable Side answered;
    NodeOutput.@Nullable Reply best;

    Question(NodeInput.Ask ask, boolean isGathered) {
      this.ask = ask;
      this.isGathered = isGathered;
    }
  }

  private final Rings rings;
  private final Course course;
  private final MigrationFigures figures;
  private final Hands hands;

  Questions(Rings rings, Course course, MigrationFigures figures, Hands hands) {
    this.rings = rings;
    this.course = course;
    this.figures = figures;
    this.hands = hands;
  }

  void ask(NodeInput.Ask ask, Instant now) {
    put(new Question(ask, false), course.asked(), now);
  }

  void gather(NodeInput.Gather gather, Instant now) {
    var route = List.<Destination>of(new Destination.Resource(gather.fetch().resource()));
    var ask = new NodeInput.Ask(gather.command(), route, gather.fetch(), NodeInput.Manner.PLAIN);
    put(new Question(ask, true), course.asked(), now);
  }

  private void put(Question question, Side side, Instant now) {
    var ask = question.asked.isEmpty() ? question.ask : elsewhere(question.ask);
    question.asked.add(side);
    Rings.Then then = (reply, later) -> told(question, side, reply, later);
    if (ask.request() instanceof Request.Fetch fetch) {
      var whole = side == Side.B || question.asked.size() > 1 ? whole(fetch) : fetch;
      if (question.isGathered) {
        rings.gather(side, new NodeInput.Gather(ask.command(), whole), then, now);
      } else {
        rings.ask(side, new NodeInput.Ask(0, ask.route(), whole, ask.manner()), then, now);
      }
    } else {
      rings.ask(side, ask, then, now);
    }
  }

  /// The same question to the other overlay: peers that it should pass are of the first one.
  static NodeInput.Ask elsewhere(NodeInput.Ask ask) {
    var manner = ask.manner().isLogged() ? NodeInput.Manner.LOGGED : NodeInput.Manner.PLAIN;
    var route = List.of(ask.route().getLast());
    return new NodeInput.Ask(ask.command(), route, ask.request(), manner);
  }

  // Each overlay counts changes by itself: what the asker knows may be A's count.
  private static Request.Fetch whole(Request.Fetch fetch) {
    var kinds =
        fetch.kinds().stream().map(each -> new KindQuery(each.kind(), 0, each.which())).toList();
    return new Request.Fetch(fetch.resource(), kinds);
  }

  private void told(Question question, Side side, NodeOutput.Reply reply, Instant now) {
    if (isGood(question, reply)) {
      if (side == Side.A && question.asked.contains(Side.B)) foundInA(question, reply, now);
      answer(question, side, reply);
      return;
    }
    boolean isBetter =
        question.best == null
            || question.best.response() instanceof Response.Failure
                && reply.response() instanceof Response.Answer;
    if (isBetter) {
      question.best = reply;
      question.answered = side;
    }
    var next = next(question);
    if (next.isPresent()) {
      figures.retried++;
      put(question, next.get(), now);
    } else if (question.best != null && question.answered != null) {
      answer(question, question.answered, question.best);
    }
  }

  // The stage may have changed while an overlay was asked.
  private Optional<Side> next(Question question) {
    if (!question.asked.contains(course.asked())) return Optional.of(course.asked());
    boolean isLeft = course.isRetried() && !question.asked.contains(Side.A);
    return isLeft ? Optional.of(Side.A) : Optional.empty();
  }

  /// Whether it is an answer with which no other overlay has to be asked.
  private static boolean isGood(Question question, NodeOutput.Reply reply) {
    return switch (reply.response()) {
      case Response.Failure _ -> false;
      case Response.Answer.Fetched(var kinds) -> !isUnknown(kinds);
      case Response.Answer.Tunneled _, Response.Answer.Connected _, Response.Answer.Probed _ ->
          isFromWhomItWasSentTo(question, reply.responder());
      case Response.Answer _ -> true;
    };
  }

  // what was ever written there, and removed, has a count.
  private static boolean isUnknown(List<KindValues> kinds) {
    return kinds.stream().noneMatch(Questions::hasValue)
        && kinds.stream().anyMatch(each -> each.generation() == 0);
  }

  private static boolean hasValue(KindValues kind) {
    return kind.values().stream().anyMatch(each -> each.entry().value().exists());
  }

  // where no peer has the id, whoever is responsible for it gets the message.
  private static boolean isFromWhomItWasSentTo(Question question, Id responder) {
    return switch (question.ask.route().getLast()) {
      case Destination.Peer(var id) -> id.equals(responder);
      case Destination.Unresolved _, Destination.Resource _, Destination.Opaque _ -> true;
    };
  }

  private void foundInA(Question question, NodeOutput.Reply reply, Instant now) {
    if (question.ask.request() instanceof Request.Fetch fetch
        && reply.response() instanceof Response.Answer.Fetched(var kinds)) {
      figures.onlyInA++;
      hands.bring(fetch, kinds, now);
    }
  }

  private void answer(Question question, Side side, NodeOutput.Reply reply) {
    var named =
        new NodeOutput.Reply(
            question.ask.command(), reply.response(), reply.responder(), reply.log());
    hands.reply(side, named);
  }
}
