// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;

class ServiceOrderTest {

  private static final Name SERVICE = Name.fromConstantString("_p2p_enroll._tcp.example.com.");

  @Test
  void triesTheLowestPriorityFirst() {
    var order = ServiceOrder.of(List.of(srv(2, 9, "c"), srv(0, 0, "a"), srv(1, 5, "b")), any(1));

    assertThat(order)
        .extracting(each -> each.getTarget().toString())
        .containsExactly("a.", "b.", "c.");
  }

  @Test
  void drawsAmongEqualsByTheirWeight() {
    var services = List.of(srv(1, 1, "light"), srv(1, 9, "heavy"), srv(1, 0, "none"));

    long heavy =
        IntStream.range(0, 1000).filter(seed -> first(services, seed).equals("heavy.")).count();
    long none =
        IntStream.range(0, 1000).filter(seed -> first(services, seed).equals("none.")).count();

    assertThat(heavy).isBetween(750L, 900L);
    assertThat(none).isBetween(1L, 200L);
    assertThat(ServiceOrder.of(services, any(1))).containsExactlyInAnyOrderElementsOf(services);
  }

  private static String first(List<SRVRecord> services, int seed) {
    return ServiceOrder.of(services, any(seed)).getFirst().getTarget().toString();
  }

  private static SplittableRandom any(int seed) {
    return new SplittableRandom(seed);
  }

  private static SRVRecord srv(int priority, int weight, String target) {
    var name = Name.fromConstantString(target + ".");
    return new SRVRecord(SERVICE, DClass.IN, 60, priority, weight, 443, name);
  }
}
