// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.codec.SignalCodec;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// RFC 9132 §7.3.
class RequestSplitterTest {

  private static final int PAYLOAD = 300;

  private final RequestSplitter splitter = new RequestSplitter(SignalCodec::payloadBytes);

  @Test
  void leavesARequestThatFitsAsItIs() {
    var request = request(prefixes(3), List.of());

    assertThat(splitter.split(request, PAYLOAD)).contains(List.of(request));
  }

  @Test
  void givesEveryTargetToExactlyOnePartThatFits() {
    var request = request(prefixes(100), names(20));

    var parts = splitter.split(request, PAYLOAD).orElseThrow();

    assertThat(parts).allMatch(part -> splitter.fits(part, List.of(), PAYLOAD));
    assertThat(parts.stream().flatMap(part -> part.scope().prefixes().stream()))
        .containsExactlyInAnyOrderElementsOf(request.scope().prefixes());
    assertThat(parts.stream().flatMap(part -> part.scope().fqdns().stream()))
        .containsExactlyInAnyOrderElementsOf(request.scope().fqdns());
    assertThat(parts)
        .allMatch(part -> part.scope().ports().equals(request.scope().ports()))
        .allMatch(part -> part.lifetimeSeconds() == request.lifetimeSeconds());
  }

  @Test
  void leavesOutPrefixesInsideOthersSoThatPartsDoNotOverlap() {
    var within = new java.util.ArrayList<>(prefixes(100));
    within.add(Prefix.parse("10.0.0.0/24"));

    var parts = splitter.split(request(within, List.of()), PAYLOAD).orElseThrow();

    assertThat(parts.stream().flatMap(part -> part.scope().prefixes().stream()))
        .containsExactly(Prefix.parse("10.0.0.0/24"));
  }

  @Test
  void saysWhenASingleTargetDoesNotFit() {
    var ports = IntStream.range(0, 200).mapToObj(each -> PortRange.of(7 * each)).toList();
    var scope = new Scope(prefixes(2), ports, List.of(), List.of(), List.of(), List.of());

    assertThat(splitter.split(new MitigationRequest(scope, 3600, true, Optional.empty()), PAYLOAD))
        .isEmpty();
  }

  private static MitigationRequest request(List<Prefix> prefixes, List<String> names) {
    var scope =
        new Scope(prefixes, List.of(PortRange.of(443)), List.of(6), names, List.of(), List.of());
    return new MitigationRequest(scope, 3600, true, Optional.empty());
  }

  private static List<Prefix> prefixes(int count) {
    return IntStream.range(0, count).mapToObj(each -> Prefix.parse("10.0.0." + each)).toList();
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(each -> "host" + each + ".example.com").toList();
  }
}
