// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.io.settings.DomainText;
import dev.tocsin.dots.io.settings.ServerSettings;
import dev.tocsin.dots.io.store.AnyCustomer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Domains as JSON: what is written reads as it was, and anything else is refused with a reason.
class DomainJsonTest {

  @TempDir Path folder;
  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);
  private DomainText text;

  @BeforeEach
  void readSettings() throws Exception {
    var file = folder.resolve("server.yaml");
    Files.writeString(
        file,
        """
        keys: {pre-shared-keys: psk}
        mitigators: {filter: {type: none}, scrubber: {type: none}}
        """);
    text = new DomainText(ServerSettings.read(file));
  }

  @Test
  void readsWhatItWrites() {
    for (int i = 0; i < 500; i++) {
      var domain = comparable(new AnyCustomer(random).domain("d" + i));

      var written = DomainJson.write(domain).toString();

      assertThat(text.read(written)).as("seed %s: %s", seed, written).isEqualTo(domain);
    }
  }

  /// A domain owns something, and its identities come by their kinds.
  private static Domain comparable(Domain domain) {
    var names = domain.names().isEmpty() ? List.of("own.example") : domain.names();
    var identities =
        domain.identities().stream()
            .sorted(
                (one, other) ->
                    one.getClass().getSimpleName().compareTo(other.getClass().getSimpleName()))
            .toList();
    return new Domain(
        domain.name(),
        identities,
        domain.prefixes(),
        names,
        domain.mitigators(),
        domain.limits(),
        domain.policy());
  }

  /// Bytes that were damaged anywhere lead to a domain or to a refusal, never to anything else.
  @Test
  void refusesDamagedBodiesWithAReason() {
    for (int i = 0; i < 5_000; i++) {
      var bytes =
          DomainJson.write(new AnyCustomer(random).domain("d"))
              .toString()
              .getBytes(StandardCharsets.UTF_8);
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        text.read(Body.read(request(bytes)).toString());
      } catch (Refusal refusal) {
        assertThat(refusal.answer().status()).as("seed %s", seed).isBetween(400, 499);
      } catch (ConfigException mistakes) {
        assertThat(Refusal.of(mistakes).answer().status()).isEqualTo(400);
      }
    }
  }

  private static WebRequest request(byte[] body) {
    return new WebRequest(
        "POST",
        "/v1/domains",
        "",
        Map.of("Content-Type", List.of("application/json")),
        body,
        Optional.empty(),
        "127.0.0.1:1");
  }
}
