// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import dev.tocsin.base.run.Machine;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One peer on its way from overlay A to overlay B: applications ask it, and it asks the node in A,
/// the one in B or both, as the stage says (MI-1 to MI-3). A machine above two nodes: one thread at
/// a time.
///
/// Whoever drives it brings A's node up by itself, and B's when {@link MigrationOutput.Begin} asks
/// for it.
public final class Migration implements Machine<MigrationInput, MigrationOutput> {

  /// A peer in one overlay.
  ///
  /// @param node which nobody else drives
  public record Ring(Node node, Overlay overlay) {}

  private final Rings rings;
  private final Course course;
  private final MigrationFigures figures = new MigrationFigures();
  private final OwnValues own;
  private final Debts debts;
  private final Round round;
  private final Questions questions;
  private final Writes writes;
  private List<MigrationOutput> outputs = new ArrayList<>();
  private boolean isBegun;
  private boolean isLeaving;
  private boolean wasInA;
  private boolean wasInB;

  /// @param a with the same id as in B: what is stored names peers, and has to be right in both
  public Migration(Ring a, Ring b, MigrationParameters parameters) {
    if (!a.node().id().equals(b.node().id())) {
      throw new IllegalArgumentException("%s is %s in B".formatted(a.node().id(), b.node().id()));
    }
    this.rings = new Rings(a, b, output -> outputs.add(output));
    this.course = new Course(rings);
    this.own = new OwnValues(parameters.ownMax());
    var carrier = new Carrier(rings);
    this.debts = new Debts(rings, carrier, own, parameters, figures);
    var sizes = new Round.Sizes(parameters, figures);
    this.round = new Round(rings, carrier, own, debts, sizes);
    this.questions = new Questions(rings, course, figures, new QuestionsHands());
    var book = new Writes.Book(own, debts, figures);
    this.writes = new Writes(rings, course, carrier, book, this::reply);
  }

  private final class QuestionsHands implements Questions.Hands {
    @Override
    public void reply(Side side, NodeOutput.Reply reply) {
      Migration.this.reply(side, reply);
    }

    @Override
    public void bring(Request.Fetch fetch, List<KindValues> values, Instant now) {
      round.bring(new Request.Store(fetch.resource(), values), now);
    }
  }

  private void reply(Side side, NodeOutput.Reply reply) {
    outputs.add(new MigrationOutput.Reply(side, reply));
  }

  public Id id() {
    return rings.node(Side.A).id();
  }

  public Node node(Side side) {
    return rings.node(side);
  }

  /// What the document says.
  public Stage stage() {
    return course.stage();
  }

  /// What of it is in force: a peer that is not in B yet cannot ask there.
  public Stage stageInForce() {
    return course.inForce();
  }

  public MigrationFigures figures() {
    return figures;
  }

  /// What it holds now.
  ///
  /// @param own values of this node's applications
  /// @param owed writes that one overlay has not taken yet
  public record Held(int own, int owed) {}

  public Held held() {
    return new Held(own.size(), debts.count());
  }

  /// Whether A is left for good: the node in B is all that is needed.
  public boolean isOver() {
    return rings.isGone(Side.A);
  }

  @Override
  public List<MigrationOutput> handle(MigrationInput input, Instant now) {
    switch (input) {
      case MigrationInput.Within(var side, var event) -> rings.handle(side, event, now);
      case MigrationInput.Advance(var stage) -> advance(stage, now);
      case MigrationInput.Ask(var ask) -> ask(ask, now);
      case MigrationInput.Gather(var gather) -> questions.gather(gather, now);
    }
    return done(now);
  }

  private void ask(NodeInput.Ask ask, Instant now) {
    switch (ask.request()) {
      case Request.Store _, Request.Remove _ -> writes.write(ask, now);
      case Request.Fetch _, Request.Find _, Request.Tunnel _, Request.Connect _, Request.Probe _ ->
          questions.ask(ask, now);
      case Request.Join _, Request.Leave _, Request.Update _ ->
          throw new IllegalArgumentException(ask.request() + " is no application's question");
    }
  }

  private void advance(Stage stage, Instant now) {
    var before = course.stage();
    if (stage == before) return;
    if (!course.advance(stage)) {
      outputs.add(new MigrationOutput.NotTaken(stage, before));
      return;
    }
    if (!isBegun) {
      isBegun = true;
      outputs.add(new MigrationOutput.Begin());
    }
    if (!course.writes(Side.A)) debts.forgive(Side.A, now);
    // B has to hold all before anybody asks there, or there only.
    round.again();
  }

  @Override
  public List<MigrationOutput> tick(Instant now) {
    rings.tick(now);
    return done(now);
  }

  @Override
  public Instant deadline() {
    var first = rings.deadline();
    if (debts.deadline().isBefore(first)) first = debts.deadline();
    boolean isRound = course.isMoving() && round.deadline().isBefore(first);
    return isRound ? round.deadline() : first;
  }

  private List<MigrationOutput> done(Instant now) {
    wake(now);
    debts.work(now);
    if (course.isMoving()) round.work(now);
    if (mayLeave()) {
      isLeaving = true;
      rings.handle(Side.A, new NodeInput.Depart(), now);
    }
    if (outputs.isEmpty()) return List.of();
    var all = outputs;
    outputs = new ArrayList<>();
    return all;
  }

  private void wake(Instant now) {
    boolean isInA = rings.isIn(Side.A);
    boolean isInB = rings.isIn(Side.B);
    if (isInA && !wasInA || isInB && !wasInB) debts.wake(now);
    wasInA = isInA;
    wasInB = isInB;
  }

  // MI-3. What is asked of A gets its answer, and what A holds is brought to B once more.
  private boolean mayLeave() {
    return course.inForce() == Stage.ONLY_B
        && !isLeaving
        && !rings.isGone(Side.A)
        && round.isBegun()
        && round.isOver()
        && !rings.isWaiting(Side.A);
  }
}
