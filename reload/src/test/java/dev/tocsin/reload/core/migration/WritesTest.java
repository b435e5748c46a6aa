// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import static dev.tocsin.reload.core.migration.Mover.LIST;
import static dev.tocsin.reload.core.migration.Mover.NOTE;
import static dev.tocsin.reload.core.migration.Mover.SHELF;
import static dev.tocsin.reload.core.migration.Mover.fetching;
import static dev.tocsin.reload.core.migration.Mover.keyed;
import static dev.tocsin.reload.core.migration.Mover.last;
import static dev.tocsin.reload.core.migration.Mover.note;
import static dev.tocsin.reload.core.migration.Mover.removing;
import static dev.tocsin.reload.core.migration.Mover.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.wire.data.KindQuery.Which;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What becomes of writes to two overlays of which one may fail.
class WritesTest {

  private static final Which ONE = new Which.Single();

  private final Mover mover = new Mover();

  @Test
  void answersWhenBothHadTheirTurn() {
    mover.waitForDisk(Side.B);
    mover.advanceInB(Stage.WRITE_BOTH);

    long stored = mover.ask(mover.storing(NOTE, note("one")));
    assertThat(mover.reply(stored)).isEmpty();
    mover.disk(Side.B, true);

    assertThat(mover.response(stored)).isInstanceOf(Answer.Stored.class);
    assertThat(mover.in(Side.B, NOTE)).containsExactly("one");
  }

  @Test
  void triesAgainWhatTheOtherOverlayDidNotTake() {
    mover.waitForDisk(Side.B);
    mover.advanceInB(Stage.WRITE_BOTH);

    long stored = mover.ask(mover.storing(NOTE, note("one")));
    mover.disk(Side.B, false);
    assertThat(mover.response(stored)).isInstanceOf(Answer.Stored.class);
    assertThat(mover.migration.held().owed()).isEqualTo(1);
    mover.after(Duration.ofSeconds(15));
    mover.disk(Side.B, true);

    assertThat(mover.in(Side.B, NOTE)).containsExactly("one");
    assertThat(mover.migration.held().owed()).isZero();
  }

  @Test
  void givesToNoneWhatTheFirstOneRefused() {
    mover.waitForDisk(Side.A);
    mover.advanceInB(Stage.WRITE_BOTH);

    long stored = mover.ask(mover.storing(NOTE, note("one")));
    mover.disk(Side.A, false);
    mover.after(Duration.ofMinutes(1));

    assertThat(mover.response(stored)).isInstanceOf(Response.Failure.class);
    assertThat(mover.in(Side.B, NOTE)).isEmpty();
  }

  @Test
  void owesAWhatBTookInTheSecondStage() {
    mover.waitForDisk(Side.A);
    mover.advanceInB(Stage.READ_B);

    long stored = mover.ask(mover.storing(NOTE, note("one")));
    mover.disk(Side.A, false);
    mover.after(Duration.ofSeconds(15));
    mover.disk(Side.A, true);

    assertThat(mover.reply(stored).orElseThrow().side()).isEqualTo(Side.B);
    assertThat(mover.in(Side.A, NOTE)).containsExactly("one");
  }

  @Test
  void owesANothingInTheLastStage() {
    mover.waitForDisk(Side.A);
    mover.advanceInB(Stage.READ_B);
    long stored = mover.ask(mover.storing(NOTE, note("one")));

    mover.advance(Stage.ONLY_B);
    assertThat(mover.response(stored)).isInstanceOf(Answer.Stored.class);
    assertThat(mover.migration.isOver()).isFalse();
    mover.disk(Side.A, false);

    assertThat(mover.migration.held().owed()).isZero();
    assertThat(mover.migration.isOver()).isTrue();
  }

  @Test
  void storesInBWhatWasUnderWayWhenTheMoveBegan() {
    mover.waitForDisk(Side.A);
    long stored = mover.ask(mover.storing(NOTE, note("one")));

    mover.advanceInB(Stage.WRITE_BOTH);
    mover.disk(Side.A, true);

    assertThat(mover.response(stored)).isInstanceOf(Answer.Stored.class);
    assertThat(mover.in(Side.B, NOTE)).containsExactly("one");
  }

  @Test
  void asksBIfAFailedWhileTheStageChanged() {
    mover.waitForDisk(Side.A);
    mover.advanceInB(Stage.WRITE_BOTH);
    long stored = mover.ask(mover.storing(NOTE, note("one")));

    mover.advance(Stage.READ_B);
    mover.disk(Side.A, false);
    mover.disk(Side.A, true);

    assertThat(mover.reply(stored).orElseThrow().side()).isEqualTo(Side.B);
    assertThat(mover.in(Side.A, NOTE)).containsExactly("one");
    assertThat(mover.in(Side.B, NOTE)).containsExactly("one");
  }

  @Test
  void owesWhatIsStoredWhileBIsNotThere() {
    mover.advance(Stage.WRITE_BOTH);
    mover.store(NOTE, note("one"));
    mover.store(SHELF, keyed("k", "two"));
    mover.ask(removing(SHELF, new Which.Keys(List.of(Bytes.of("k")))));

    mover.advanceInB(Stage.READ_B);

    assertThat(mover.in(Side.B, NOTE)).containsExactly("one");
    assertThat(mover.in(Side.B, SHELF)).isEmpty();
  }

