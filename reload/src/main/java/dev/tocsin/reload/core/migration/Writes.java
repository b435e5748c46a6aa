// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import dev.tocsin.reload.core.migration.Carrier.Place;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// STORE and REMOVE of applications. The overlay that answers questions is written first, and what
/// it says is the answer; only what it took goes to the other one, so that none holds what the
/// other one refused.
final class Writes {

  private final Rings rings;
  private final Course course;
  private final Carrier carrier;
  private final Book book;
  private final BiConsumer<Side, NodeOutput.Reply> replies;

  /// Where writes are noted.
  record Book(OwnValues own, Debts debts, MigrationFigures figures) {}

  private static final class Write {
    final NodeInput.Ask ask;
    final Set<Side> asked = EnumSet.noneOf(Side.class);
    // What is removed of kinds whose indexes are each overlay's own.
    final Map<Long, List<StoredValue>> named = new HashMap<>();

    Write(NodeInput.Ask ask) {
      this.ask = ask;
    }
  }

  /// Answers the application when both overlays had their turn.
  private final class Answer {
    private final Write write;
    private final Side side;
    private final NodeOutput.Reply reply;
    private int open = 1;

    Answer(Write write, Side side, NodeOutput.Reply reply) {
      this.write = write;
      this.side = side;
      this.reply = reply;
    }

    void await() {
      open++;
    }

    void over() {
      if (--open == 0) answer(write, side, reply);
    }
  }

  Writes(
      Rings rings,
      Course course,
      Carrier carrier,
      Book book,
      BiConsumer<Side, NodeOutput.Reply> replies) {
    this.rings = rings;
    this.course = course;
    this.carrier = carrier;
    this.book = book;
    this.replies = replies;
  }

  void write(NodeInput.Ask ask, Instant now) {
    var write = new Write(ask);
    var side = course.asked();
    if (ask.request() instanceof Request.Remove(var resource, var kinds)) {
      look(write, side, resource, new ArrayDeque<>(kinds), now);
    } else {
      write(write, side, now);
    }
  }

  private void look(Write write, Side side, Id resource, Deque<KindQuery> left, Instant now) {
    var query = left.poll();
    if (query == null) {
      write(write, side, now);
      return;
    }
    var place = new Place(side, resource, query.kind());
    if (!carrier.isOfMany(place)) {
      look(write, side, resource, left, now);
      return;
    }
    carrier.fetch(
        place,
        query.which(),
        (found, later) -> {
          found.ifPresent(values -> write.named.put(query.kind(), values));
          look(write, side, resource, left, later);
        },
        now);
  }

  private void write(Write write, Side side, Instant now) {
    var ask = write.asked.isEmpty() ? write.ask : Questions.elsewhere(write.ask);
    write.asked.add(side);
    var fit = new NodeInput.Ask(0, ask.route(), fit(side, ask.request(), now), ask.manner());
    rings.ask(side, fit, (reply, later) -> told(write, side, reply, later), now);
  }

  private Request fit(Side side, Request request, Instant now) {
    if (!(request instanceof Request.Store(var resource, var kinds))) return request;
    return new Request.Store(
        resource, kinds.stream().map(each -> fit(side, resource, each, now)).toList());
  }

  private KindValues fit(Side side, Id resource, KindValues values, Instant now) {
    var place = new Place(side, resource, values.kind());
    return new KindValues(
        values.kind(),
        values.generation(),
        values.values().stream()
            .map(each -> carrier.own(place, each, now.plusSeconds(each.lifetimeSeconds()), now))
            .toList());
  }

  private void told(Write write, Side side, NodeOutput.Reply reply, Instant now) {
    boolean isTaken = reply.response() instanceof Response.Answer;
    // The stage may have changed while it was asked.
    if (!isTaken && !write.asked.contains(course.asked())) {
      write(write, course.asked(), now);
      return;
    }
    var answer = new Answer(write, side, reply);
    if (isTaken) {
      switch (write.ask.request()) {
        case Request.Store store -> stored(store, side, answer, now);
        case Request.Remove remove -> removed(write, remove, side, answer, now);
        case Request other -> throw new IllegalStateException(other + " changes nothing");
      }
    }
    answer.over();
  }

  private void answer(Write write, Side side, NodeOutput.Reply reply) {
    var named =
        new NodeOutput.Reply(write.ask.command(), reply.response(), reply.responder(), reply.log());
    replies.accept(side, named);
  }

  private void stored(Request.Store store, Side side, Answer answer, Instant now) {
    for (var kind : store.kinds()) {
      var place = new Place(side, store.resource(), kind.kind());
      for (var value : kind.values()) stored(place, value, answer, now);
    }
  }

  private void stored(Place place, StoredValue value, Answer answer, Instant now) {
    boolean isAppended =
        value.entry() instanceof Entry.Indexed(var index, _) && index == Entry.Indexed.LAST;
    if (!isAppended) {
      kept(place, value, answer, now);
      return;
    }
    answer.await();
    carrier.find(
        place,
        value,
        (found, later) -> {
          if (found.isPresent()) kept(place, found.get(), answer, later);
          // Whoever keeps it in A brings it to B.
          else book.figures().shed++;
          answer.over();
        },
        now);
  }

  private void kept(Place place, StoredValue value, Answer answer, Instant now) {
    var key = new OwnValues.Key(place.resource(), place.kind(), carrier.identity(place, value));
    if (!book.own().keep(key, value, now)) {
      book.figures().shed++;
      return;
    }
    owe(place, new Debts.Debt.Put(key.entry()), answer, now);
  }

  private void removed(Write write, Request.Remove remove, Side side, Answer answer, Instant now) {
    for (var query : remove.kinds()) {
      var place = new Place(side, remove.resource(), query.kind());
      var named = write.named.get(query.kind());
      if (named != null) {
        for (var value : named) removed(place, value, answer, now);
        continue;
      }
      for (var own : book.own().removed(remove.resource(), query.kind(), query.which())) {
        gone(own.getKey(), own.getValue(), now);
      }
      owe(place, new Debts.Debt.Remove(query.which()), answer, now);
    }
  }

  private void removed(Place place, StoredValue value, Answer answer, Instant now) {
    var key = new OwnValues.Key(place.resource(), place.kind(), carrier.identity(place, value));
    book.own().removed(key).ifPresent(own -> gone(key, own, now));
    owe(place, new Debts.Debt.RemoveOne(value), answer, now);
  }

  private void gone(OwnValues.Key key, OwnValues.Own own, Instant now) {
    if (!book.own().gone(key, own, now)) book.figures().shed++;
  }

  private void owe(Place taken, Debts.Debt debt, Answer answer, Instant now) {
    var side = taken.side().other();
    if (!course.writes(side) || rings.isGone(side)) return;
    answer.await();
    var place = new Place(side, taken.resource(), taken.kind());
    book.debts().add(place, debt, _ -> answer.over(), now);
  }
}
