// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import static dev.tocsin.reload.core.migration.Mover.NOTE;
import static dev.tocsin.reload.core.migration.Mover.SHELF;
import static dev.tocsin.reload.core.migration.Mover.fetching;
import static dev.tocsin.reload.core.migration.Mover.keyed;
import static dev.tocsin.reload.core.migration.Mover.note;
import static dev.tocsin.reload.core.migration.Mover.removing;
import static dev.tocsin.reload.core.migration.Mover.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.storage.StorageChange;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindQuery.Which;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a peer asks of which overlay, and when.
class MigrationTest {

  private static final Request.Tunnel HELLO = new Request.Tunnel(5060, "d", Bytes.of("hello"));

  private final Mover mover = new Mover();

  @Test
  void usesOnlyAUntilAMoveBegins() {
    mover.store(NOTE, note("one"));

    assertThat(mover.in(Side.A, NOTE)).containsExactly("one");
    assertThat(mover.reply(mover.ask(fetching(NOTE))).orElseThrow().side()).isEqualTo(Side.A);
    assertThat(mover.outputs).noneMatch(MigrationOutput.Begin.class::isInstance);
  }

  @Test
  void wantsBOnceTheMoveBegins() {
    mover.advance(Stage.WRITE_BOTH);
    mover.advance(Stage.READ_B);

    assertThat(mover.outputs).containsOnlyOnce(new MigrationOutput.Begin());
  }

  @Test
  void writesBothAndAsksOnlyAInTheFirstStage() {
    // MI-1.
    mover.advanceInB(Stage.WRITE_BOTH);

    mover.store(NOTE, note("one"));
    var fetched = mover.reply(mover.ask(fetching(NOTE))).orElseThrow();
    var sent = mover.reply(mover.ask(new Destination.Peer(Mover.SELF), HELLO)).orElseThrow();

    assertThat(mover.in(Side.A, NOTE)).containsExactly("one");
    assertThat(mover.in(Side.B, NOTE)).containsExactly("one");
    assertThat(fetched.side()).isEqualTo(Side.A);
    assertThat(sent.side()).isEqualTo(Side.A);
  }

  @Test
  void writesBothAndAsksBInTheSecondStage() {
    // MI-2.
    mover.advanceInB(Stage.READ_B);

    mover.store(NOTE, note("one"));
    var fetched = mover.reply(mover.ask(fetching(NOTE))).orElseThrow();
    var gathered = mover.reply(mover.gather(fetching(NOTE))).orElseThrow();
    var sent = mover.reply(mover.ask(new Destination.Peer(Mover.SELF), HELLO)).orElseThrow();

    assertThat(mover.in(Side.A, NOTE)).containsExactly("one");
    assertThat(mover.in(Side.B, NOTE)).containsExactly("one");
    assertThat(fetched.side()).isEqualTo(Side.B);
    assertThat(texts(fetched.reply().response())).containsExactly("one");
    assertThat(gathered.side()).isEqualTo(Side.B);
    assertThat(sent.side()).isEqualTo(Side.B);
    assertThat(mover.outputs)
        .contains(new MigrationOutput.Within(Side.B, new NodeOutput.Tunneled(Mover.SELF, HELLO)));
    assertThat(mover.migration.figures().retried()).isZero();
  }

  @Test
  void usesOnlyBInTheLastStageAndLeavesA() {
    // MI-3.
    mover.advanceInB(Stage.READ_B);
    mover.store(NOTE, note("one"));

    mover.advance(Stage.ONLY_B);
    mover.after(Duration.ofSeconds(1));
    var left = mover.outputs.indexOf(new MigrationOutput.Within(Side.A, new NodeOutput.Departed()));
    mover.store(NOTE, note("two"));

    assertThat(left).isNotNegative();
    assertThat(mover.migration.isOver()).isTrue();
    assertThat(texts(mover.response(mover.ask(fetching(NOTE))))).containsExactly("two");
    assertThat(mover.outputs.subList(left + 1, mover.outputs.size()))
        .noneMatch(
            output -> output instanceof MigrationOutput.Within(var side, _) && side == Side.A);
  }