  @Test
  void bringsNothingBackThatWasRemoved() {
    mover.store(NOTE, note("one"));
    mover.waitForDisk(Side.B);
    mover.advanceInB(Stage.WRITE_BOTH);
    mover.disk(Side.B, true);

    long removed = mover.ask(removing(NOTE, ONE));
    assertThat(mover.reply(removed)).isEmpty();
    mover.disk(Side.B, true);
    mover.after(Duration.ofMinutes(11));

    assertThat(mover.response(removed)).isInstanceOf(Answer.Removed.class);
    assertThat(mover.in(Side.A, NOTE)).isEmpty();
    assertThat(mover.in(Side.B, NOTE)).isEmpty();
  }

  @Test
  void removesFromBWhatOthersBroughtThereBeforeItBeganToWriteB() {
    mover.store(NOTE, note("one"));
    mover.ask(removing(NOTE, ONE));
    // As if whoever keeps it in A had brought it.
    mover.within(Side.B, new NodeInput.Restored(MigrationTest.others("one")));
    mover.within(Side.B, new NodeInput.Form());
    assertThat(mover.in(Side.B, NOTE)).containsExactly("one");

    mover.advance(Stage.WRITE_BOTH);
    mover.disk(Side.B, true);

    assertThat(mover.in(Side.B, NOTE)).isEmpty();
    assertThat(mover.migration.held().owed()).isZero();
  }

  @Test
  void removesFromAnArrayWhatIsTheSameWhereverItStands() {
    mover.waitForDisk(Side.A);
    mover.advanceInB(Stage.READ_B);
    mover.ask(mover.storing(LIST, last("y")));
    mover.disk(Side.A, false);
    mover.advance(Stage.WRITE_BOTH);
    mover.now = mover.now.plusSeconds(1);
    mover.ask(mover.storing(LIST, last("x")));
    mover.disk(Side.A, true);
    mover.after(Duration.ofSeconds(15));
    mover.disk(Side.A, true);

    mover.ask(removing(LIST, new Which.Range(0, 0)));
    mover.disk(Side.A, true);

    assertThat(mover.in(Side.A, LIST)).containsExactly("y");
    assertThat(mover.in(Side.B, LIST)).containsExactly("y");
  }

  @Test
  void doesInTheSameOrderWhatIsOwed() {
    mover.waitForDisk(Side.B);
    mover.advanceInB(Stage.WRITE_BOTH);

    mover.ask(mover.storing(NOTE, note("one")));
    mover.disk(Side.B, false);
    mover.ask(removing(NOTE, ONE));
    mover.now = mover.now.plusSeconds(1);
    long last = mover.ask(mover.storing(NOTE, note("two")));
    // While what was before it waits, nobody waits for it.
    assertThat(mover.response(last)).isInstanceOf(Answer.Stored.class);
    mover.after(Duration.ofSeconds(15));
    mover.disk(Side.B, true);

    assertThat(mover.in(Side.B, NOTE)).containsExactly("two");
  }

  @Test
  void appendsWhereAnotherValueHasTheIndex() {
    mover.waitForDisk(Side.A);
    mover.advanceInB(Stage.READ_B);
    mover.ask(mover.storing(LIST, last("y")));
    mover.disk(Side.A, false);
    mover.advance(Stage.WRITE_BOTH);
    mover.now = mover.now.plusSeconds(1);

    mover.ask(mover.storing(LIST, last("x")));
    mover.disk(Side.A, true);
    mover.after(Duration.ofSeconds(15));
    mover.disk(Side.A, true);
    mover.after(Duration.ofMinutes(11));

    assertThat(mover.in(Side.A, LIST)).containsExactly("x", "y");
    assertThat(mover.in(Side.B, LIST)).containsExactly("y", "x");
  }

  @Test
  void putsAnAppendedValueAtTheSameIndex() {
    mover.store(LIST, last("x"));
    mover.store(LIST, last("y"));
    mover.advanceInB(Stage.WRITE_BOTH);
    mover.store(LIST, last("z"));

    assertThat(mover.in(Side.A, LIST)).containsExactly("x", "y", "z");
    assertThat(mover.in(Side.B, LIST)).containsExactly("x", "y", "z");
    mover.ask(removing(LIST, new Which.Range(1, 1)));
    mover.after(Duration.ofMinutes(11));

    assertThat(texts(mover.response(mover.ask(fetching(LIST))))).containsExactly("x", "z");
    assertThat(mover.in(Side.B, LIST)).containsExactly("x", "z");
  }

  @Test
  void storesAllAnewFromTimeToTimeWhileAIsInUse() {
    mover.store(NOTE, note("one"));
    mover.advanceInB(Stage.WRITE_BOTH);
    assertThat(mover.migration.deadline()).isAfter(mover.now);

    mover.after(Duration.ofMinutes(10));

    assertThat(mover.migration.figures().rounds()).isEqualTo(2);
    assertThat(mover.migration.figures().there()).isPositive();
  }

  @Test
  void remembersNoMoreThanThereIsRoomFor() {
    var narrow = new MigrationParameters(Duration.ofMinutes(10), Duration.ofSeconds(15), 2, 1, 1);
    var a = Mover.overlay("a.example", MessageSecurity.SHARED_KEY, Mover.KINDS);
    var b = Mover.overlay("b.example", MessageSecurity.SHARED_KEY, Mover.KINDS);
    var other = new Mover(a, b, narrow);
    other.advance(Stage.WRITE_BOTH);

    other.store(NOTE, note("one"));
    other.store(SHELF, keyed("k", "two"));
    assertThat(other.migration.held()).isEqualTo(new Migration.Held(1, 1));
    other.advanceInB(Stage.READ_B);

    // Whoever keeps it in A brings the other one.
    assertThat(other.in(Side.B, NOTE)).containsExactly("one");
    assertThat(other.in(Side.B, SHELF)).containsExactly("two");
    assertThat(other.migration.figures().shed()).isEqualTo(1);
  }
}
