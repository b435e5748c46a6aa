// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.Means;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.data.Alias;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangeCodecTest {

  private static final String TYPICAL =
      "6461636d65" // domain
          + "76647a3670486a6141446b614654626a72304a4742707707" // cuid, mid
          + "782b677645506c6b726858566c6d536474765250536f476752507555376648734b74626a446c5454"
          + "46797943510251" // owner, two prefixes
          + "20010db8640100000000000000000001804" // 2001:db8:6401::1/128
          + "5c000020018" // 192.0.2.0/24
          + "0218501850191f40191f90" // ports
          + "020611" // protocols
          + "000000" // no names
          + "190e10f5f6" // lifetime, trigger, no attack status
          + "1a000f424701" // sequence, state
          + "1a6955b9001a075bcd15" // accepted
          + "1a6955b900001a6955c71000f6" // activated, expires, not terminating
          + "0000";
  private static final Means MEANS =
      new Means(
          List.of("filter"),
          List.of(new Means.ResolvedName("www.example.com", List.of(Prefix.parse("192.0.2.7")))),
          List.of());

  private final ServerChangeCodec server = new ServerChangeCodec();
  private final ClientChangeCodec client = new ClientChangeCodec();
  private final Random random = seeded();
  private final AnyChange any = new AnyChange(random);

  @Test
  void readsWhatItWrote() {
    for (int i = 0; i < 20_000; i++) {
      var change = any.ofServer();
      assertThat(server.decode(server.encode(change))).isEqualTo(change);
      var clientChange = any.ofClient();
      assertThat(client.decode(client.encode(clientChange))).isEqualTo(clientChange);
    }
  }

  @Test
  void anyBytesGiveAChangeOrAreRefused() {
    for (int i = 0; i < 50_000; i++) {
      StoredChangeFuzz.isAccepted(
          server, StoredChangeFuzz.mutated(server.encode(any.ofServer()), random));
      StoredChangeFuzz.isAccepted(
          client, StoredChangeFuzz.mutated(client.encode(any.ofClient()), random));
    }
  }

  @Test
  void refusesEveryTruncation() {
    for (int i = 0; i < 200; i++) {
      byte[] bytes = server.encode(any.ofServer());
      for (int length = 0; length < bytes.length; length++) {
        byte[] truncated = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> server.decode(truncated)).isInstanceOf(WireException.class);
      }
    }
  }

  @Test
  void namesAKindThatItDoesNotKnow() {
    assertThatThrownBy(() -> server.decode(new byte[] {0x17}))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("unknown kind of change: 23");
  }

  @Test
  void keepsTheFormThatStandsInJournals() {
    byte[] bytes = server.encode(new Change.PutMitigation(typical(7).with(MEANS)));

    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "06" // put mitigation with its means
                + TYPICAL
                + "6666696c746572" // mitigator
                + "016f7777772e6578616d706c652e636f6d" // one name
                + "0145c000020720"); // 192.0.2.7/32
  }

  @Test
  void keepsTheFormThatStandsInJournalsForMitigationsWithAliases() {
    var web = new Alias("web", Scope.of(Prefix.parse("192.0.2.7")));
    var means = new Means(List.of("filter"), List.of(), List.of(web));

    byte[] bytes = server.encode(new Change.PutMitigation(typical(7).with(means)));

    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "08" // put mitigation with its means and aliases
                + TYPICAL
                + "6666696c74657200" // mitigator, no names
                + "0163776562" // one alias
                + "0145c0000207200000000000"); // 192.0.2.7/32 and nothing else
  }

  @Test
  void keepsTheFormThatStandsInJournalsForWhatSeveralEnforceOrAPersonApproved() {
    var means = new Means(List.of("edge", "scrubber"), List.of(), List.of());
    var given = new Consent.Given("jo", Instant.ofEpochSecond(1));

    byte[] bytes = server.encode(new Change.PutMitigation(typical(7).with(means).with(given)));

    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "09" // put mitigation with several mitigators, or a consent
                + TYPICAL
                + "02646564676568736372756262657200" // two mitigators, no names
                + "00" // no aliases
                + "02626a6f0100"); // given by jo, in the first second
  }

  @Test
  void readsWhatWasWrittenBeforeMeansWereKept() {
    var change = server.decode(beforeMeans());

    assertThat(change).isEqualTo(new Change.PutMitigation(typical(7)));
  }

  @Test
  void isCompactAndQuick() {
    var changes = new Change[1000];
    for (int i = 0; i < changes.length; i++) changes[i] = new Change.PutMitigation(typical(i));
    long bytes = 0;
    for (int round = 0; round < 200; round++) {
      long began = System.nanoTime();
      byte[][] encoded = new byte[changes.length][];
      for (int i = 0; i < changes.length; i++) encoded[i] = server.encode(changes[i]);
      long written = System.nanoTime();
      for (int i = 0; i < changes.length; i++) bytes += server.decode(encoded[i]).hashCode() & 1;
      long read = System.nanoTime();
      if (round == 199) {
        System.out.printf(
            "%d bytes, %d ns to write, %d ns to read (%d)%n",
            encoded[0].length,
            (written - began) / changes.length,
            (read - written) / changes.length,
            bytes);
      }
    }
    assertThat(server.encode(changes[0])).hasSizeLessThan(160);
  }

  /// A mitigation in the form that was written before means were kept.
  static byte[] beforeMeans() {
    return HexFormat.of().parseHex("01" + TYPICAL);
  }

  static Mitigation typical(int mid) {
    var scope =
        new Scope(
            List.of(Prefix.parse("2001:db8:6401::1"), Prefix.parse("192.0.2.0/24")),
            List.of(new PortRange(80, 80), new PortRange(8000, 8080)),
            List.of(6, 17),
            List.of(),
            List.of(),
            List.of());
    return new Mitigation(
        new MitigationKey("acme", "dz6pHjaADkaFTbjr0JGBpw", mid),
        "gvEPlkrhXVlmSdtvRPSoGgRPuU7fHsKtbjDlTTFyyCQ",
        new MitigationRequest(scope, 3600, true, Optional.empty()),
        1_000_000 + mid,
        MitigationState.IN_PROGRESS,
        Instant.parse("2026-01-01T00:00:00.123456789Z"),
        Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
        Optional.of(Instant.parse("2026-01-01T01:00:00Z")),
        Optional.empty(),
        Duration.ZERO,
        Means.NONE,
        new Consent.NotNeeded(),
        Mitigation.ONLY_NODE);
  }

  private static Random seeded() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    return new Random(seed);
  }
}