  @Test
  void storesInBWhatWasStoredBeforeTheMoveBegan() {
    mover.store(NOTE, note("one"));
    mover.store(SHELF, keyed("k", "two"));

    mover.advanceInB(Stage.WRITE_BOTH);

    assertThat(mover.in(Side.B, NOTE)).containsExactly("one");
    assertThat(mover.in(Side.B, SHELF)).containsExactly("two");
  }

  @Test
  void storesOwnValuesInBForTheRestOfTheirTime() {
    mover.store(NOTE, note("one"));
    mover.after(Duration.ofMinutes(50));

    mover.advanceInB(Stage.WRITE_BOTH);
    mover.after(Duration.ofMinutes(9));
    var before = mover.in(Side.B, NOTE);
    mover.after(Duration.ofMinutes(2));

    assertThat(before).containsExactly("one");
    assertThat(mover.in(Side.B, NOTE)).isEmpty();
  }

  @Test
  void bringsToBWhatOthersStoredHere() {
    mover.within(Side.A, new NodeInput.Restored(others("one")));
    mover.advanceInB(Stage.WRITE_BOTH);

    assertThat(mover.migration.held().own()).isZero();
    assertThat(mover.in(Side.B, NOTE)).containsExactly("one");
  }

  // What a restart finds: nobody knows any more whose it is.
  static List<StorageChange> others(String text) {
    var other = new Mover();
    other.waitForDisk(Side.A);
    other.ask(other.storing(NOTE, note(text)));
    return other.outputs.stream()
        .flatMap(
            output ->
                output instanceof MigrationOutput.Within(_, NodeOutput.Commit(var _, var changes))
                    ? changes.stream()
                    : Stream.empty())
        .toList();
  }

  @Test
  void asksAWhereItIsNotInBYet() {
    mover.store(NOTE, note("one"));

    mover.advance(Stage.READ_B);
    mover.store(NOTE, note("two"));
    var without = mover.reply(mover.ask(fetching(NOTE))).orElseThrow();
    mover.within(Side.B, new NodeInput.Form());
    var with = mover.reply(mover.ask(fetching(NOTE))).orElseThrow();

    assertThat(without.side()).isEqualTo(Side.A);
    assertThat(texts(without.reply().response())).containsExactly("two");
    assertThat(with.side()).isEqualTo(Side.B);
    assertThat(texts(with.reply().response())).containsExactly("two");
  }

  @Test
  void doesNotLeaveABeforeItIsInB() {
    mover.store(NOTE, note("one"));

    mover.advance(Stage.ONLY_B);
    mover.after(Duration.ofMinutes(1));
    assertThat(mover.migration.isOver()).isFalse();
    assertThat(texts(mover.response(mover.ask(fetching(NOTE))))).containsExactly("one");
    mover.within(Side.B, new NodeInput.Form());
    mover.after(Duration.ofSeconds(1));

    assertThat(mover.migration.isOver()).isTrue();
    assertThat(texts(mover.response(mover.ask(fetching(NOTE))))).containsExactly("one");
  }

  @Test
  void findsInAWhatBHasNotYetAndBringsIt() {
    mover.store(NOTE, note("one"));
    mover.waitForDisk(Side.B);
    mover.advanceInB(Stage.READ_B);

    var early = mover.reply(mover.ask(fetching(NOTE))).orElseThrow();
    mover.disk(Side.B, true);
    var late = mover.reply(mover.ask(fetching(NOTE))).orElseThrow();

    assertThat(early.side()).isEqualTo(Side.A);
    assertThat(texts(early.reply().response())).containsExactly("one");
    assertThat(late.side()).isEqualTo(Side.B);
    assertThat(mover.migration.figures().onlyInA()).isEqualTo(1);
  }

