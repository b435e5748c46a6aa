// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.core.enrolment.Account.Standing;
import dev.tocsin.reload.core.enrolment.Decision.Why;
import dev.tocsin.reload.wire.id.Id;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Account ALICE = account("alice");
  private static final Account BOB = account("bob");
  private static final EnrolmentRules RULES =
      new EnrolmentRules(Duration.ofDays(1), Duration.ofDays(30), 3, 1, 20);

  private final Random numbers = new Random(6940);
  private final Register register = new Register(RULES, numbers, List.of());

  private static Account account(String user) {
    return new Account(
        user, List.of(user + "@test.example", user + ".s@test.example"), Standing.ADMITTED);
  }

  private PublicKey key(int bits, long exponent) {
    var modulus = new BigInteger(bits, numbers).setBit(bits - 1).setBit(0);
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(exponent)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private PublicKey key() {
    return key(2048, 65_537);
  }

  private static Wanted wish(PublicKey key) {
    return new Wanted(key, List.of(), List.of());
  }

  private Decision.Issue issue(Account account, Wanted wanted, Instant now) {
    var decision = register.decide(account, wanted, now);
    assertThat(decision).isInstanceOf(Decision.Issue.class);
    return (Decision.Issue) decision;
  }

  private static void assertRefused(Decision decision, Why why) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refused.class, refused -> assertThat(refused.why()).isEqualTo(why));
  }

  @Test
  void givesANewDeviceAPeerAndTheUsersNames() {
    var issue = issue(ALICE, wish(key()), NOW);

    assertThat(issue.isRenewal()).isFalse();
    assertThat(issue.names()).isEqualTo(ALICE.names());
    assertThat(issue.device().peers()).hasSize(1).allMatch(Id::isPeer);
    assertThat(issue.device().until()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    assertThat(issue.changes()).containsExactly(new DeviceChange.Put(issue.device()));
  }

  @Test
  void givesAThousandDevicesDifferentAndEvenlyDrawnPeers() {
    // CE-1
    var ids = new HashSet<Id>();
    for (int i = 0; i < 1_000; i++) {
      var issue = issue(account("user" + i), wish(key()), NOW);
      ids.addAll(issue.device().peers());
    }

    assertThat(ids).hasSize(1_000);
    // monobit: of 128,000 bits half are set, with a deviation of 179
    long ones =
        ids.stream().mapToLong(id -> Long.bitCount(id.high()) + Long.bitCount(id.low())).sum();
    assertThat(ones).isBetween(64_000L - 900, 64_000L + 900);
    // chi-squared over the first four bits: 15 degrees of freedom, 0.001 of all draws exceed 37.7
    var perSixteenth = new long[16];
    ids.forEach(id -> perSixteenth[(int) (id.high() >>> 60)]++);
    double chi = 0;
    for (long n : perSixteenth) chi += (n - 62.5) * (n - 62.5) / 62.5;
    assertThat(chi).isLessThan(37.7);
  }

  @Test
  void neverDrawsAPeerTwiceNorOneThatNoPeerMayHave() {
    // zero, all ones, 5, and 5 once more before 6
    var drawn = drawing(0, 0, -1, -1, 0, 5, 0, 5, 0, 6);
    var register = new Register(RULES, drawn, List.of());

    var one = (Decision.Issue) register.decide(ALICE, wish(key()), NOW);
    var other = (Decision.Issue) register.decide(BOB, wish(key()), NOW);

    assertThat(one.device().peers()).containsExactly(new Id(0, 5));
    assertThat(other.device().peers()).containsExactly(new Id(0, 6));
  }

  private static RandomGenerator drawing(long... values) {
    Queue<Long> left = new ArrayDeque<>();
    for (long value : values) left.add(value);
    return left::remove;
  }

  @Test
  void keepsThePeersOfADeviceThatRenews() {
    var key = key();
    var first = issue(ALICE, wish(key), NOW);

    var renewed = issue(ALICE, wish(key), NOW.plus(Duration.ofHours(16)));

    assertThat(renewed.isRenewal()).isTrue();
    assertThat(renewed.device().peers()).isEqualTo(first.device().peers());
    assertThat(renewed.device().until()).isEqualTo(NOW.plus(Duration.ofHours(40)));
    assertThat(register.devices()).isEqualTo(1);
  }

  @Test
  void knowsDevicesAgainThatItKnewBefore() {
    var key = key();
    var first = issue(ALICE, wish(key), NOW);

    var restarted = new Register(RULES, numbers, List.of(first.device()));

    assertThat(restarted.decide(ALICE, wish(key), NOW))
        .isInstanceOfSatisfying(
            Decision.Issue.class,
            issue -> assertThat(issue.device().peers()).isEqualTo(first.device().peers()));
  }

  @Test
  void keepsThePeersOfADeviceThatChangesItsKey() {
    var old = key();
    var first = issue(ALICE, wish(old), NOW);
    var fresh = key();

    var moved = issue(ALICE, new Wanted(fresh, List.of(), first.device().peers()), NOW);

    assertThat(moved.isRenewal()).isTrue();
    assertThat(moved.device().peers()).isEqualTo(first.device().peers());
    assertThat(moved.device().key()).isEqualTo(Device.hash(fresh));
    assertThat(issue(ALICE, wish(old), NOW).device().peers()).isNotEqualTo(first.device().peers());
  }

  @Test
  void letsNobodyChooseAPeer() {
    var bobs = issue(BOB, wish(key()), NOW).device().peers();

    assertRefused(register.decide(ALICE, new Wanted(key(), List.of(), bobs), NOW), Why.PEER);
    assertRefused(
        register.decide(ALICE, new Wanted(key(), List.of(), List.of(new Id(1, 2))), NOW), Why.PEER);
  }

  @Test
  void mixesNoDevicesOfAUser() {
    var key = key();
    var one = issue(ALICE, wish(key), NOW).device();
    var other = issue(ALICE, wish(key()), NOW).device();

    var mixed = List.of(one.id(), other.id());
    assertRefused(register.decide(ALICE, new Wanted(key(), List.of(), mixed), NOW), Why.PEER);
    assertRefused(register.decide(ALICE, new Wanted(key, List.of(), other.peers()), NOW), Why.PEER);
  }

  @Test
  void certifiesOnlyNamesOfTheUser() {
    var some = new Wanted(key(), List.of("alice.s@test.example"), List.of());
    var others = new Wanted(key(), List.of("alice@test.example", "bob@test.example"), List.of());

    assertThat(issue(ALICE, some, NOW).names()).containsExactly("alice.s@test.example");
    assertRefused(register.decide(ALICE, others, NOW), Why.NAME);
  }

  @ParameterizedTest
  @CsvSource({"1024, 65537", "2047, 65537", "2048, 65536"})
  void certifiesNoWeakKey(int bits, long exponent) {
    assertRefused(register.decide(ALICE, wish(key(bits, exponent)), NOW), Why.KEY);
  }

  @Test
  void certifiesNoKeyForTwoUsers() {
    var key = key();
    issue(ALICE, wish(key), NOW);

    assertRefused(register.decide(BOB, wish(key), NOW), Why.KEY);
  }

  @Test
  void givesWhoIsDeniedNothing() {
    var key = key();
    issue(ALICE, wish(key), NOW);

    assertRefused(register.decide(ALICE.as(Standing.DENIED), wish(key), NOW), Why.DENIED);
    assertRefused(register.decide(ALICE.as(new Standing.Removed(NOW)), wish(key), NOW), Why.DENIED);
  }

  @Test
  void givesAUserNoMorePeersThanHeMayHave() {
    var last = key();
    issue(ALICE, wish(key()), NOW);
    issue(ALICE, wish(key()), NOW);
    issue(ALICE, wish(last), NOW);

    assertRefused(register.decide(ALICE, wish(key()), NOW), Why.DEVICES);
    assertThat(issue(ALICE, wish(last), NOW).isRenewal()).isTrue();
    issue(BOB, wish(key()), NOW);
  }

  @Test
  void forgetsADeviceThatWasAwayForTooLong() {
    var key = key();
    var device = issue(ALICE, wish(key), NOW).device();
    var still = NOW.plus(Duration.ofDays(30));
    var tooLate = still.plus(Duration.ofDays(32));

    assertThat(issue(ALICE, wish(key), still).device().peers()).isEqualTo(device.peers());
    var anew = issue(ALICE, wish(key), tooLate);

    assertThat(anew.device().peers()).isNotEqualTo(device.peers());
    assertThat(anew.changes())
        .containsExactly(new DeviceChange.Forget(device.id()), new DeviceChange.Put(anew.device()));
  }

  @Test
  void limitsWhatAUserGetsInAnHour() {
    var key = key();
    for (int i = 0; i < 20; i++) issue(ALICE, wish(key), NOW);

    assertThat(register.decide(ALICE, wish(key), NOW))
        .isEqualTo(new Decision.TooOften(Duration.ofMinutes(3)));
    issue(BOB, wish(key()), NOW);
    issue(ALICE, wish(key), NOW.plus(Duration.ofMinutes(3)));
    assertThat(register.decide(ALICE, wish(key), NOW.plus(Duration.ofMinutes(4))))
        .isInstanceOf(Decision.TooOften.class);
  }

  @Test
  void givesADeviceAsManyPeersAsTheRulesSay() {
    var rules = new EnrolmentRules(Duration.ofDays(1), Duration.ZERO, 1, 4, 20);
    var several = new Register(rules, numbers, List.of());

    var issue = (Decision.Issue) several.decide(ALICE, wish(key()), NOW);

    assertThat(issue.device().peers()).hasSize(4).doesNotHaveDuplicates();
  }
}
