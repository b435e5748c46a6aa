// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.security;

import static dev.tocsin.reload.core.security.Authority.ALICE;
import static dev.tocsin.reload.core.security.Authority.BOB;
import static dev.tocsin.reload.core.security.Authority.NOW;
import static dev.tocsin.reload.core.security.Authority.OVERLAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.security.MessageSecurity.Author;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignedSecurityTest {

  private static final int NUMBER = 77;
  private static final long TRANSACTION = 42;
  private static final Contents CONTENTS =
      DraftProfile.PROFILE.contents(new Request.Probe(List.of()));

  private final CertificateCache cache = new CertificateCache(Authority.ROOT.trust(), 10);

  private SignedSecurity of(Credentials own, Credentials.Form form) {
    return new SignedSecurity(
        DraftProfile.PROFILE, own, new SignedSecurity.Forms(form, form), cache);
  }

  private final SignedSecurity reader = of(Authority.bob(), Credentials.Form.CERTIFICATE);

  private static Message message(int overlay, long transaction, Optional<Signature> signature) {
    return message(overlay, transaction, CONTENTS, signature);
  }

  private static Message message(
      int overlay, long transaction, Contents contents, Optional<Signature> signature) {
    var path = Path.to(new Destination.Unresolved(BOB));
    var header = new Header(overlay, 100, Routing.UNSPECIFIED, Fragment.WHOLE, transaction, path);
    return new Message(header, contents, signature);
  }

  private Optional<Signature> alices(Credentials.Form form) {
    return of(Authority.alice(), form).sign(NUMBER, TRANSACTION, CONTENTS);
  }

  private Author author(Message message) {
    return reader.author(message, ALICE, NOW);
  }

  private static FailureCode code(Author author) {
    return ((Author.Refused) author).code();
  }

  @Test
  void knowsWhoSignedAMessage() {
    var signature = alices(Credentials.Form.CERTIFICATE);
    assertThat(signature.orElseThrow().algorithm()).isEqualTo(Signature.Algorithm.RSA_SHA256);
    assertThat(author(message(NUMBER, TRANSACTION, signature)))
        .isInstanceOfSatisfying(
            Author.Known.class,
            known -> {
              assertThat(known.peer()).isEqualTo(ALICE);
              assertThat(known.certificate().orElseThrow().users())
                  .containsExactly("alice@test.example");
            });
  }

  @Test
  void coversOverlayTransactionSignerAndContents() {
    var signature = alices(Credentials.Form.CERTIFICATE);
    var other = new Contents(false, 1, Bytes.of("x"));
    var stolen =
        signature.map(
            each ->
                new Signature(
                    each.algorithm(),
                    each.value(),
                    new Signer.Certificate(Authority.bob().certificate().der())));
    assertThat(code(author(message(NUMBER + 1, TRANSACTION, signature))))
        .isEqualTo(FailureCode.FORBIDDEN);
    assertThat(code(author(message(NUMBER, TRANSACTION + 1, signature))))
        .isEqualTo(FailureCode.FORBIDDEN);
    assertThat(code(author(message(NUMBER, TRANSACTION, other, signature))))
        .isEqualTo(FailureCode.FORBIDDEN);
    assertThat(code(author(message(NUMBER, TRANSACTION, stolen)))).isEqualTo(FailureCode.FORBIDDEN);
  }

  @Test
  void asksForASignature() {
    assertThat(code(author(message(NUMBER, TRANSACTION, Optional.empty()))))
        .isEqualTo(FailureCode.UNAUTHENTICATED);
  }

  @Test
  void saysWhoseCertificateIsMissing() {
    var byPeer = message(NUMBER, TRANSACTION, alices(Credentials.Form.PEER));
    var byName = message(NUMBER, TRANSACTION, alices(Credentials.Form.USER));
    assertThat(author(byPeer)).isEqualTo(new Author.Unproved(new Signer.Peer(ALICE)));
    assertThat(author(byName))
        .isEqualTo(new Author.Unproved(new Signer.User("alice@test.example")));

    assertThat(reader.learn(Authority.alice().certificate().der(), NOW)).isTrue();

    assertThat(author(byPeer)).isInstanceOf(Author.Known.class);
    assertThat(author(byName)).isInstanceOf(Author.Known.class);
  }

  @Test
  void triesAllCertificatesOfAUser() {
    var phone = Authority.certificate(Authority.BOBS, "alice@test.example", new Id(0xa11ce, 2));
    reader.learn(phone.der(), NOW);
    reader.learn(Authority.alice().certificate().der(), NOW);
    assertThat(author(message(NUMBER, TRANSACTION, alices(Credentials.Form.USER))))
        .isInstanceOfSatisfying(
            Author.Known.class, known -> assertThat(known.peer()).isEqualTo(ALICE));
  }

  @Test
  void forgetsCertificatesAfterEightHours() {
    reader.learn(Authority.alice().certificate().der(), NOW);
    var message = message(NUMBER, TRANSACTION, alices(Credentials.Form.PEER));
    var later = NOW.plus(Duration.ofHours(8));
    assertThat(reader.author(message, ALICE, later.minusSeconds(1)))
        .isInstanceOf(Author.Known.class);
    assertThat(reader.author(message, ALICE, later)).isInstanceOf(Author.Unproved.class);
    assertThat(cache.size()).isZero();
  }

  @Test
  void keepsNoMoreCertificatesThanItMay() {
    for (int i = 0; i < 30; i++) {
      var certificate =
          Authority.certificate(Authority.ALICES, "u" + i + "@test.example", new Id(9, i));
      assertThat(cache.add(certificate.der(), NOW)).isPresent();
    }
    assertThat(cache.size()).isEqualTo(10);
    assertThat(cache.of(new Id(9, 0), NOW)).isEmpty();
    assertThat(cache.of(new Id(9, 29), NOW)).hasSize(1);
  }

  private FailureCode refused(PeerCertificate certificate, Instant now) {
    var own = new Credentials(Authority.ALICES.getPrivate(), certificate, ALICE);
    var signature = of(own, Credentials.Form.CERTIFICATE).sign(NUMBER, TRANSACTION, CONTENTS);
    return code(reader.author(message(NUMBER, TRANSACTION, signature), ALICE, now));
  }

  @Test
  void believesOnlyWhomItsAuthorityVouchesFor() {
    var stranger =
        Authority.authority()
            .certify(
                Authority.ALICES.getPublic(), List.of(), List.of(ALICE), Duration.ofDays(9), NOW);
    assertThat(refused(stranger, NOW)).isEqualTo(FailureCode.UNAUTHENTICATED);
  }

  @Test
  void believesCertificatesOnlyWhileTheyAreValid() {
    var certificate = Authority.alice().certificate();
    assertThat(refused(certificate, NOW.plus(Duration.ofDays(61))))
        .isEqualTo(FailureCode.UNAUTHENTICATED);
    assertThat(refused(certificate, NOW.minus(Duration.ofDays(1))))
        .isEqualTo(FailureCode.UNAUTHENTICATED);
  }

  @Test
  void believesNoShortKeys() {
    var pair = Authority.pair(1024);
    var certificate = Authority.certificate(pair, "alice@test.example", ALICE);
    assertThat(Authority.ROOT.trust().refusal(certificate)).isPresent();
  }

  @Test
  void believesNoSha1UnlessItIsToldTo() throws Exception {
    var own = Authority.alice();
    var signer = own.signer(Credentials.Form.CERTIFICATE);
    var sha1 = java.security.Signature.getInstance("SHA1withRSA");
    sha1.initSign(own.key());
    sha1.update(DraftProfile.PROFILE.signed(NUMBER, TRANSACTION, signer, CONTENTS));
    var signature = new Signature(Signature.Algorithm.RSA_SHA1, Bytes.owning(sha1.sign()), signer);
    var message = message(NUMBER, TRANSACTION, Optional.of(signature));

    assertThat(code(author(message))).isEqualTo(FailureCode.FORBIDDEN);
    var trust = new OverlayTrust(OVERLAY, Authority.ROOT.trust().roots(), true);
    var lenient =
        new SignedSecurity(
            DraftProfile.PROFILE,
            Authority.bob(),
            SignedSecurity.Forms.WHOLE,
            new CertificateCache(trust, 10));
    assertThat(lenient.author(message, ALICE, NOW)).isInstanceOf(Author.Known.class);
  }

  @Test
  void tellsPeersOfOneCertificateApart() {
    var second = new Id(0xa11ce, 2);
    var certificate = Authority.certificate(Authority.ALICES, "alice@test.example", ALICE, second);
    var own = new Credentials(Authority.ALICES.getPrivate(), certificate, second);
    var byPeer = of(own, Credentials.Form.PEER).sign(NUMBER, TRANSACTION, CONTENTS);
    var whole = of(own, Credentials.Form.CERTIFICATE).sign(NUMBER, TRANSACTION, CONTENTS);
    reader.learn(certificate.der(), NOW);

    assertThat(known(reader.author(message(NUMBER, TRANSACTION, byPeer), ALICE, NOW)))
        .isEqualTo(second);
    assertThat(known(reader.author(message(NUMBER, TRANSACTION, whole), ALICE, NOW)))
        .isEqualTo(ALICE);
    assertThat(code(reader.author(message(NUMBER, TRANSACTION, whole), BOB, NOW)))
        .isEqualTo(FailureCode.FORBIDDEN);
  }

  private static Id known(Author author) {
    return ((Author.Known) author).peer();
  }

  private static final Id PLACE = new Id(5, 5);

  private static StoredValue value(long time, int index, String text) {
    var entry = new Entry.Indexed(index, Entry.Value.of(Bytes.of(text)));
    return new StoredValue(time, 60, entry, Optional.empty());
  }

  @Test
  void signsEveryValueWithItsPlaceAndKind() {
    var alice = of(Authority.alice(), Credentials.Form.CERTIFICATE);
    var signed = alice.signed(PLACE, 3, value(1000, -1, "a"));

    assertThat(reader.proof(PLACE, 3, signed, NOW)).isInstanceOf(Proof.Proved.class);
    assertThat(reader.proof(BOB, 3, signed, NOW)).isInstanceOf(Proof.Refused.class);
    assertThat(reader.proof(PLACE, 4, signed, NOW)).isInstanceOf(Proof.Refused.class);
    var older = new StoredValue(2000, 60, signed.entry(), signed.signature());
    assertThat(reader.proof(PLACE, 3, older, NOW)).isInstanceOf(Proof.Refused.class);
    var longer = new StoredValue(1000, 61, signed.entry(), signed.signature());
    assertThat(reader.proof(PLACE, 3, longer, NOW)).isInstanceOf(Proof.Refused.class);
    var changed = new StoredValue(1000, 60, value(0, 0, "b").entry(), signed.signature());
    assertThat(reader.proof(PLACE, 3, changed, NOW)).isInstanceOf(Proof.Refused.class);
    // What was put behind the last gets its index later.
    var placed = new StoredValue(1000, 60, value(0, 7, "a").entry(), signed.signature());
    assertThat(reader.proof(PLACE, 3, placed, NOW)).isInstanceOf(Proof.Proved.class);
    assertThat(reader.proof(PLACE, 3, value(1000, 0, "a"), NOW))
        .isEqualTo(new Proof.Refused(FailureCode.UNAUTHENTICATED, "values are signed here"));
  }

  @Test
  void signsNothingWhereAllHoldOneKey() {
    assertThat(MessageSecurity.SHARED_KEY.sign(NUMBER, TRANSACTION, CONTENTS)).isEmpty();
    assertThat(
            MessageSecurity.SHARED_KEY.author(
                message(NUMBER, TRANSACTION, Optional.empty()), ALICE, NOW))
        .isEqualTo(new Author.Known(ALICE, Optional.empty()));
    assertThat(MessageSecurity.SHARED_KEY.proof(PLACE, 3, value(1, 0, "a"), NOW))
        .isEqualTo(new Proof.NotNeeded());
  }

  @Test
  void readsPeersAndUsersFromCertificates() {
    var certificate = Authority.certificate(Authority.ALICES, "alice@test.example", ALICE, BOB);
    assertThat(certificate.peers()).containsExactly(ALICE, BOB);
    assertThat(certificate.users()).containsExactly("alice@test.example");
    // Peers of another overlay are not this one's.
    assertThat(PeerCertificate.read(certificate.der(), "other.example").peers()).isEmpty();
    assertThat(Authority.alice()).asString().doesNotContain("rivateKey");
  }
}
