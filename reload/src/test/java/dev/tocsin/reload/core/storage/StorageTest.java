// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import static dev.tocsin.reload.core.storage.Desk.ARRAY;
import static dev.tocsin.reload.core.storage.Desk.DICTIONARY;
import static dev.tocsin.reload.core.storage.Desk.PLACE;
import static dev.tocsin.reload.core.storage.Desk.SINGLE;
import static dev.tocsin.reload.core.storage.Desk.at;
import static dev.tocsin.reload.core.storage.Desk.keyed;
import static dev.tocsin.reload.core.storage.Desk.keys;
import static dev.tocsin.reload.core.storage.Desk.last;
import static dev.tocsin.reload.core.storage.Desk.of;
import static dev.tocsin.reload.core.storage.Desk.range;
import static dev.tocsin.reload.core.storage.Desk.single;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import dev.tocsin.reload.wire.message.Response.Failure;
import dev.tocsin.reload.wire.message.Response.Info;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StorageTest {

  private final Desk desk = new Desk();

  private static FailureCode code(Response response) {
    return ((Failure) response).code();
  }

  private static Answer.Stored stored(KindGeneration... kinds) {
    return new Answer.Stored(List.of(kinds));
  }

  @Test
  void refusesAKindTwiceInOneRequest() {
    assertThat(code(desk.store(of(SINGLE, single(0, "a")), of(SINGLE, single(1, "b")))))
        .isEqualTo(FailureCode.FORBIDDEN);
    assertThat(code(desk.remove(single(SINGLE), single(SINGLE)))).isEqualTo(FailureCode.FORBIDDEN);
    assertThat(code(desk.fetch(single(SINGLE), single(SINGLE)))).isEqualTo(FailureCode.FORBIDDEN);
  }

  @Test
  void knowsNoOtherKinds() {
    assertThat(code(desk.store(of(99, single(0, "a"))))).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(code(desk.remove(single(99)))).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(code(desk.fetch(single(99)))).isEqualTo(FailureCode.NOT_FOUND);
  }

  @Test
  void changesNothingIfAnyPartIsWrong() {
    desk.store(of(SINGLE, single(5, "a")));

    var response = desk.store(of(DICTIONARY, keyed(9, "k", "v")), of(SINGLE, single(5, "b")));

    assertThat(code(response)).isEqualTo(FailureCode.GENERATION_TOO_LOW);
    assertThat(desk.texts(DICTIONARY)).isEmpty();
    assertThat(desk.generation(DICTIONARY)).isZero();
    assertThat(desk.generation(SINGLE)).isEqualTo(1);
  }

  @Test
  void takesOnlyWhatWasStoredLater() {
    desk.store(of(SINGLE, single(5, "a")), of(DICTIONARY, keyed(5, "k", "a")));

    assertThat(((Failure) desk.store(of(SINGLE, single(5, "b")))).info())
        .isEqualTo(new Info.None());
    assertThat(code(desk.store(of(SINGLE, single(4, "b")))))
        .isEqualTo(FailureCode.GENERATION_TOO_LOW);
    assertThat(desk.store(of(SINGLE, single(6, "b")))).isInstanceOf(Answer.Stored.class);
    // Another key replaces nothing.
    assertThat(desk.store(of(DICTIONARY, keyed(1, "m", "b")))).isInstanceOf(Answer.Stored.class);
    assertThat(desk.texts(SINGLE)).containsExactly("b");
    assertThat(desk.texts(DICTIONARY)).containsExactly("k:a", "m:b");
  }

  @Test
  void countsOnceForEveryChangedKindOfARequest() {
    assertThat(desk.store(of(ARRAY, at(0, 0, "a"), at(0, 1, "b")), of(SINGLE, single(0, "c"))))
        .isEqualTo(stored(new KindGeneration(ARRAY, 1), new KindGeneration(SINGLE, 1)));
    assertThat(desk.store(of(ARRAY, last(0, "c")))).isEqualTo(stored(new KindGeneration(ARRAY, 2)));
  }

  @Test
  void comparesTheGenerationIfOneIsGiven() {
    desk.store(of(SINGLE, single(0, "a")));

    var wrong = desk.store(new KindValues(SINGLE, 7, List.of(single(1, "b"))));
    assertThat(wrong).isEqualTo(Failure.outdated(List.of(new KindGeneration(SINGLE, 1))));
    var right = desk.store(new KindValues(SINGLE, 1, List.of(single(1, "b"))));
    assertThat(right).isEqualTo(stored(new KindGeneration(SINGLE, 2)));
  }

  @Test
  void tellsTheGenerationsOfAllKindsOfARequestWhenOneIsNotAsExpected() {
    desk.store(of(SINGLE, single(0, "a")));

    var wrong =
        desk.store(
            new KindValues(SINGLE, 1, List.of(single(1, "b"))),
            new KindValues(DICTIONARY, 5, List.of(keyed(0, "k", "v"))));

    assertThat(wrong)
        .isEqualTo(
            Failure.outdated(
                List.of(new KindGeneration(SINGLE, 1), new KindGeneration(DICTIONARY, 0))));
  }

  @Test
  void keepsASparseArray() {
    desk.store(of(ARRAY, at(0, 2, "X")));
    assertThat(desk.texts(ARRAY)).containsExactly("0:-", "1:-", "2:X");
  }

  @Test
  void putsBehindTheLastOfAnArray() {
    desk.store(of(ARRAY, at(0, 1, "B")));
    desk.store(of(ARRAY, last(0, "C"), last(0, "D")));
    assertThat(desk.texts(ARRAY)).containsExactly("0:-", "1:B", "2:C", "3:D");
  }

  @Test
  void takesNoMoreValuesThanTheKindAllows() {
    desk.store(of(ARRAY, at(0, 3, "D")));
    assertThat(code(desk.store(of(ARRAY, last(0, "E"))))).isEqualTo(FailureCode.FORBIDDEN);
    assertThat(code(desk.store(of(ARRAY, at(0, 4, "E"))))).isEqualTo(FailureCode.FORBIDDEN);
    desk.store(
        of(DICTIONARY, keyed(0, "a", ""), keyed(0, "b", ""), keyed(0, "c", ""), keyed(0, "d", "")));
    assertThat(code(desk.store(of(DICTIONARY, keyed(0, "e", "")))))
        .isEqualTo(FailureCode.FORBIDDEN);
    // One that is there may be replaced.
    assertThat(desk.store(of(DICTIONARY, keyed(1, "d", "D")))).isInstanceOf(Answer.Stored.class);
  }

  @Test
  void takesNoLargerValuesAndKeysThanTheKindAllows() {
    assertThat(code(desk.store(of(SINGLE, single(0, "x".repeat(101))))))
        .isEqualTo(FailureCode.FORBIDDEN);
    assertThat(code(desk.store(of(DICTIONARY, keyed(0, "123456789", "v")))))
        .isEqualTo(FailureCode.FORBIDDEN);
    assertThat(desk.store(of(SINGLE, single(0, "x".repeat(100)))))
        .isInstanceOf(Answer.Stored.class);
  }

  @Test
  void takesNothingOfAnotherForm() {
    assertThat(code(desk.store(of(SINGLE, at(0, 0, "a"))))).isEqualTo(FailureCode.FORBIDDEN);
    assertThat(code(desk.fetch(range(SINGLE, 0, 1)))).isEqualTo(FailureCode.FORBIDDEN);
    assertThat(code(desk.remove(keys(ARRAY)))).isEqualTo(FailureCode.FORBIDDEN);
  }

  @Test
  void takesNothingThatDoesNotExist() {
    var nothing = Desk.value(0, 10, new Entry.Single(Entry.Value.NONE));
    assertThat(code(desk.store(of(SINGLE, nothing)))).isEqualTo(FailureCode.FORBIDDEN);
  }

  @Test
  void sendsNoValuesToWhoHasThem() {
    desk.store(of(SINGLE, single(0, "a")));
    var same = new KindQuery(SINGLE, 1, new KindQuery.Which.Single());
    assertThat(desk.fetch(same))
        .isEqualTo(new Answer.Fetched(List.of(new KindValues(SINGLE, 1, List.of()))));
    assertThat(desk.texts(new KindQuery(SINGLE, 2, new KindQuery.Which.Single())))
        .containsExactly("a");
  }

  @Test
  void answersForEveryKindThatIsAskedFor() {
    desk.store(of(SINGLE, single(0, "a")));
    var fetched =
        (Answer.Fetched) desk.fetch(single(SINGLE), range(ARRAY, 0, -1), keys(DICTIONARY, "k"));
    assertThat(fetched.kinds())
        .extracting(KindValues::kind)
        .containsExactly(SINGLE, ARRAY, DICTIONARY);
    assertThat(fetched.kinds()).extracting(KindValues::generation).containsExactly(1L, 0L, 0L);
  }

  @Test
  void returnsWhatItWasGiven() {
    var value = single(0, "a");
    desk.store(of(SINGLE, value));
    assertThat(((Answer.Fetched) desk.fetch(single(SINGLE))).kinds().getFirst().values())
        .containsExactly(value);
  }

  @Test
  void saysOfWhatIsMissingThatItDoesNotExist() {
    desk.store(of(DICTIONARY, keyed(0, "k", "v")), of(ARRAY, at(0, 0, "A")));
    assertThat(desk.texts(SINGLE)).containsExactly("-");
    assertThat(desk.texts(keys(DICTIONARY, "m", "k"))).containsExactly("m:-", "k:v");
    assertThat(desk.texts(range(ARRAY, 0, 2))).containsExactly("0:A", "1:-", "2:-");
    var none = ((Answer.Fetched) desk.fetch(single(SINGLE))).kinds().getFirst().values();
    assertThat(none.getFirst().signature()).isEmpty();
    assertThat(none.getFirst().storageTimeMillis()).isZero();
  }

  @Test
  void answersRangesOfArrays() {
    desk.store(of(ARRAY, at(0, 0, "A"), at(0, 1, "B"), at(0, 2, "C")));
    assertThat(desk.texts(range(ARRAY, 1, -1))).containsExactly("1:B", "2:C");
    assertThat(desk.texts(range(ARRAY, -1, -1))).containsExactly("2:C");
    assertThat(desk.texts(range(ARRAY, 1, 1))).containsExactly("1:B");
    assertThat(desk.texts(range(ARRAY, 3, -1))).isEmpty();
    assertThat(code(desk.fetch(range(ARRAY, 2, 1)))).isEqualTo(FailureCode.FORBIDDEN);
    // However far it reaches, no more than a place has room for.
    assertThat(desk.texts(range(ARRAY, 0, Integer.MAX_VALUE))).hasSize(4);
  }

  @Test
  void answersAKeyOnceHoweverOftenItIsNamed() {
    desk.store(of(DICTIONARY, keyed(0, "k", "v")));
    assertThat(desk.texts(keys(DICTIONARY, "k", "k", "k"))).containsExactly("k:v");
  }

  @Test
  void removesWithoutPacking() {
    desk.store(of(ARRAY, at(0, 0, "A"), at(0, 1, "B"), at(0, 2, "C")));

    assertThat(desk.remove(range(ARRAY, 0, 0)))
        .isEqualTo(new Answer.Removed(List.of(new KindGeneration(ARRAY, 2))));
    assertThat(desk.texts(ARRAY)).containsExactly("0:-", "1:B", "2:C");
    // The last one shortens it, and holes before it vanish with it.
    desk.remove(range(ARRAY, 2, 2));
    assertThat(desk.texts(ARRAY)).containsExactly("0:-", "1:B");
    desk.remove(range(ARRAY, 1, -1));
    assertThat(desk.texts(ARRAY)).isEmpty();
  }

  @Test
  void removesInSilenceWhatIsNotThere() {
    desk.store(of(DICTIONARY, keyed(0, "k", "v")));
    assertThat(desk.remove(keys(DICTIONARY, "m"), single(SINGLE)))
        .isEqualTo(
            new Answer.Removed(
                List.of(new KindGeneration(DICTIONARY, 1), new KindGeneration(SINGLE, 0))));
  }

  @Test
  void removesAllKindsOfARequestOrNone() {
    desk.store(of(SINGLE, single(0, "a")), of(DICTIONARY, keyed(0, "k", "v")));
    var wrong = new KindQuery(DICTIONARY, 9, new KindQuery.Which.Keys(List.of()));

    assertThat(desk.remove(single(SINGLE), wrong))
        .isEqualTo(
            Failure.outdated(
                List.of(new KindGeneration(SINGLE, 1), new KindGeneration(DICTIONARY, 1))));
    assertThat(desk.texts(SINGLE)).containsExactly("a");
  }

  @Test
  void doesNotTakeBackWhatWasRemoved() {
    desk.store(of(SINGLE, single(5, "a")), of(ARRAY, at(5, 0, "A")));
    desk.remove(single(SINGLE), range(ARRAY, 0, -1));

    assertThat(code(desk.store(of(SINGLE, single(5, "a")))))
        .isEqualTo(FailureCode.GENERATION_TOO_LOW);
    assertThat(code(desk.store(of(ARRAY, last(5, "A"))))).isEqualTo(FailureCode.GENERATION_TOO_LOW);
    desk.copy(of(SINGLE, single(5, "a")));
    assertThat(desk.texts(SINGLE)).containsExactly("-");
    desk.store(of(SINGLE, single(6, "b")));
    assertThat(desk.texts(SINGLE)).containsExactly("b");
  }

  @Test
  void remembersRemovedValuesUntilTheyWouldHaveEnded() {
    desk.store(of(SINGLE, single(5, "a")));
    desk.remove(single(SINGLE));
    desk.pass(999);
    assertThat(desk.storage.places()).isEqualTo(1);
    desk.pass(1);
    assertThat(desk.storage.places()).isZero();
  }

  @Test
  void remembersNoMoreRemovedValuesThanItMayKeep() {
    for (int i = 0; i < 20; i++) {
      desk.store(of(DICTIONARY, keyed(i, "k" + i, "v")));
      desk.remove(keys(DICTIONARY));
    }
    assertThat(desk.storage.bytes()).isLessThan(5 * 300);
  }

  @Test
  void forgetsAValueWhenItsLifetimeEnds() {
    desk.store(of(SINGLE, single(0, "a")));
    assertThat(desk.storage.deadline()).isEqualTo(Desk.NOW.plusSeconds(1000));
    desk.pass(999);
    assertThat(desk.texts(SINGLE)).containsExactly("a");
    desk.now = desk.now.plusSeconds(1);
    // Even before the tick.
    assertThat(desk.texts(SINGLE)).containsExactly("-");
    desk.pass(0);
    assertThat(desk.storage.places()).isZero();
    assertThat(desk.storage.bytes()).isZero();
    assertThat(desk.storage.deadline()).isEqualTo(Instant.MAX);
  }

  @Test
  void countsOnWhereAForgottenPlaceEnded() {
    desk.store(of(SINGLE, single(0, "a")));
    desk.pass(1000);
    assertThat(desk.generation(SINGLE)).isZero();
    desk.store(of(SINGLE, single(2000, "b")));
    // Otherwise who has "a" would be told that nothing has changed.
    assertThat(desk.generation(SINGLE)).isEqualTo(2);
  }

  @Test
  void livesFromReceiptWhateverItsOwnersClockSays() {
    desk.store(of(SINGLE, single(-100_000, "a")));
    desk.pass(999);
    assertThat(desk.texts(SINGLE)).containsExactly("a");
  }

  @Test
  void letsACopyEndWithTheOriginal() {
    desk.now = Desk.NOW.plusSeconds(600);
    desk.copy(of(SINGLE, single(0, "a")));
    assertThat(desk.storage.deadline()).isEqualTo(Desk.NOW.plusSeconds(1000));
  }

  @Test
  void letsACopyLiveFromReceiptIfItsOwnersClockIsPlainlyAnother() {
    desk.copy(of(SINGLE, single(5000, "a")), of(DICTIONARY, keyed(-5000, "k", "v")));
    assertThat(desk.storage.deadline()).isEqualTo(Desk.NOW.plusSeconds(1000));
    desk.pass(999);
    assertThat(desk.texts(SINGLE)).containsExactly("a");
    assertThat(desk.texts(DICTIONARY)).containsExactly("k:v");
  }

  @Test
  void takesACopyOfTheSameInSilence() {
    desk.store(of(SINGLE, single(5, "a")));
    assertThat(desk.copy(new KindValues(SINGLE, 1, List.of(single(5, "a")))))
        .isEqualTo(stored(new KindGeneration(SINGLE, 1)));
    assertThat(desk.copy(new KindValues(SINGLE, 1, List.of(single(4, "z")))))
        .isEqualTo(stored(new KindGeneration(SINGLE, 1)));
    assertThat(desk.texts(SINGLE)).containsExactly("a");
  }

  @Test
  void keepsTheNewerOfTwoAfterAPartition() {
    desk.store(of(SINGLE, single(5, "a")));
    desk.copy(of(SINGLE, single(6, "b")));
    assertThat(desk.texts(SINGLE)).containsExactly("b");
  }

  @Test
  void choosesTheSameOfTwoOfOneTimeEverywhere() {
    var other = new Desk();
    desk.copy(of(SINGLE, single(5, "a")));
    desk.copy(of(SINGLE, single(5, "b")));
    other.copy(of(SINGLE, single(5, "b")));
    other.copy(of(SINGLE, single(5, "a")));
    assertThat(desk.texts(SINGLE)).isEqualTo(other.texts(SINGLE));
  }

  @Test
  void keepsBothOfTwoWhereTheKindWantsThat() {
    var other = new Desk();
    desk.store(of(Desk.GATHERING, at(5, 0, "a")));
    other.store(of(Desk.GATHERING, at(6, 0, "b")));
    desk.copy(of(Desk.GATHERING, at(6, 0, "b")));
    other.copy(of(Desk.GATHERING, at(5, 0, "a")));
    assertThat(desk.texts(Desk.GATHERING)).containsExactly("0:b", "1:a");
    assertThat(other.texts(Desk.GATHERING)).containsExactly("0:b", "1:a");
  }

  @Test
  void countsOnWhereTheCopiedPlaceIs() {
    desk.copy(new KindValues(SINGLE, 41, List.of(single(5, "a"))));
    assertThat(desk.generation(SINGLE)).isEqualTo(41);
    desk.store(of(SINGLE, single(6, "b")));
    assertThat(desk.generation(SINGLE)).isEqualTo(42);
  }

  @Test
  void countsBeyondTheLastNumberWithoutANought() {
    desk.copy(new KindValues(SINGLE, -1, List.of(single(5, "a"))));
    desk.store(of(SINGLE, single(6, "b")));
    assertThat(desk.generation(SINGLE)).isEqualTo(1);
  }

  @Test
  void findsTheNearestPlaceClockwise() {
    storeAt(new Id(10, 0), SINGLE);
    storeAt(new Id(20, 0), SINGLE);
    storeAt(new Id(15, 0), DICTIONARY);

    assertThat(found(new Id(10, 0), SINGLE)).isEqualTo(new Id(10, 0));
    assertThat(found(new Id(10, 1), SINGLE)).isEqualTo(new Id(20, 0));
    assertThat(found(new Id(10, 1), DICTIONARY)).isEqualTo(new Id(15, 0));
    // Around the end.
    assertThat(found(new Id(21, 0), SINGLE)).isEqualTo(new Id(10, 0));
    assertThat(found(new Id(21, 0), ARRAY)).isEqualTo(Id.ZERO);
    assertThat(found(new Id(21, 0), 99)).isEqualTo(Id.ZERO);
  }

  @Test
  void findsCopiesOnlyWhereNothingElseIs() {
    storeAt(new Id(10, 0), SINGLE);
    storeAt(new Id(30, 0), SINGLE);
    var request = new Request.Find(new Id(5, 0), List.of(SINGLE));

    var found = desk.storage.find(request, id -> !id.equals(new Id(10, 0)), desk.now);
    assertThat(found).isEqualTo(closest(SINGLE, new Id(30, 0)));
    var copy = desk.storage.find(request, id -> id.equals(new Id(5, 0)), desk.now);
    assertThat(copy).isEqualTo(closest(SINGLE, new Id(10, 0)));
  }

  @Test
  void findsNothingForWhomItIsNotResponsible() {
    var request = new Request.Find(PLACE, List.of(SINGLE));
    assertThat(code(desk.storage.find(request, _ -> false, desk.now)))
        .isEqualTo(FailureCode.NOT_FOUND);
  }

  @Test
  void leavesOutWhatIsNotToBeFound() {
    desk.store(of(Desk.HIDDEN, single(0, "a")), of(SINGLE, single(0, "a")));
    var request = new Request.Find(PLACE, List.of(Desk.HIDDEN, SINGLE));
    assertThat(desk.storage.find(request, _ -> true, desk.now)).isEqualTo(closest(SINGLE, PLACE));
    var twice = new Request.Find(PLACE, List.of(SINGLE, SINGLE));
    assertThat(code(desk.storage.find(twice, _ -> true, desk.now)))
        .isEqualTo(FailureCode.FORBIDDEN);
  }

  @Test
  void findsNothingWhereEverythingWasRemoved() {
    desk.store(of(SINGLE, single(0, "a")));
    desk.remove(single(SINGLE));
    assertThat(found(PLACE, SINGLE)).isEqualTo(Id.ZERO);
  }

  @Test
  void handsOverWhatLiesWithinAnInterval() {
    storeAt(new Id(10, 0), SINGLE);
    storeAt(new Id(20, 0), SINGLE);
    storeAt(new Id(30, 0), SINGLE);

    assertThat(desk.storage.within(new Id(10, 0), new Id(20, 0), desk.now))
        .containsExactly(
            new Request.Store(
                new Id(20, 0), List.of(new KindValues(SINGLE, 1, List.of(single(0, "a"))))));
    assertThat(desk.storage.within(new Id(25, 0), new Id(10, 0), desk.now)).hasSize(2);
    assertThat(desk.storage.within(PLACE, PLACE, desk.now)).hasSize(3);
    assertThat(desk.storage.places(new Id(10, 0), new Id(20, 0))).isEqualTo(1);
  }

  @Test
  void forgetsWhatWasBroughtElsewhereAndLiesOutsideAnInterval() {
    storeAt(new Id(5, 0), SINGLE);
    storeAt(new Id(10, 0), SINGLE);
    storeAt(new Id(20, 0), SINGLE);
    var brought = Set.of(new Id(10, 0), new Id(20, 0));

    var changes = desk.storage.forget(brought, new Id(10, 0), new Id(20, 0));

    assertThat(changes).hasSize(2);
    assertThat(desk.storage.has(new Id(5, 0))).isTrue();
    assertThat(desk.storage.has(new Id(10, 0))).isFalse();
    assertThat(desk.storage.has(new Id(20, 0))).isTrue();
  }

  @Test
  void tellsOtherPeersWhatHasChanged() {
    var other = new Desk();
    desk.store(of(ARRAY, last(0, "A"), last(0, "B")), of(DICTIONARY, keyed(0, "k", "v")));
    for (var request : desk.storage.within(PLACE, PLACE, desk.now)) {
      other.settle(other.storage.store(request, Desk.author(Desk.PEER), true, other.now));
    }
    assertThat(other.texts(ARRAY)).isEqualTo(desk.texts(ARRAY));

    var outcome =
        desk.storage.remove(
            new Request.Remove(PLACE, List.of(range(ARRAY, 0, 0), keys(DICTIONARY))),
            Desk.author(Desk.PEER),
            false,
            desk.now);
    desk.settle(outcome);
    for (var request : Copies.following(((Outcome.Done) outcome).changes(), desk.storage)) {
      other.settle(
          other.storage.remove((Request.Remove) request, Desk.author(Desk.PEER), true, other.now));
    }
    assertThat(other.texts(ARRAY)).containsExactly("0:-", "1:B");
    assertThat(other.texts(DICTIONARY)).isEmpty();
  }

  @Test
  void handsOverALargePlaceInSeveralRequests() {
    var value = "x".repeat(100);
    for (int i = 0; i < 700; i++) {
      storeAt(new Id(100 + i, 0), SINGLE);
    }
    desk.store(of(DICTIONARY, keyed(0, "a", value), keyed(0, "b", value)));
    assertThat(desk.storage.within(PLACE, PLACE, desk.now)).hasSize(701);
  }

  @Test
  void keepsNoMoreOfOneOwnerThanItMay() {
    var small = new Desk(MessageSecurity.SHARED_KEY, Desk.KINDS, new StorageLimits(10_000, 900));
    small.store(of(DICTIONARY, keyed(0, "a", "1"), keyed(0, "b", "2")));
    assertThat(code(small.store(of(DICTIONARY, keyed(0, "c", "3"), keyed(0, "d", "4")))))
        .isEqualTo(FailureCode.FORBIDDEN);
    // It may change what it has, and others may store.
    assertThat(small.store(of(DICTIONARY, keyed(1, "a", "3")))).isInstanceOf(Answer.Stored.class);
    var request = new Request.Store(PLACE, List.of(of(SINGLE, single(0, "a"))));
    assertThat(small.settle(small.storage.store(request, Desk.author(PLACE), false, small.now)))
        .isInstanceOf(Answer.Stored.class);
  }

  @Test
  void keepsNoMoreThanItMay() {
    var small = new Desk(MessageSecurity.SHARED_KEY, Desk.KINDS, new StorageLimits(900, 900));
    small.store(of(DICTIONARY, keyed(0, "a", "1"), keyed(0, "b", "2"), keyed(0, "c", "3")));
    assertThat(code(small.store(of(DICTIONARY, keyed(0, "d", "4")))))
        .isEqualTo(FailureCode.FORBIDDEN);
    small.pass(Duration.ofHours(1).toSeconds());
    assertThat(small.store(of(DICTIONARY, keyed(5000, "d", "4"))))
        .isInstanceOf(Answer.Stored.class);
  }

  private void storeAt(Id place, long kind) {
    var value = kind == DICTIONARY ? keyed(0, "k", "a") : single(0, "a");
    var request = new Request.Store(place, List.of(of(kind, value)));
    assertThat(desk.settle(desk.storage.store(request, Desk.author(Desk.PEER), false, desk.now)))
        .isInstanceOf(Answer.Stored.class);
  }

  private Id found(Id from, long kind) {
    var found =
        (Answer.Found)
            desk.storage.find(new Request.Find(from, List.of(kind)), _ -> true, desk.now);
    return found.kinds().getFirst().resource();
  }

  private static Answer.Found closest(long kind, Id place) {
    return new Answer.Found(List.of(new Response.Closest(kind, place)));
  }

  @Test
  void doesNotChangeBeforeItIsToldTo() {
    var request = new Request.Store(PLACE, List.of(of(SINGLE, single(0, "a"))));
    var outcome = desk.storage.store(request, Desk.author(Desk.PEER), false, desk.now);
    assertThat(desk.texts(SINGLE)).containsExactly("-");
    desk.storage.apply(((Outcome.Done) outcome).changes());
    assertThat(desk.texts(SINGLE)).containsExactly("a");
  }

  @Test
  void keepsAnEmptyValueApartFromNone() {
    desk.store(of(SINGLE, single(0, "")));
    assertThat(desk.texts(SINGLE)).containsExactly("");
  }
}
