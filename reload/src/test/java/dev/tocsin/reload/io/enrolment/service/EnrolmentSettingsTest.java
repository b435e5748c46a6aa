// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.reload.core.enrolment.EnrolmentRules;
import dev.tocsin.reload.io.enrolment.server.EnrolmentServer.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentSettingsTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z][^`]*)` \\| ([^|]*) \\|.*\\|");
  private static final String NEEDED =
      """
      overlay: ring.example
      tls: {certificate: server.pem, key: server-key.pem}
      authority: ca
      document: overlay.xml
      """;

  @TempDir Path folder;

  private EnrolmentSettings settings(String text) {
    return ConfigFile.parse(folder.resolve("enroll.yaml"), text, EnrolmentSettings::read);
  }

  @Test
  void documentsEveryKeyWithItsDefault() throws IOException {
    var text = Files.readString(DOCS.resolve("running.md"));
    int start = text.indexOf("\n## Enrolment server\n");
    var documented = new TreeMap<String, String>();
    text.substring(start, text.indexOf("\n## ", start + 1))
        .lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(row -> documented.put(row.group(1), row.group(2).strip()));

    var example = DOCS.resolve("examples/enroll.yaml");
    var asked =
        ConfigFile.parse(
            example,
            Files.readString(example),
            root -> {
              EnrolmentSettings.read(root);
              return new TreeMap<>(root.asked());
            });

    assertThat(asked).isEqualTo(documented);
  }

  @Test
  void listensOnLoopbackAndTakesUsualRulesUnlessToldOtherwise() {
    var settings = settings(NEEDED);

    assertThat(settings.listen()).hasToString("127.0.0.1:8443");
    assertThat(settings.terms()).isEqualTo(Terms.DEFAULT);
    assertThat(settings.stateFolder()).isEqualTo(folder.resolve("state"));
    assertThat(settings(NEEDED + "certificates: {lifetime: 1h, peers: 2}\n").terms().rules())
        .isEqualTo(new EnrolmentRules(Duration.ofHours(1), Duration.ofDays(30), 10, 2, 30));
  }

  @Test
  void saysWhichLinesAreWrong() {
    assertThatThrownBy(() -> settings(NEEDED + "certificates:\n  lifetime: 1s\n  device: 3\n"))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.complaints())
                    .extracting(Object::toString)
                    .anySatisfy(line -> assertThat(line).contains("enroll.yaml:6:", "'lifetime'"))
                    .anySatisfy(line -> assertThat(line).contains("enroll.yaml:7:", "'device'")));
    assertThatThrownBy(() -> settings("overlay: x\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'certificate' is missing");
  }

  @Test
  void startsWithADocumentThatLeadsToItAndWithNoOther() throws Exception {
    var now = Instant.now();
    var authority = CertificateAuthority.create("ca", KeyKind.P256, Duration.ofDays(1), now);
    var other = CertificateAuthority.create("ca", KeyKind.P256, Duration.ofDays(1), now);
    authority.save(folder.resolve("ca"), false);
    var names = new CertificateOrder.Names(List.of("ring.example"), List.of(), List.of());
    var order =
        new CertificateOrder("server", CertificateOrder.Role.SERVER, names, Duration.ofHours(1));
    KeyFiles.in(folder, "server").write(authority.issue(order, KeyKind.P256, now), false);
    var settings = settings(NEEDED + "listen: 127.0.0.1:0\nobserve: {metrics: false}\n");
    var server = "<credential-server url=\"https://ring.example/p2psip/credentials\"/>";

    refused(settings, document("other.example", root(authority), server), "nothing of the overlay");
    refused(settings, document("ring.example", root(other), server), "has no root-cert of");
    refused(settings, document("ring.example", root(authority)), "expected a credential-server");
    refused(settings, "<overlay", "overlay.xml");

    var right = document("ring.example", root(authority), server);
    Files.writeString(folder.resolve("overlay.xml"), right);
    try (var service = EnrolmentService.start(settings)) {
      Files.writeString(folder.resolve("overlay.xml"), "<overlay");
      service.reload();
      assertThat(service.local().getPort()).isPositive();
    }
  }

  private void refused(EnrolmentSettings settings, String document, String why) throws IOException {
    Files.writeString(folder.resolve("overlay.xml"), document);
    assertThatThrownBy(() -> EnrolmentService.start(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why);
  }

  private static String document(String name, String... parts) {
    return "<overlay xmlns=\"urn:ietf:params:xml:ns:p2p:overlay\" name=\"%s\" expiration=\"600\">"
            .formatted(name)
        + "<dht name=\"chord-128-2-8\"/>"
        + String.join("", parts)
        + "</overlay>";
  }

  private static String root(CertificateAuthority authority) throws Exception {
    var der = authority.certificate().getEncoded();
    return "<root-cert>" + Base64.getEncoder().encodeToString(der) + "</root-cert>";
  }
}
