// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Customer.SealedSecret;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ManagementAnswer;
import dev.tocsin.dots.core.server.ManagementAnswer.Reason;
import dev.tocsin.dots.core.server.ManagementRequest;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Customers that are looked after while the server runs.
class CustomersTest {

  private final Ladder ladder = new Ladder(Ladder.domain());

  private static Domain acme(String... prefixes) {
    return domain("acme", List.of("dave", "eve"), prefixes);
  }

  private static Domain domain(String name, List<String> identities, String... prefixes) {
    return new Domain(
        name,
        identities.stream().<Credential>map(Credential.KeyFingerprint::new).toList(),
        List.of(prefixes).stream().map(Prefix::parse).toList(),
        List.of(),
        List.of(MitigatorChoice.of("filter")),
        Domain.Limits.DEFAULT,
        Domain.Policy.DEFAULT);
  }

  private Customer add(Domain domain) {
    return stored(ladder.manage(new ManagementRequest.AddDomain(domain)));
  }

  private static Customer stored(ManagementAnswer answer) {
    if (answer instanceof ManagementAnswer.Stored(var customer, _)) return customer;
    throw new AssertionError("not stored: " + answer);
  }

  private static ManagementAnswer.Refused refused(ManagementAnswer answer) {
    if (answer instanceof ManagementAnswer.Refused refused) return refused;
    throw new AssertionError("not refused: " + answer);
  }

  private static Customer configured(Domain domain) {
    return Customer.configured(domain, "server.yaml:1");
  }

  private ManagementAnswer configure(Domain... domains) {
    return ladder.manage(
        new ManagementRequest.Configure(
            Stream.of(domains).map(CustomersTest::configured).toList()));
  }

  @Test
  void saysWhatANewConfigurationChanged() {
    add(acme("198.51.100.0/24"));
    var kept = domain("kept", List.of("kim"), "203.0.113.0/25");
    configure(kept, domain("gone", List.of("gil"), "203.0.113.128/25"));
    var session = ladder.open("gil");
    ladder.put(session, "g", 1, "203.0.113.129/32");

    var answer = configure(domain("new", List.of("nora"), "203.0.113.128/25"), kept);

    assertThat(answer)
        .isEqualTo(new ManagementAnswer.Configured(List.of("new"), List.of(), List.of("gone"), 1));
    assertThat(ladder.performed(ServerOutput.CloseSession.class))
        .extracting(ServerOutput.CloseSession::session)
        .contains(session);
    var again = ladder.open("dave");
    assertThat(ladder.put(again, "d", 1, "198.51.100.1/32").code()).isEqualTo(ResponseCode.CREATED);
  }

  @Test
  void movesAnIdentityToAnotherConfiguredDomainInWhicheverOrderTheyStand() {
    var first = domain("a", List.of("ann", "moving"), "203.0.113.0/25");
    var second = domain("b", List.of("ben"), "203.0.113.128/25");
    for (boolean forward : new boolean[] {true, false}) {
      configure(first, second);
      var one = domain("a", List.of("ann"), "203.0.113.0/25");
      var two = domain("b", List.of("ben", "moving"), "203.0.113.128/25");

      var answer = forward ? configure(one, two) : configure(two, one);

      assertThat(answer).isInstanceOf(ManagementAnswer.Configured.class);
      var session = ladder.open("moving");
      assertThat(
              ladder
                  .put(session, "m" + forward, 1, forward ? "203.0.113.129/32" : "203.0.113.130/32")
                  .code())
          .isEqualTo(ResponseCode.CREATED);
    }
  }

  @Test
  void refusesAConfigurationThatHasWhatIsManaged() {
    add(acme("198.51.100.0/24"));

    var sameName = configure(acme("203.0.113.0/24"));
    var sameIdentity = configure(domain("other", List.of("dave"), "203.0.113.0/24"));

    assertThat(refused(sameName).message()).contains("server.yaml:1", "'acme' is managed already");
    assertThat(refused(sameIdentity).element()).isEqualTo("key-fingerprints");
    assertThat(refused(sameIdentity).message()).contains("the managed domain 'acme'");
  }

  @Test
  void letsACustomerCallForHelpAsSoonAsItIsAdded() {
    var before = ladder.open("dave");
    assertThat(ladder.performed(ServerOutput.CloseSession.class))
        .extracting(ServerOutput.CloseSession::session)
        .contains(before);

    add(acme("198.51.100.0/24"));
    var session = ladder.open("dave");

    assertThat(ladder.put(session, "d", 1, "198.51.100.1/32").code())
        .isEqualTo(ResponseCode.CREATED);
    assertThat(ladder.audits("domain-add"))
        .singleElement()
        .satisfies(
            audit -> {
              assertThat(audit.domain()).isEqualTo("acme");
              assertThat(audit.detail()).contains("by olga", "+198.51.100.0/24", "+dave");
            });
  }

