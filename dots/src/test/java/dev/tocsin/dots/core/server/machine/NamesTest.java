// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.request;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.server.ServerOutput.Enable;
import dev.tocsin.dots.core.server.ServerOutput.Resolve;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scopes with names (RFC 9132 §4.4.1.1).
class NamesTest {

  private final Ladder ladder = new Ladder(Ladder.domain());
  private final SessionId alice = ladder.open("alice");

  @Test
  void areResolvedBehindTheAnswerAndThenEnforced() {
    var answer = ladder.put(alice, "a", 1, request(fqdns("www.example.com"), 3600));

    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.performed(Resolve.class))
        .containsExactly(new Resolve("customer", "www.example.com"));

    ladder.resolved("www.example.com", "192.0.2.7", "2001:db8::7");

    assertThat(ladder.enforced.get(key("a", 1)).targets())
        .containsExactly(
            new Target(scope("192.0.2.7", "2001:db8::7").prefixes(), List.of(), List.of()));
  }

  @Test
  void leadingOutsideTheDomainAreLeftOutAndAudited() {
    ladder.put(alice, "a", 1, request(fqdns("www.example.com"), 3600));

    ladder.resolved("www.example.com", "192.0.2.7", "198.51.100.1", "127.0.0.1");

    assertThat(ladder.enforced.get(key("a", 1)).targets().getFirst().prefixes())
        .isEqualTo(scope("192.0.2.7").prefixes());
    assertThat(ladder.audits("foreign-address").getFirst().detail())
        .contains("198.51.100.1/32", "127.0.0.1/32");
  }

  @Test
  void leadingOnlyOutsideTheDomainEnforceNothing() {
    ladder.put(alice, "a", 1, request(fqdns("www.example.com"), 3600));

    ladder.resolved("www.example.com", "198.51.100.1");

    assertThat(ladder.enforced).isEmpty();
  }

  @Test
  void thatDoNotResolveAreTriedAgainAndHarmNoOtherRequest() {
    ladder.put(alice, "a", 1, request(fqdns("gone.example.com"), 3600));
    ladder.resolved("gone.example.com");

    assertThat(ladder.put(alice, "a", 2, "192.0.2.9/32").code()).isEqualTo(ResponseCode.CREATED);
    assertThat(ladder.enforced).containsOnlyKeys(key("a", 2));
    ladder.passSeconds(10);
    assertThat(ladder.performed(Resolve.class)).hasSizeGreaterThan(1);
    ladder.resolved("gone.example.com", "192.0.2.7");
    assertThat(ladder.enforced).hasSize(2);
  }

  @Test
  void areTriedAgainWhenTheResolverStaysSilent() {
    ladder.put(alice, "a", 1, request(fqdns("www.example.com"), 3600));

    ladder.passSeconds(120);

    assertThat(ladder.performed(Resolve.class)).hasSizeGreaterThan(1);
  }

  @Test
  void areAskedAgainWhenTheirTimeToLiveEndsAndAdjustWhatIsEnforced() {
    ladder.put(alice, "a", 1, request(fqdns("www.example.com"), 3600));
    ladder.resolved("www.example.com", "192.0.2.7");
    ladder.passSeconds(299);
    assertThat(ladder.performed(Resolve.class)).hasSize(1);
    ladder.passSeconds(1);
    assertThat(ladder.performed(Resolve.class)).hasSize(2);

    ladder.resolved("www.example.com", "192.0.2.8");

    assertThat(ladder.enforced.get(key("a", 1)).targets().getFirst().prefixes())
        .isEqualTo(scope("192.0.2.8").prefixes());
    assertThat(ladder.performed(Enable.class)).hasSize(2);
  }

  @Test
  void keepTheirAddressesWhenTheyNoLongerResolve() {
    ladder.put(alice, "a", 1, request(fqdns("www.example.com"), 3600));
    ladder.resolved("www.example.com", "192.0.2.7");

    ladder.resolved("www.example.com");

    assertThat(ladder.enforced).hasSize(1);
  }

  @Test
  void areNoLongerAskedWhenNobodyUsesThem() {
    ladder.put(alice, "a", 1, request(fqdns("www.example.com"), 60));
    ladder.resolved("www.example.com", "192.0.2.7");
    ladder.passSeconds(180);
    ladder.performed.clear();

    ladder.passSeconds(3600);

    assertThat(ladder.performed(Resolve.class)).isEmpty();
  }

  @Test
  void ofUrisGiveProtocolAndPortForTheirOwnTargetOnly() {
    var mixed =
        new Scope(
            scope("192.0.2.1/32").prefixes(),
            List.of(PortRange.of(53)),
            List.of(17),
            List.of(),
            List.of("https://www.example.com/x", "coap://[2001:db8::5]:7000/"),
            List.of());
    ladder.put(alice, "a", 1, request(mixed, 3600));
    ladder.resolved("www.example.com", "192.0.2.7");

    assertThat(ladder.enforced.get(key("a", 1)).targets())
        .containsExactly(
            new Target(scope("192.0.2.1/32").prefixes(), List.of(PortRange.of(53)), List.of(17)),
            new Target(scope("192.0.2.7").prefixes(), List.of(PortRange.of(443)), List.of(6)),
            new Target(scope("2001:db8::5").prefixes(), List.of(PortRange.of(7000)), List.of(17)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.org", "badexample.com", "com", "www.example.com.evil.org"})
  void outsideTheDomainAreRefused(String name) {
    var answer = ladder.put(alice, "a", 1, request(fqdns(name), 3600));

    assertThat(answer.code()).isEqualTo(ResponseCode.BAD_REQUEST);
    assertThat(Ladder.reason(answer)).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.example.org/",
        "https://198.51.100.1/",
        "gopher://www.example.com/",
        "www.example.com",
        "http://[broken/",
        "mailto:me@example.com"
      })
  void inUrisThatLeadNowhereAreRefused(String uri) {
    var answer =
        ladder.put(
            alice,
            "a",
            1,
            request(
                new Scope(List.of(), List.of(), List.of(), List.of(), List.of(uri), List.of()),
                60));

    assertThat(answer.code()).isEqualTo(ResponseCode.BAD_REQUEST);
  }

  @Test
  void inAnyCaseAndWithTheRootDotAreTheSame() {
    ladder.put(alice, "a", 1, request(fqdns("WWW.Example.com."), 3600));
    ladder.resolved("www.example.com", "192.0.2.7");

    assertThat(ladder.enforced).hasSize(1);
    assertThat(ladder.put(alice, "a", 2, request(fqdns("www.example.com"), 60)).code())
        .isEqualTo(ResponseCode.CREATED);
    assertThat(ladder.stored).containsOnlyKeys(key("a", 2));
  }

  @Test
  void moreThanAllowedAreRefused() {
    var names =
        java.util.stream.IntStream.range(0, 65)
            .mapToObj(i -> "h" + i + ".example.com")
            .toArray(String[]::new);

    assertThat(ladder.put(alice, "a", 1, request(fqdns(names), 60)).code())
        .isEqualTo(ResponseCode.BAD_REQUEST);
  }

  private static Scope fqdns(String... names) {
    return new Scope(List.of(), List.of(), List.of(), List.of(names), List.of(), List.of());
  }
}
