// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.security;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.WireProfile;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.reload.wire.security.Signer;
import java.time.Instant;
import java.util.Optional;

/// Where every peer has a certificate (SE-1): messages and values are signed. One for each node;
/// the certificates may be shared.
public final class SignedSecurity implements MessageSecurity {

  private final WireProfile profile;
  private final Credentials own;
  private final Forms forms;
  private final CertificateCache certificates;
  private final Signatures signatures;

  /// How this node's signatures name its certificate.
  public record Forms(Credentials.Form messages, Credentials.Form values) {
    /// Everybody can check everything at once.
    public static final Forms WHOLE =
        new Forms(Credentials.Form.CERTIFICATE, Credentials.Form.CERTIFICATE);
  }

  public SignedSecurity(
      WireProfile profile, Credentials own, Forms forms, CertificateCache certificates) {
    this.profile = profile;
    this.own = own;
    this.forms = forms;
    this.certificates = certificates;
    this.signatures = new Signatures(certificates, own.certificate());
  }

  // SI-2.
  @Override
  public Optional<Signature> sign(int overlay, long transaction, Contents contents) {
    return Optional.of(
        own.sign(
            forms.messages(), signer -> profile.signed(overlay, transaction, signer, contents)));
  }

  @Override
  public Author author(Message message, Id claimed, Instant now) {
    // ER-4: 401 is for who has to sign.
    if (message.signature().isEmpty()) {
      return new Author.Refused(FailureCode.UNAUTHENTICATED, "messages are signed here");
    }
    var header = message.header();
    var proof =
        signatures.check(
            message.signature().get(),
            signer ->
                profile.signed(header.overlay(), header.transaction(), signer, message.contents()),
            now);
    return switch (proof) {
      case Proof.Proved(var certificate) -> author(message.signature().get(), certificate, claimed);
      case Proof.Missing(var signer) -> new Author.Unproved(signer);
      case Proof.Refused(var code, var detail) -> new Author.Refused(code, detail);
      case Proof.NotNeeded _ -> throw new IllegalStateException("a signature that is not needed");
    };
  }

  // of several peers the signature names one, or the way that the message took does.
  private static Author author(Signature signature, PeerCertificate certificate, Id claimed) {
    var known = Optional.of(certificate);
    if (signature.signer() instanceof Signer.Peer(var id)) {
      return new Author.Known(id, known);
    }
    if (certificate.isOf(claimed)) return new Author.Known(claimed, known);
    if (certificate.peers().size() == 1) {
      return new Author.Known(certificate.peers().getFirst(), known);
    }
    return new Author.Refused(
        FailureCode.FORBIDDEN,
        "the signer's certificate has %d peers, none of which is %s"
            .formatted(certificate.peers().size(), claimed));
  }

  @Override
  public Proof proof(Id resource, long kind, StoredValue value, Instant now) {
    if (value.signature().isEmpty()) {
      return new Proof.Refused(FailureCode.UNAUTHENTICATED, "values are signed here");
    }
    return signatures.check(
        value.signature().get(), signer -> profile.signed(resource, kind, value, signer), now);
  }

  // SO-8: each value by itself, with its place and its kind.
  @Override
  public StoredValue signed(Id resource, long kind, StoredValue value) {
    var signature =
        own.sign(forms.values(), signer -> profile.signed(resource, kind, value, signer));
    return new StoredValue(
        value.storageTimeMillis(), value.lifetimeSeconds(), value.entry(), Optional.of(signature));
  }

  @Override
  public boolean learn(Bytes der, Instant now) {
    return certificates.add(der, now).isPresent();
  }
}