  @Test
  void answersOnlyWhenTheDomainIsOnDisk() {
    ladder.diskWaits = true;
    var exchange = new ExchangeId(7_000);
    var request = new ManagementRequest.AddDomain(acme("198.51.100.0/24"));

    ladder.handle(new ServerInput.ManagementRequested(exchange, "olga", request));

    assertThat(ladder.managed(exchange)).isEmpty();
    ladder.sync();
    assertThat(ladder.managed(exchange)).get().isInstanceOf(ManagementAnswer.Stored.class);
  }

  @Test
  void forgetsADomainThatTheDiskDidNotTake() {
    ladder.diskFails = true;

    var answer = refused(ladder.manage(new ManagementRequest.AddDomain(acme("198.51.100.0/24"))));

    assertThat(answer.reason()).isEqualTo(Reason.NOT_STORED);
    ladder.diskFails = false;
    assertThat(refused(ladder.manage(new ManagementRequest.ShowDomain("acme"))).reason())
        .isEqualTo(Reason.UNKNOWN);
    assertThat(add(acme("198.51.100.0/24")).name()).isEqualTo("acme");
  }

  @Test
  void putsADomainBackWhenItsRemovalDidNotReachTheDisk() {
    add(acme("198.51.100.0/24"));
    var session = ladder.open("dave");
    ladder.put(session, "d", 1, "198.51.100.1/32");
    ladder.diskFails = true;

    ladder.manage(new ManagementRequest.RemoveDomain("acme", OptionalLong.empty(), true));

    ladder.diskFails = false;
    var again = ladder.open("dave");
    assertThat(ladder.status(again, "d", 1).state()).isPresent();
  }

  @Test
  void refusesWhatBelongsToAnother() {
    add(acme("198.51.100.0/24"));

    var name = ladder.manage(new ManagementRequest.AddDomain(acme("203.0.113.0/24")));
    var identity =
        ladder.manage(
            new ManagementRequest.AddDomain(domain("other", List.of("eve"), "203.0.113.0/24")));
    var prefix =
        ladder.manage(
            new ManagementRequest.AddDomain(
                domain("other", List.of("frank"), "203.0.113.0/24", "198.51.0.0/16")));

    assertThat(refused(name).reason()).isEqualTo(Reason.EXISTS);
    assertThat(refused(identity))
        .isEqualTo(
            new ManagementAnswer.Refused(
                Reason.TAKEN, "key-fingerprints", "'eve' speaks for the domain 'acme' already"));
    assertThat(refused(prefix))
        .isEqualTo(
            new ManagementAnswer.Refused(
                Reason.TAKEN,
                "prefixes",
                "198.51.0.0/16 overlaps 198.51.100.0/24 of the domain 'acme'"));
    assertThat(ladder.audits("refuse")).hasSize(3).allMatch(a -> a.detail().startsWith("by olga"));
  }

  @Test
  void refusesAListThatIsTooLong() {
    var many = IntStream.range(0, 1_001).mapToObj(i -> "f" + i).toList();

    var answer =
        ladder.manage(new ManagementRequest.AddDomain(domain("big", many, "203.0.113.0/24")));

    assertThat(refused(answer))
        .isEqualTo(
            new ManagementAnswer.Refused(
                Reason.TOO_MANY, "identities", "expected at most 1000, found 1001"));
  }

  @Test
  void endsMitigationsOfAPrefixThatWasTakenAway() {
    var customer = add(acme("198.51.100.0/24", "203.0.113.0/24"));
    var session = ladder.open("dave");
    ladder.put(session, "d", 1, "198.51.100.1/32");
    ladder.put(session, "d", 2, "203.0.113.1/32");
    var observed = ladder.observe(session, "d", OptionalLong.of(2));

    stored(
        ladder.manage(
            new ManagementRequest.ReplaceDomain(acme("198.51.100.0/24"), customer.revision())));

    assertThat(ladder.get(session, "d"))
        .satisfies(all -> assertThat(Ladder.statuses(all)).hasSize(1));
    assertThat(ladder.toldStates(observed)).contains(MitigationState.WITHDRAWN);
    assertThat(ladder.enforced).hasSize(1);
  }

  @Test
  void closesTheSessionsOfAnIdentityThatWasTakenAway() {
    var customer = add(acme("198.51.100.0/24"));
    var dave = ladder.open("dave");
    var eve = ladder.open("eve");
    var without = domain("acme", List.of("dave"), "198.51.100.0/24");

    stored(ladder.manage(new ManagementRequest.ReplaceDomain(without, customer.revision())));

    assertThat(ladder.performed(ServerOutput.CloseSession.class))
        .extracting(ServerOutput.CloseSession::session)
        .contains(eve)
        .doesNotContain(dave);
  }

  @Test
  void refusesAChangeOfWhatSomebodyElseHasChanged() {
    var first = add(acme("198.51.100.0/24"));
    var second =
        stored(
            ladder.manage(
                new ManagementRequest.ReplaceDomain(acme("203.0.113.0/24"), first.revision())));

    var late =
        ladder.manage(
            new ManagementRequest.ReplaceDomain(acme("198.51.100.0/24"), first.revision()));

    assertThat(refused(late).reason()).isEqualTo(Reason.CHANGED);
    assertThat(second.revision()).isGreaterThan(first.revision());
  }

