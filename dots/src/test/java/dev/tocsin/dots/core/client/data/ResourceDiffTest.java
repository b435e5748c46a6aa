// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.Insert;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResourceDiffTest {

  private static final String CUID = "cuid-1";

  private static Alias alias(String name, String... prefixes) {
    return new Alias(name, Scope.of(Stream.of(prefixes).map(Prefix::parse).toArray(Prefix[]::new)));
  }

  private static Acl list(String name, Ace... entries) {
    return new Acl(
        name,
        Optional.empty(),
        ActivationType.ACTIVATE_WHEN_MITIGATING,
        OptionalInt.empty(),
        List.of(entries));
  }

  private static Resources lists(List<String> names) {
    return new Resources(List.of(), names.stream().map(name -> list(name)).toList());
  }

  private static List<String> words(Resources standing, Resources wanted) {
    return ResourceDiff.between(standing, wanted).stream()
        .flatMap(change -> change.words().stream())
        .toList();
  }

  @Test
  void saysWhatIsNewGoneAndChanged() {
    // given
    var standing =
        new Resources(
            List.of(alias("gone", "192.0.2.1"), alias("web", "192.0.2.2")), List.of(list("old")));
    var web =
        new Alias(
            "web",
            new Scope(
                List.of(Prefix.parse("192.0.2.3")),
                List.of(PortRange.of(443)),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
    var wanted =
        new Resources(
            List.of(web, alias("new", "192.0.2.4")),
            List.of(list("drops", new Ace("all", Matches.ANY, Actions.DROP))));

    // when
    var words = words(standing, wanted);

    // then
    assertThat(words)
        .containsExactly(
            "- list 'old'",
            "- alias 'gone'",
            "~ alias 'web'",
            "    ~ prefixes: 192.0.2.2/32 → 192.0.2.3/32",
            "    + ports: 443",
            "+ alias 'new'",
            "    prefixes: 192.0.2.4/32",
            "+ list 'drops'",
            "    place: first",
            "    activation: activate-when-mitigating",
            "    entry 'all': drop: any packet");
  }

  @Test
  void findsNothingWhereOnlyTheServersOwnWordsDiffer() {
    var entry = new Ace("all", Matches.ANY, Actions.DROP);
    var standing =
        new Resources(
            List.of(alias("web", "192.0.2.2", "192.0.2.1").withPendingLifetime(7)),
            List.of(
                list("drops", entry.withStatistics(Statistics.of(1, 2))).withPendingLifetime(9)));
    var wanted =
        new Resources(
            List.of(alias("web", "192.0.2.1", "192.0.2.2")), List.of(list("drops", entry)));

    assertThat(ResourceDiff.between(standing, wanted)).isEmpty();
  }

  @Test
  void changesAListWhereItStands() {
    var drop = new Ace("a", Matches.ANY, Actions.DROP);
    var accept = new Ace("b", Matches.ANY, Actions.ACCEPT);
    var changes =
        ResourceDiff.between(
            new Resources(List.of(), List.of(list("one", drop, accept), list("two"))),
            new Resources(List.of(), List.of(list("one", accept, drop), list("two"))));

    assertThat(changes).hasSize(1);
    assertThat(changes.getFirst().words())
        .containsExactly("~ list 'one'", "    ~ order: activation, entry 'b', entry 'a'");
    assertThat(changes.getFirst().request(CUID))
        .isInstanceOfSatisfying(
            DataRequest.Replace.class, replace -> assertThat(replace.insert()).isEmpty());
  }

  @Test
  void movesOneListNotTheOthers() {
    var changes =
        ResourceDiff.between(lists(List.of("c", "a", "b")), lists(List.of("a", "b", "c")));

    assertThat(changes).hasSize(1);
    assertThat(changes.getFirst().words()).containsExactly("~ list 'c'", "    place: behind 'b'");
  }

  @Test
  void reachesEveryOrderFromEveryOther() {
    long seed = Long.getLong("seed", new Random().nextLong());
    var random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      // given
      var standing = some(random);
      var wanted = some(random);

      // when
      var reached = new ArrayList<>(standing);
      for (var change : ResourceDiff.between(lists(standing), lists(wanted))) {
        make(change, reached);
      }

      // then
      assertThat(reached).as("-Dseed=%d, %s → %s", seed, standing, wanted).isEqualTo(wanted);
    }
  }

  private static List<String> some(Random random) {
    var names = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f", "g"));
    Collections.shuffle(names, random);
    return names.subList(0, random.nextInt(names.size() + 1));
  }

  /// As RFC 8040 §4.8.5 and §4.8.6 have a server do.
  private static void make(ResourceChange change, List<String> lists) {
    switch (change) {
      case ResourceChange.RemoveList(var standing) -> lists.remove(standing.name());
      case ResourceChange.PutList(var wanted, _, var insert) -> {
        var where = insert.orElseThrow();
        lists.remove(wanted.name());
        switch (where) {
          case Insert.First _ -> lists.addFirst(wanted.name());
          case Insert.Last _ -> lists.addLast(wanted.name());
          case Insert.Before(var name) -> lists.add(lists.indexOf(name), wanted.name());
          case Insert.After(var name) -> lists.add(lists.indexOf(name) + 1, wanted.name());
        }
      }
      case ResourceChange.PutAlias _, ResourceChange.RemoveAlias _ ->
          throw new AssertionError(change);
    }
  }
}
