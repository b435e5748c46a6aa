// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.security.CertificateCache;
import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.core.security.MessageSecurity.Author;
import dev.tocsin.reload.core.security.SignedSecurity;
import dev.tocsin.reload.core.storage.Outcome;
import dev.tocsin.reload.core.storage.Storage;
import dev.tocsin.reload.core.storage.StorageLimits;
import dev.tocsin.reload.core.storage.ValueCheck;
import dev.tocsin.reload.core.usage.AccessRule;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.MergeRule;
import dev.tocsin.reload.core.usage.ResourceName;
import dev.tocsin.reload.core.usage.SeedRule;
import dev.tocsin.reload.core.usage.Usage;
import dev.tocsin.reload.io.enrolment.OverlayAuthority;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A move between overlays of one authority in which everybody signs: a certificate names its peers
/// with their overlay, its users without.
class SignedMoveTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration VALIDITY = Duration.ofDays(30);
  private static final Id OTHER = new Id(7, 7);
  private static final CertificateAuthority ROOT =
      CertificateAuthority.create("root", KeyKind.P256, VALIDITY, NOW);
  private static final KeyPair PAIR = pair();

  private static final Kinds KINDS =
      Kinds.of(
          new Usage() {
            @Override
            public String name() {
              return "NOTES";
            }

            @Override
            public List<Kind> kinds() {
              var seeds = SeedRule.PEERS.or(SeedRule.USERS);
              var rules = new Kind.Rules(seeds, AccessRule.at(seeds), MergeRule.NEWEST, true);
              var limits = new Kind.Limits(1, 100, 0);
              return List.of(new Kind(Mover.NOTE, "NOTE", Model.SINGLE, limits, rules));
            }
          });

  private final Mover mover =
      new Mover(
          Mover.overlay("a.example", security("a.example", Mover.SELF), KINDS),
          Mover.overlay("b.example", security("b.example", Mover.SELF), KINDS),
          Mover.PARAMETERS);

  private static KeyPair pair() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SignedSecurity security(String overlay, Id peer) {
    var authority = new OverlayAuthority(ROOT, overlay);
    var users = List.of("user" + peer.toString().substring(30) + "@example.com");
    var certificate = authority.certify(PAIR.getPublic(), users, List.of(peer), VALIDITY, NOW);
    return new SignedSecurity(
        DraftProfile.PROFILE,
        new Credentials(PAIR.getPrivate(), certificate, peer),
        SignedSecurity.Forms.WHOLE,
        new CertificateCache(authority.trust(), 10));
  }

  private static Request.Store storing(Id place, StoredValue value) {
    return new Request.Store(place, List.of(new KindValues(Mover.NOTE, 0, List.of(value))));
  }

  // What a peer keeps in A of another one, which is gone.
  private void keepInA(Id place) {
    var others = security("a.example", OTHER);
    var storage = new Storage(KINDS, new ValueCheck(others), StorageLimits.DEFAULT);
    var value = others.signed(place, Mover.NOTE, mover.value(Mover.note("other")));
    var author = new Author.Known(OTHER, Optional.empty());
    var outcome = storage.store(storing(place, value), author, false, mover.now);
    mover.within(Side.A, new NodeInput.Restored(((Outcome.Done) outcome).changes()));
  }

  private void storesOwn(StoredValue value) {
    var place = ResourceName.of(Mover.SELF);
    long stored = mover.ask(new Destination.Resource(place), storing(place, value));
    assertThat(mover.response(stored)).isInstanceOf(Answer.Stored.class);

    mover.advanceInB(Stage.READ_B);

    assertThat(mover.in(Side.A, Mover.NOTE)).containsExactly("one");
    assertThat(mover.in(Side.B, Mover.NOTE)).containsExactly("one");
  }

  @Test
  void signsItsValuesForEachOverlay() {
    storesOwn(mover.value(Mover.note("one")));
  }

  @Test
  void signsAnewForBWhatIsSignedForA() {
    var place = ResourceName.of(Mover.SELF);
    var value = mover.value(Mover.note("one"));

    storesOwn(security("a.example", Mover.SELF).signed(place, Mover.NOTE, value));
  }

  @Test
  void bringsForOthersWhatTheirSignaturesAllow() {
    keepInA(ResourceName.of("user" + OTHER.toString().substring(30) + "@example.com"));

    mover.advanceInB(Stage.WRITE_BOTH);

    assertThat(mover.in(Side.B, Mover.NOTE)).containsExactly("other");
  }

  @Test
  void leavesToOthersWhatTheyAloneCanSign() {
    keepInA(ResourceName.of(OTHER));

    mover.advanceInB(Stage.WRITE_BOTH);

    assertThat(mover.in(Side.A, Mover.NOTE)).containsExactly("other");
    assertThat(mover.in(Side.B, Mover.NOTE)).isEmpty();
    assertThat(mover.migration.figures().ofOthers()).isEqualTo(1);
    assertThat(mover.migration.figures().notTaken()).isZero();
  }
}
