// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlapIndexTest {

  private final OverlapIndex<String> index = new OverlapIndex<>();

  @Test
  void findsWiderAndNarrowerPrefixesAndEqualNames() {
    index.add(Scope.of(Prefix.parse("192.0.2.0/24")), "wide");
    index.add(Scope.of(Prefix.parse("192.0.2.1/32")), "narrow");
    index.add(named("www.example.com"), "name");
    index.add(Scope.of(Prefix.parse("198.51.100.0/24")), "other");

    assertThat(index.overlapping(Scope.of(Prefix.parse("192.0.2.0/28")), _ -> true))
        .containsExactlyInAnyOrder("wide", "narrow");
    assertThat(index.overlapping(named("WWW.example.com."), _ -> true)).containsExactly("name");
    assertThat(index.overlapping(named("example.com"), _ -> true)).isEmpty();
  }

  @Test
  void forgetsWhatIsRemoved() {
    var scope =
        new Scope(
            List.of(Prefix.parse("192.0.2.0/24")),
            List.of(),
            List.of(),
            List.of("a.example.com"),
            List.of("https://b.example.com/"),
            List.of("c"));
    index.add(scope, "one");
    index.remove(scope, "one");

    assertThat(index.overlapping(scope, _ -> true)).isEmpty();
  }

  @Test
  void tellsNoMoreThanWhatIsCommon() {
    var one =
        new Scope(
            List.of(Prefix.parse("192.0.2.0/24"), Prefix.parse("198.51.100.1/32")),
            List.of(new PortRange(1, 100)),
            List.of(6, 17),
            List.of("a.example.com", "b.example.com"),
            List.of(),
            List.of());
    var other =
        new Scope(
            List.of(Prefix.parse("192.0.2.7/32"), Prefix.parse("203.0.113.0/24")),
            List.of(new PortRange(80, 443)),
            List.of(),
            List.of("b.example.com", "c.example.com"),
            List.of(),
            List.of());

    assertThat(OverlapIndex.common(one, other))
        .isEqualTo(
            new Scope(
                List.of(Prefix.parse("192.0.2.7/32")),
                List.of(new PortRange(80, 100)),
                List.of(6, 17),
                List.of("b.example.com"),
                List.of(),
                List.of()));
  }

  private static Scope named(String name) {
    return new Scope(List.of(), List.of(), List.of(), List.of(name), List.of(), List.of());
  }
}
