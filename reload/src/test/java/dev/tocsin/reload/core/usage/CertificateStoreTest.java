// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.security.Authority;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.security.Signer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CertificateStoreTest {

  private static final CertificateStore USAGE = new CertificateStore(Authority.OVERLAY);
  private static final Kind KIND = USAGE.kinds().getFirst();
  private static final PeerCertificate ALICE = Authority.alice().certificate();
  private static final PeerCertificate BOB = Authority.bob().certificate();

  @Test
  void hashesSeedsBySha1() {
    // SHA-1 of "abc" is a9993e36 4706816a ba3e2571 7850c26c 9cd0d89d (RFC 3174 §7.3).
    assertThat(ResourceName.of("abc")).isEqualTo(Id.parse("a9993e364706816aba3e25717850c26c"));
    assertThat(ResourceName.of(Authority.ALICE))
        .isEqualTo(ResourceName.of(Bytes.of(Authority.ALICE.bytes())));
    assertThat(ResourceName.of(Authority.ALICE, 1)).isNotEqualTo(ResourceName.of(Authority.ALICE));
  }

  @Test
  void storesUnderUsersAndPeers() {
    assertThat(CertificateStore.places(ALICE))
        .containsExactly(ResourceName.of("alice@test.example"), ResourceName.of(Authority.ALICE));
    assertThat(CertificateStore.place(new Signer.Peer(Authority.ALICE)))
        .contains(ResourceName.of(Authority.ALICE));
    assertThat(CertificateStore.place(new Signer.User("alice@test.example")))
        .contains(ResourceName.of("alice@test.example"));
    assertThat(CertificateStore.place(new Signer.Certificate(ALICE.der()))).isEmpty();
  }

  @Test
  void isAnArrayOfAtLeastTenOfAThousandBytes() {
    assertThat(KIND.number()).isEqualTo(3);
    assertThat(KIND.model()).isEqualTo(Model.ARRAY);
    assertThat(KIND.limits().valuesMax()).isGreaterThanOrEqualTo(10);
    assertThat(KIND.limits().valueBytesMax()).isGreaterThanOrEqualTo(1024);
  }

  private static Optional<String> refusal(PeerCertificate signer, Id place, Bytes stored) {
    var entry = new Entry.Indexed(0, Entry.Value.of(stored));
    return KIND.rules().access().refusal(signer, place, entry);
  }

  @Test
  void takesACertificateOnlyWhereItBelongs() {
    for (var place : CertificateStore.places(ALICE)) {
      assertThat(refusal(ALICE, place, ALICE.der())).isEmpty();
      assertThat(refusal(BOB, place, ALICE.der())).isPresent();
      assertThat(refusal(ALICE, place, BOB.der())).isPresent();
      assertThat(refusal(ALICE, place, Bytes.of("no certificate"))).isPresent();
      var removed = new Entry.Indexed(0, Entry.Value.NONE);
      assertThat(KIND.rules().access().refusal(ALICE, place, removed)).isEmpty();
      assertThat(KIND.rules().access().refusal(BOB, place, removed)).isPresent();
    }
    assertThat(refusal(ALICE, new Id(1, 2), ALICE.der())).isPresent();
  }

  @Test
  void refreshesWhatEndsWithinThirtyDays() {
    var now = Authority.NOW;
    var stored = CertificateStore.value(ALICE, now);
    var entry = new Entry.Indexed(4, stored.entry().value());
    var found =
        List.of(
            new StoredValue(
                stored.storageTimeMillis(), stored.lifetimeSeconds(), entry, Optional.empty()));

    assertThat(stored.lifetimeSeconds()).isEqualTo(60 * 86_400);
    assertThat(CertificateStore.due(ALICE, List.of(), now)).contains(stored);
    assertThat(CertificateStore.due(ALICE, found, now.plus(Duration.ofDays(30)))).isEmpty();
    var later = now.plus(Duration.ofDays(31));
    assertThat(CertificateStore.due(ALICE, found, later))
        .hasValueSatisfying(
            due -> {
              assertThat(due.entry()).isEqualTo(entry);
              assertThat(due.storageTimeMillis()).isEqualTo(later.toEpochMilli());
            });
  }

  @Test
  void rulesForPeersWithSeveralPlacesAndForKeysThatArePeers() {
    var places = AccessRule.at(SeedRule.numberedPeers(100));
    var entry = new Entry.Single(Entry.Value.of(Bytes.of("x")));
    assertThat(places.refusal(ALICE, ResourceName.of(Authority.ALICE, 100), entry)).isEmpty();
    assertThat(places.refusal(ALICE, ResourceName.of(Authority.ALICE, 101), entry)).isPresent();
    assertThat(places.refusal(BOB, ResourceName.of(Authority.ALICE, 1), entry)).isPresent();

    var keyed = AccessRule.at(SeedRule.USERS).and(AccessRule.keyedByPeer());
    var alices = ResourceName.of("alice@test.example");
    assertThat(keyed.refusal(ALICE, alices, key(Authority.ALICE))).isEmpty();
    assertThat(keyed.refusal(ALICE, alices, key(Authority.BOB))).isPresent();
    assertThat(keyed.refusal(BOB, alices, key(Authority.BOB))).isPresent();
  }

  private static Entry key(Id peer) {
    return new Entry.Keyed(Bytes.of(peer.bytes()), Entry.Value.of(Bytes.of("x")));
  }

  @Test
  void knowsItsUsages() {
    var kinds = Kinds.of(USAGE);
    assertThat(kinds.of(3)).contains(Model.ARRAY);
    assertThat(kinds.of(4)).isEmpty();
    assertThat(kinds.missing(List.of("CERTIFICATE", "SIP"))).containsExactly("SIP");
    assertThatThrownBy(() -> Kinds.of(USAGE, USAGE)).isInstanceOf(IllegalArgumentException.class);
  }
}
