// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.dots.core.mitigation.FilterKey;
import org.junit.jupiter.api.Test;

class ListQuotaTest {

  private final ListQuota quota = new ListQuota(10);

  @Test
  void noCustomerUsesUpWhatOthersNeed() {
    quota.take(list("one", "a"), 3);

    assertThatThrownBy(() -> quota.take(list("one", "b"), 2))
        .hasMessage("the domain's share of 4 routes for lists are in use");
    assertThatCode(() -> quota.take(list("two", "b"), 4)).doesNotThrowAnyException();
    assertThatThrownBy(() -> quota.take(list("three", "c"), 4))
        .hasMessage("all 10 routes for lists are in use");
  }

  @Test
  void aListThatEndsMakesRoom() {
    quota.take(list("one", "a"), 4);
    quota.release(list("one", "a"));

    assertThatCode(() -> quota.take(list("one", "b"), 4)).doesNotThrowAnyException();
  }

  @Test
  void aListIsLargeBeforeAllOfItIsMade() {
    assertThatThrownBy(() -> quota.check(5))
        .hasMessage("the domain's share of 4 routes for lists are in use");
  }

  private static FilterKey list(String domain, String name) {
    return new FilterKey(domain, "cuid", name);
  }
}
