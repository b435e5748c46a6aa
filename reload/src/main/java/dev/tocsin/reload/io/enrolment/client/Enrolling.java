// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.client;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.reload.core.enrolment.Renewal;
import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.core.security.OverlayTrust;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.io.enrolment.client.CredentialClient.Answer;
import dev.tocsin.reload.wire.enrolment.CertificationRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Gets a peer its certificate, keeps it with its key in a folder, and renews it (EB-5, EB-6, EB-9,
/// CE-2). One thread at a time.
public final class Enrolling {

  private static final int KEY_BITS = 2_048;

  private final Where where;
  private final List<String> names;
  private final KeyFiles files;

  /// Where certificates come from, as the overlay's document says.
  ///
  /// @param trust its roots
  /// @param servers credential servers, tried in their order
  /// @param authorities of these servers' own certificates; empty for those that the JDK believes
  public record Where(OverlayTrust trust, List<URI> servers, List<X509Certificate> authorities) {
    public Where {
      servers = List.copyOf(servers);
      authorities = List.copyOf(authorities);
      if (servers.isEmpty()) throw new IllegalArgumentException("no credential server");
    }
  }

  /// @param folder of this peer, made, mode 0700, if it is missing
  /// @param names that are wanted; empty for all that the user has
  public Enrolling(Where where, List<String> names, Path folder) {
    this.where = where;
    this.names = List.copyOf(names);
    this.files = KeyFiles.in(folder, "peer");
  }

  /// What came of asking.
  public sealed interface Outcome {

    /// @param renewal when to ask again
    record Enrolled(Credentials credentials, Renewal renewal) implements Outcome {}

    record Refused(String why) implements Outcome {}
  }

  /// What the folder holds, if it is valid now.
  ///
  /// @throws ConfigException if what is there cannot be used
  public Optional<Outcome.Enrolled> kept(Instant now) {
    if (!Files.exists(files.certificate()) || !Files.exists(files.key())) return Optional.empty();
    var certificate = Pem.certificates(files.certificate()).getFirst();
    var own = PeerCertificate.of(certificate, where.trust().overlay());
    if (refusal(own, pair(), now).isPresent()) return Optional.empty();
    return Optional.of(enrolled(own, obtained(own)));
  }

  // Certificates begin before they are issued, for clocks that are behind.
  private Instant obtained(PeerCertificate own) {
    try {
      return Files.getLastModifiedTime(files.certificate()).toInstant();
    } catch (IOException e) {
      return own.certificate().getNotBefore().toInstant();
    }
  }

  private Outcome.Enrolled enrolled(PeerCertificate own, Instant obtained) {
    var credentials = new Credentials(pair().getPrivate(), own, own.peers().getFirst());
    var ends = own.certificate().getNotAfter().toInstant();
    return new Outcome.Enrolled(credentials, new Renewal(obtained, ends));
  }

  /// What the folder holds as long as that need not be renewed, otherwise a new certificate.
  ///
  /// @throws IOException as {@link #enrol}, unless what is there is valid still
  public Outcome current(Login login, Instant now) throws IOException {
    var kept = kept(now);
    if (kept.isPresent() && !kept.get().renewal().isDue(now)) return kept.get();
    try {
      return enrol(login, now);
    } catch (IOException e) {
      if (kept.isPresent()) return kept.get();
      throw e;
    }
  }

  /// Asks for a certificate and keeps it. A key that is there is used again, so that the peer stays
  /// who it is.
  ///
  /// @throws IOException if no server answers
  /// @throws WireException if a server answers with something else than certificates
  public Outcome enrol(Login login, Instant now) throws IOException {
    // Kept before anybody knows of it: who asks again after a lost answer is known again.
    if (!Files.exists(files.key())) files.writeKey(generate());
    var pair = pair();
    var request = CertificationRequest.write(pair, names, List.of());
    return switch (ask(login, request)) {
      case Answer.Refused(_, var why) -> new Outcome.Refused(why);
      case Answer.Given(var certificates) -> keep(certificates, pair, now);
    };
  }

  private Answer ask(Login login, Bytes request) throws IOException {
    try (var client = new CredentialClient(login, where.authorities())) {
      var failures = new IOException("no credential server answers");
      for (var server : where.servers()) {
        try {
          return client.ask(server, request);
        } catch (IOException e) {
          if (where.servers().size() == 1) throw e;
          failures.addSuppressed(e);
        }
      }
      throw failures;
    }
  }

  private Outcome keep(List<Bytes> certificates, KeyPair pair, Instant now) {
    var overlay = where.trust().overlay();
    var own =
        certificates.stream()
            .map(der -> PeerCertificate.read(der, overlay))
            .filter(each -> each.certificate().getPublicKey().equals(pair.getPublic()))
            .findFirst();
    if (own.isEmpty()) return new Outcome.Refused("no certificate of the answer is for this key");
    var refusal = refusal(own.get(), pair, now);
    if (refusal.isPresent()) return new Outcome.Refused("the certificate: " + refusal.get());
    files.writeCertificate(own.get().certificate(), true);
    try {
      Files.setLastModifiedTime(files.certificate(), FileTime.from(now));
    } catch (IOException e) {
      throw new ConfigException(files.certificate(), "cannot be dated: " + e.getMessage(), e);
    }
    return enrolled(own.get(), now);
  }

  // EB-9: "MUST check that the certificate returned was signed by one of" the root-certs.
  private Optional<String> refusal(PeerCertificate own, KeyPair pair, Instant now) {
    if (!own.certificate().getPublicKey().equals(pair.getPublic())) {
      return Optional.of("it is for another key");
    }
    if (!OverlayTrust.isValid(own, now)) return Optional.of("it is not valid now");
    if (own.peers().isEmpty()) return Optional.of("it names no peer of this overlay");
    if (!own.users().containsAll(names)) return Optional.of("it lacks a name that was wanted");
    return where.trust().refusal(own);
  }

  private KeyPair pair() {
    var key = Pem.privateKey(files.key());
    return new KeyPair(key.publicKey(), key.privateKey());
  }

  private static KeyPair generate() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java makes keys of RSA", e);
    }
  }
}
