// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.server.policy.MitigatorChoice.Condition;
import dev.tocsin.dots.core.server.policy.MitigatorChoice.Family;
import dev.tocsin.dots.wire.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MitigatorChoiceTest {

  private static final Scope HOST = Scope.of(Prefix.parse("192.0.2.1"));
  private static final Scope NET = Scope.of(Prefix.parse("192.0.2.0/24"));
  private static final Scope BOTH =
      Scope.of(Prefix.parse("192.0.2.1"), Prefix.parse("2001:db8::/64"));
  private static final Scope WEB =
      new Scope(
          HOST.prefixes(),
          List.of(new PortRange(443, 443)),
          List.of(6),
          List.of(),
          List.of(),
          List.of());

  private static final List<MitigatorChoice> CHOICES =
      List.of(
          new MitigatorChoice(
              List.of("edge", "scrubber"),
              new Condition(
                  Optional.empty(), Widths.ANY, List.of(6, 17), Optional.of(true), List.of())),
          new MitigatorChoice(
              List.of("edge"),
              new Condition(
                  Optional.of(Family.IPV4),
                  new Widths(32, 0),
                  List.of(),
                  Optional.empty(),
                  List.of(Prefix.parse("192.0.2.0/25")))),
          MitigatorChoice.of("upstream"));

  @Test
  void takesTheFirstThatFits() {
    assertThat(choose(WEB)).containsExactly("edge", "scrubber");
    assertThat(choose(HOST)).containsExactly("edge");
    assertThat(choose(NET)).containsExactly("upstream");
    assertThat(choose(BOTH)).containsExactly("upstream");
    assertThat(choose(Scope.of(Prefix.parse("192.0.2.200")))).containsExactly("upstream");
  }

  @Test
  void passesOverThoseWhoRefused() {
    assertThat(choose(WEB, "edge")).containsExactly("scrubber");
    assertThat(choose(WEB, "edge", "scrubber")).containsExactly("upstream");
    assertThat(choose(WEB, "edge", "scrubber", "upstream")).isEmpty();
  }

  @Test
  void choosesNobodyWhileNoAddressIsKnown() {
    var named =
        new Scope(List.of(), List.of(), List.of(), List.of("example.com"), List.of(), List.of());

    assertThat(choose(named)).isEmpty();
  }

  /// Whatever the choices and the scope: the answer comes from the first choice whose condition
  /// holds of every prefix and that has not refused altogether.
  @Test
  void isAlwaysOfTheFirstThatFitsAndHasNotRefused() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      var choices = Stream.generate(() -> anyChoice(random)).limit(random.nextInt(5)).toList();
      var scope = anyScope(random);
      var refused = some(random, "a", "b", "c");

      var chosen = MitigatorChoice.choose(choices, scope, refused);

      var expected = new ArrayList<String>();
      for (var choice : choices) {
        if (!holds(choice.when(), scope)) continue;
        expected.addAll(choice.instances());
        expected.removeAll(refused);
        if (!expected.isEmpty()) break;
      }
      assertThat(chosen).as("%s of %s", scope, choices).isEqualTo(expected);
    }
  }

  private static boolean holds(Condition when, Scope scope) {
    for (var prefix : scope.prefixes()) {
      boolean v4 = prefix.isIpv4();
      if (when.family().isPresent() && v4 != (when.family().get() == Family.IPV4)) return false;
      if (prefix.length() < (v4 ? when.widest().ipv4() : when.widest().ipv6())) return false;
      if (!when.within().isEmpty()
          && when.within().stream().noneMatch(each -> each.contains(prefix))) {
        return false;
      }
    }
    if (when.ports().isPresent() && when.ports().get() == scope.ports().isEmpty()) return false;
    return when.protocols().isEmpty()
        || (!scope.protocols().isEmpty() && when.protocols().containsAll(scope.protocols()));
  }

  private static MitigatorChoice anyChoice(Random random) {
    var instances = some(random, "a", "b", "c");
    var family = random.nextInt(4);
    return new MitigatorChoice(
        instances.isEmpty() ? List.of("d") : instances,
        new Condition(
            family < 2 ? Optional.of(Family.values()[family]) : Optional.empty(),
            random.nextBoolean() ? Widths.ANY : new Widths(24 + random.nextInt(9), 64),
            random.nextBoolean() ? List.of() : List.of(6),
            random.nextBoolean() ? Optional.empty() : Optional.of(random.nextBoolean()),
            random.nextInt(3) > 0 ? List.of() : List.of(Prefix.parse("192.0.2.0/24"))));
  }

  private static Scope anyScope(Random random) {
    var prefixes =
        new ArrayList<>(
            some(random, "192.0.2.1", "192.0.2.0/24", "198.51.100.0/28", "2001:db8::/48"));
    if (prefixes.isEmpty()) prefixes.add("2001:db8::1");
    return new Scope(
        prefixes.stream().map(Prefix::parse).toList(),
        random.nextBoolean() ? List.of() : List.of(new PortRange(53, 53)),
        random.nextBoolean() ? List.of() : random.nextBoolean() ? List.of(6) : List.of(17),
        List.of(),
        List.of(),
        List.of());
  }

  private static List<String> some(Random random, String... of) {
    return Stream.of(of).filter(_ -> random.nextInt(3) == 0).toList();
  }

  private static List<String> choose(Scope scope, String... refusedBy) {
    return MitigatorChoice.choose(CHOICES, scope, List.of(refusedBy));
  }
}
