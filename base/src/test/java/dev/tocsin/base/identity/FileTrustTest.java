// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileTrustTest {

  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir private Path folder;

  @Test
  void believesWhatItsFilesSayAndNothingElse() throws IOException {
    var authority = CertificateAuthority.create("Root", KeyKind.P256, Duration.ofDays(1), NOW);
    authority.save(folder.resolve("ca"), false);
    var raw = KeyKind.P256.generate().getPublic();
    Files.write(folder.resolve("raw.pem"), Pem.write(raw));
    var secret = SharedSecrets.generate("client1");
    SharedSecrets.add(folder.resolve("psk"), secret, false);

    var trust =
        FileTrust.read(
            new FileTrust.Sources(
                List.of(folder.resolve("ca/ca.pem")),
                List.of(folder.resolve("raw.pem")),
                List.of(folder.resolve("psk"))));

    assertThat(trust.authorities()).containsExactly(authority.certificate());
    assertThat(trust.acceptsRawKey(Fingerprints.of(raw))).isTrue();
    assertThat(trust.acceptsRawKey(Fingerprints.of(authority.certificate().getPublicKey())))
        .isFalse();
    assertThat(trust.sharedKey("client1")).hasValue(secret.secret());
    assertThat(trust.sharedKey("client2")).isEmpty();
  }

  @Test
  void refusesOneIdentityInTwoFiles() {
    SharedSecrets.add(folder.resolve("a"), SharedSecrets.generate("client1"), false);
    SharedSecrets.add(folder.resolve("b"), SharedSecrets.generate("client1"), false);
    var files = List.of(folder.resolve("a"), folder.resolve("b"));

    assertThatThrownBy(() -> FileTrust.read(new FileTrust.Sources(List.of(), List.of(), files)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'client1'");
  }

  @Test
  void tellsNoSecretInItsText() {
    var secret = SharedSecrets.generate("client1");
    var trust = new FileTrust(List.of(), Set.of(), List.of(secret));

    var hex = SharedSecrets.line(secret).substring("client1:".length());
    assertThat(trust.toString() + secret).doesNotContain(hex).contains("1 shared secrets");
  }
}
