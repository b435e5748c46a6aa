// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.wire.cbor.CborKey.Form;
import java.util.List;
import org.junit.jupiter.api.Test;

class CborKeysTest {

  @Test
  void holdsAllKeysOfTheFourRfcs() {
    var numbers = CborKeys.all().stream().map(CborKey::number).toList();

    // RFC 9132: 1-51, RFC 9133: 52-53, RFC 9244: 128-210, RFC 9066: 32768-32775.
    assertThat(numbers).doesNotHaveDuplicates().hasSize(51 + 2 + 83 + 8);
    assertThat(numbers).isSorted().contains(1, 51, 53, 128, 210, 32_768, 32_775);
  }

  @Test
  void namesEveryKeyOnce() {
    assertThat(CborKeys.all()).extracting(CborKey::name).doesNotHaveDuplicates();
    for (var key : CborKeys.all()) {
      assertThat(CborKeys.named(key.name())).contains(key);
      assertThat(CborKeys.of(key.number())).contains(key);
    }
  }

  @Test
  void tellsKeysOfTheSameLocalNameApart() {
    assertThat(CborKeys.named("acl-list").orElseThrow().number()).isEqualTo(22);
    assertThat(CborKeys.named("ietf-dots-signal-control:acl-list").orElseThrow().number())
        .isEqualTo(53);
    assertThat(CborKeys.named("total-traffic").orElseThrow().number()).isEqualTo(145);
    assertThat(CborKeys.named("ietf-dots-telemetry:total-traffic").orElseThrow().number())
        .isEqualTo(204);
  }

  @Test
  void givesLabelsToEnumerationsOnly() {
    assertThat(CborKeys.all())
        .allSatisfy(
            key -> assertThat(key.labels().isEmpty()).isEqualTo(key.form() != Form.ENUMERATION));
    assertThat(CborKeys.of(134).orElseThrow().labels()).hasSize(24).endsWith("zettabyte-ps");
  }

  @Test
  void knowsWhichRangesMustBeUnderstood() {
    // RFC 9132 §10.6.1.1 Table 8
    assertThat(List.of(1, 127, 256, 16_383)).allMatch(CborKey::isComprehensionRequired);
    assertThat(List.of(0, 128, 255, 16_384, 65_535)).noneMatch(CborKey::isComprehensionRequired);
  }
}
