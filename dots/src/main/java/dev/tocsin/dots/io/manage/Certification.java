// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.ManagementAnswer;
import dev.tocsin.dots.core.server.ManagementRequest;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Certifies keys that customers made themselves, with the authority of the settings: what comes is
/// a request that its key has signed, what goes is a certificate. Any thread.
final class Certification {

  private static final String CSR = "csr";
  private static final String DAYS = "days";
  private static final int DAYS_USUAL = 365;
  private static final int DAYS_MAX = 3_650;

  private final Optional<CertificateAuthority> authority;
  private final InstantSource clock;

  private Certification(Optional<CertificateAuthority> authority, InstantSource clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /// @throws ConfigException naming the file that cannot be used, or an authority whose
  ///   certificates nobody would be let in with
  static Certification of(ServerSettings settings, InstantSource clock) {
    var folder = settings.management().authority();
    return new Certification(folder.map(each -> trusted(each, settings)), clock);
  }

  private static CertificateAuthority trusted(Path folder, ServerSettings settings) {
    var authority = CertificateAuthority.load(folder);
    if (settings.endpoint().keys().trust().authorities().contains(authority.certificate())) {
      return authority;
    }
    throw new ConfigException(
        folder,
        "nobody would be let in with its certificates: 'keys.trusted-authorities' does not name it");
  }

  private record Asked(PublicKey key, Duration validity) {}

  /// @param server where the customer is looked up and told of the new credential
  WebAnswer certify(
      String domain, ObjectNode body, Function<ManagementRequest, ManagementAnswer> server) {
    var by =
        authority.orElseThrow(
            () ->
                new Refusal(
                    409, "", "the server certifies nobody: 'management.authority' names none"));
    var asked = read(body);
    var found = server.apply(new ManagementRequest.ShowDomain(domain));
    if (!(found instanceof ManagementAnswer.Found)) return CustomerAnswers.write(found);
    var certificate = certificate(by, domain, asked);
    var fingerprint = Fingerprints.of(asked.key());
    var stored =
        server.apply(
            new ManagementRequest.AddCredential(
                domain, new Credential.KeyFingerprint(fingerprint), Optional.empty()));
    return switch (stored) {
      case ManagementAnswer.Stored(var customer, _) ->
          answer(customer, fingerprint, certificate, by.certificate());
      case ManagementAnswer.Refused _,
          ManagementAnswer.Found _,
          ManagementAnswer.Removed _,
          ManagementAnswer.Domains _,
          ManagementAnswer.Configured _ ->
          CustomerAnswers.write(stored);
    };
  }

  private X509Certificate certificate(CertificateAuthority by, String domain, Asked asked) {
    var names = new CertificateOrder.Names(List.of(), List.of(), List.of());
    try {
      return by.certify(
          asked.key(),
          new CertificateOrder(domain, CertificateOrder.Role.CLIENT, names, asked.validity()),
          clock.instant());
    } catch (ConfigException ended) {
      throw new Refusal(409, "", String.valueOf(ended.getMessage()));
    }
  }

  private static Asked read(ObjectNode body) {
    Body.only(body, List.of(CSR, DAYS));
    var text = Body.string(body, CSR).orElseThrow(() -> new Refusal(400, CSR, "is missing here"));
    var days = body.get(DAYS);
    int count = days == null ? DAYS_USUAL : days.isIntegralNumber() ? days.asInt(0) : 0;
    if (count < 1 || count > DAYS_MAX) {
      throw new Refusal(400, DAYS, "expected a number from 1 to " + DAYS_MAX);
    }
    try {
      return new Asked(Pem.certificateRequest(CSR, text).publicKey(), Duration.ofDays(count));
    } catch (ConfigException wrong) {
      throw new Refusal(400, CSR, String.valueOf(wrong.getMessage()));
    }
  }

  private static WebAnswer answer(
      Customer customer, String fingerprint, X509Certificate certificate, X509Certificate by) {
    return CustomerAnswers.json(
            200,
            JsonNodeFactory.instance
                .objectNode()
                .put("domain", customer.name())
                .put("key-fingerprint", fingerprint)
                .put("expires", certificate.getNotAfter().toInstant().toString())
                .put("certificate", Pem.text(certificate))
                .put("authority", Pem.text(by)))
        .with("ETag", CustomerAnswers.tag(customer));
  }
}
