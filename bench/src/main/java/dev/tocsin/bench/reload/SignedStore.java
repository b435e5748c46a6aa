// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.reload;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.reload.core.security.CertificateCache;
import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.core.security.SignedSecurity;
import dev.tocsin.reload.io.enrolment.OverlayAuthority;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.draft.DraftUsages;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.usage.SipRegistration;
import dev.tocsin.reload.wire.usage.StandardKind;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// A SIP registration that a peer stores, signed as value and as message with keys of 2048 bits,
/// three hops on its way.
final class SignedStore {

  static final DraftProfile PROFILE = DraftProfile.PROFILE;

  private static final String OVERLAY = "example.com";
  private static final int RSA_BITS = 2048;
  private static final long KIND = StandardKind.SIP_REGISTRATION.number();
  private static final int CERTIFICATES_MAX = 100;

  final Id peer;
  final Instant now = Instant.now();
  final SignedSecurity security;
  final Request.Store request;
  final Message message;
  final byte[] bytes;

  private final SplittableRandom random = new SplittableRandom(6940);

  SignedStore() {
    this.peer = Id.random(random);
    var root = CertificateAuthority.create("root", KeyKind.P256, Duration.ofDays(30), now);
    var authority = new OverlayAuthority(root, OVERLAY);
    var pair = pair();
    var certificate =
        authority.certify(
            pair.getPublic(), List.of("alice@" + OVERLAY), List.of(peer), Duration.ofDays(30), now);
    var cache = new CertificateCache(authority.trust(), CERTIFICATES_MAX);
    cache.add(certificate.der(), now);
    // Whoever checks knows the certificate from the link that the message came over.
    var forms = new SignedSecurity.Forms(Credentials.Form.PEER, Credentials.Form.USER);
    var own = new Credentials(pair.getPrivate(), certificate, peer);
    this.security = new SignedSecurity(PROFILE, own, forms, cache);
    this.request = new Request.Store(Id.random(random), List.of(values()));
    this.message = signed(PROFILE.contents(request));
    this.bytes = PROFILE.write(message);
  }

  private static KeyPair pair() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KindValues values() {
    var registration = new SipRegistration.Route("", List.of(entry()));
    var value = Entry.Value.of(DraftUsages.write(registration));
    var entry = new Entry.Keyed(Bytes.owning(peer.bytes()), value);
    var stored = new StoredValue(now.getEpochSecond() * 1000, 3600, entry, Optional.empty());
    return new KindValues(KIND, 0, List.of(security.signed(peer, KIND, stored)));
  }

  Destination entry() {
    return new Destination.Unresolved(Id.random(random));
  }

  /// Signs anew.
  Message signed(Contents contents) {
    var via = List.of(entry(), entry(), entry());
    var header =
        new Header(
            PROFILE.overlay(OVERLAY),
            100,
            Routing.UNSPECIFIED,
            Fragment.WHOLE,
            random.nextLong(),
            new Path(List.of(entry()), via, Optional.empty()));
    var signature = security.sign(header.overlay(), header.transaction(), contents);
    return new Message(header, contents, signature);
  }

  /// As a receiver does.
  ///
  /// @throws IllegalStateException if the signature is not right
  SignedSecurity.Author author(Message received) {
    var author = security.author(received, peer, now);
    if (author instanceof SignedSecurity.Author.Known) return author;
    throw new IllegalStateException("not proved: " + author);
  }
}