  @Test
  void believesBThatAValueWasRemoved() {
    mover.store(NOTE, note("one"));
    mover.waitForDisk(Side.A);
    mover.advanceInB(Stage.READ_B);
    mover.ask(removing(NOTE, new Which.Single()));
    assertThat(mover.in(Side.A, NOTE)).containsExactly("one");

    var reply = mover.reply(mover.ask(fetching(NOTE))).orElseThrow();

    assertThat(reply.side()).isEqualTo(Side.B);
    assertThat(texts(reply.reply().response())).isEmpty();
  }

  @Test
  void answersThatNothingIsThereIfNeitherHasIt() {
    mover.advanceInB(Stage.READ_B);

    var reply = mover.reply(mover.ask(fetching(NOTE))).orElseThrow();

    assertThat(texts(reply.reply().response())).isEmpty();
    assertThat(reply.side()).isEqualTo(Side.B);
  }

  @Test
  void sendsOverAWhatDoesNotArriveOverB() {
    // MI-2: neither has the peer, so both are tried.
    mover.advanceInB(Stage.READ_B);

    var reply = mover.response(mover.ask(new Destination.Peer(new Id(9, 9)), HELLO));

    assertThat(reply).isInstanceOf(Response.Failure.class);
    assertThat(mover.migration.figures().retried()).isEqualTo(1);
  }

  @Test
  void asksAWhereBCannotTell() {
    var ignorant = Mover.overlay("b.example", MessageSecurity.SHARED_KEY, Kinds.NONE);
    var a = Mover.overlay("a.example", MessageSecurity.SHARED_KEY, Mover.KINDS);
    var other = new Mover(a, ignorant, Mover.PARAMETERS);
    other.store(NOTE, note("one"));
    other.advanceInB(Stage.READ_B);

    var fetched = other.reply(other.ask(fetching(NOTE))).orElseThrow();
    var found = other.reply(other.ask(new Request.Find(Mover.PLACE, List.of(NOTE)))).orElseThrow();

    assertThat(texts(fetched.reply().response())).containsExactly("one");
    assertThat(fetched.side()).isEqualTo(Side.A);
    assertThat(found.reply().response()).isInstanceOf(Answer.Found.class);
  }

  @Test
  void countsOfADoNotMeanAnythingInB() {
    mover.store(NOTE, note("one"));
    mover.advanceInB(Stage.READ_B);

    var query = new KindQuery(NOTE, 1, new Which.Single());
    var fetched = mover.response(mover.ask(new Request.Fetch(Mover.PLACE, List.of(query))));

    assertThat(texts(fetched)).containsExactly("one");
  }

  @Test
  void takesStagesOnlyInTheirOrder() {
    mover.advanceInB(Stage.READ_B);
    mover.advance(Stage.WRITE_BOTH);
    mover.advance(Stage.ONLY_A);
    assertThat(mover.migration.stage()).isEqualTo(Stage.WRITE_BOTH);
    mover.advance(Stage.ONLY_B);
    mover.advance(Stage.READ_B);

    assertThat(mover.migration.stage()).isEqualTo(Stage.ONLY_B);
    assertThat(mover.outputs)
        .contains(
            new MigrationOutput.NotTaken(Stage.ONLY_A, Stage.WRITE_BOTH),
            new MigrationOutput.NotTaken(Stage.READ_B, Stage.ONLY_B));
  }

  @Test
  void numbersStagesAsTheDocumentDoes() {
    assertThat(List.of(Stage.of(0), Stage.of(1), Stage.of(2), Stage.of(3)))
        .containsExactly(Stage.values());
    assertThatThrownBy(() -> Stage.of(4)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesNoQuestionsToOneOverlayAlone() {
    var ask =
        new NodeInput.Ask(
            1, List.of(new Destination.Peer(Mover.SELF)), HELLO, NodeInput.Manner.PLAIN);

    assertThatThrownBy(() -> new MigrationInput.Within(Side.A, ask))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