  @Test
  void removesADomainWithMitigationsOnlyWhenForced() {
    add(acme("198.51.100.0/24"));
    var session = ladder.open("dave");
    ladder.put(session, "d", 1, "198.51.100.1/32");

    var kept =
        ladder.manage(new ManagementRequest.RemoveDomain("acme", OptionalLong.empty(), false));
    var gone =
        ladder.manage(new ManagementRequest.RemoveDomain("acme", OptionalLong.empty(), true));

    assertThat(refused(kept).reason()).isEqualTo(Reason.IN_USE);
    assertThat(refused(kept).message()).startsWith("1 mitigations");
    assertThat(gone).isEqualTo(new ManagementAnswer.Removed("acme", 1));
    assertThat(ladder.performed(ServerOutput.CloseSession.class))
        .extracting(ServerOutput.CloseSession::session)
        .contains(session);
    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.stored).isEmpty();
    assertThat(ladder.clients).isEmpty();
  }

  @Test
  void leavesADomainOfTheConfigurationToIt() {
    var answer =
        refused(
            ladder.manage(
                new ManagementRequest.RemoveDomain("customer", OptionalLong.empty(), true)));

    assertThat(answer.reason()).isEqualTo(Reason.READ_ONLY);
    assertThat(answer.message()).contains("server.yaml:1");
  }

  @Test
  void keepsManagedDomainsWhenTheConfigurationChanges() {
    add(acme("198.51.100.0/24"));

    ladder.restartWith();
    ladder.tick();

    assertThat(ladder.customers).containsOnlyKeys("acme");
    var session = ladder.open("dave");
    assertThat(ladder.put(session, "d", 1, "198.51.100.1/32").code())
        .isEqualTo(ResponseCode.CREATED);
  }

  @Test
  void recognisesAPreSharedKeyUntilItsIdentityIsTakenAway() {
    add(acme("198.51.100.0/24"));
    var secret = new SealedSecret("psk1", "box");
    var credential = new Credential.PskIdentity("psk1");

    var issued =
        stored(
            ladder.manage(
                new ManagementRequest.AddCredential("acme", credential, Optional.of(secret))));
    ladder.manage(new ManagementRequest.ReplaceDomain(acme("198.51.100.0/24"), issued.revision()));

    assertThat(issued.secrets()).containsExactly(secret);
    var recognised = ladder.performed(ServerOutput.Recognise.class);
    assertThat(recognised.get(recognised.size() - 2).secrets()).containsExactly(secret);
    assertThat(recognised.getLast().secrets()).isEmpty();
    assertThat(ladder.customers.get("acme").secrets()).isEmpty();
    assertThat(ladder.audits("domain-issue").getFirst().detail())
        .contains("+psk1")
        .doesNotContain("box");
  }

  /// Whatever happened, a restart finds the same customers.
  @Test
  void findsTheSameCustomersAgainAfterARestart() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (int step = 0; step < 300; step++) {
      anything(random);
      if (random.nextInt(20) > 0) continue;
      var before = all();
      ladder.restart();
      ladder.tick();
      assertThat(all()).as("seed %s, step %s", seed, step).isEqualTo(before);
    }
    assertThat(List.copyOf(ladder.customers.values())).isEqualTo(all());
  }

  private void anything(Random random) {
    var name = "d" + random.nextInt(6);
    ladder.diskFails = random.nextInt(8) == 0;
    var identities = new ArrayList<String>();
    for (int i = 0; i < random.nextInt(3); i++) identities.add("i" + random.nextInt(12));
    var domain = domain(name, identities, "198.18." + random.nextInt(12) + ".0/24");
    switch (random.nextInt(5)) {
      case 0 ->
          ladder.manage(
              new ManagementRequest.RemoveDomain(name, OptionalLong.empty(), random.nextBoolean()));
      case 1, 2 -> ladder.manage(new ManagementRequest.AddDomain(domain));
      case 3 -> {
        var known = ladder.customers.get(name);
        long revision = known == null ? 1 : known.revision();
        ladder.manage(new ManagementRequest.ReplaceDomain(domain, revision));
      }
      default -> {
        var session = ladder.open("i" + random.nextInt(12));
        ladder.put(session, "c" + random.nextInt(3), 1 + random.nextInt(9), "198.18.1.1/32");
      }
    }
    ladder.diskFails = false;
    ladder.pass(Duration.ofMillis(random.nextInt(2_000)));
  }

  private List<Customer> all() {
    if (ladder.manage(new ManagementRequest.ListDomains("", 100))
        instanceof ManagementAnswer.Domains(var customers, _)) {
      return customers;
    }
    throw new AssertionError("no list");
  }

  @Test
  void listsManyByName() {
    for (int i = 0; i < 25; i++)
      add(domain("n" + (10 + i), List.of("x" + i), "198.18." + i + ".0/24"));

    var first = ladder.manage(new ManagementRequest.ListDomains("customer", 10));

    assertThat(first)
        .isInstanceOfSatisfying(
            ManagementAnswer.Domains.class,
            page -> {
              assertThat(page.more()).isTrue();
              assertThat(page.customers()).extracting(Customer::name).startsWith("n10", "n11");
            });
  }
}
