// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import static dev.tocsin.alto.wire.MediaTypes.EVENT_STREAM;
import static dev.tocsin.alto.wire.MediaTypes.NETWORK_MAP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.wire.MediaTypes;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Patience.Place SERVER =
      new Patience.Place(Origin.of(URI.create("https://alto.example/")), Optional.empty());

  private static Optional<Ask> next(String from, String to) throws AltoClientException {
    var ask = Ask.get(URI.create(from), MediaTypes.DIRECTORY, Optional.empty());
    return new Redirects(ask, 5).next(ask, 307, Optional.of(to));
  }

  @Test
  void staysWithHttps() throws Exception {
    assertThat(next("http://alto.example/a", "https://alto.example/a")).isPresent();
    assertThat(next("https://alto.example/a", "https://other.example/")).isPresent();
    assertThatThrownBy(() -> next("https://alto.example/a", "http://alto.example/a"))
        .hasMessage("https://alto.example/a redirects out of HTTPS to http://alto.example/a");
  }

  @Test
  void tellsServersApart() {
    assertThat(SERVER.server())
        .isEqualTo(Origin.of(URI.create("HTTPS://ALTO.example:443/x?y")))
        .isNotEqualTo(Origin.of(URI.create("https://alto.example:8443/")))
        .isNotEqualTo(Origin.of(URI.create("http://alto.example:443/")));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2026-03-01T12:00:00Z",
    "120, 2026-03-01T12:02:00Z",
    "'Sun, 1 Mar 2026 13:00:00 GMT', 2026-03-01T13:00:00Z",
    // longer than a day has to be said again
    "99999999999999999999, 2026-03-02T12:00:00Z",
    "'Mon, 1 Mar 2027 13:00:00 GMT', 2026-03-02T12:00:00Z",
  })
  void readsWhenToComeBack(String field, Instant until) {
    assertThat(new Patience().busy(SERVER, Optional.of(field), NOW)).contains(until);
  }

  @ParameterizedTest
  @CsvSource({"''", "soon", "-5", "1.5", "2026-03-01"})
  void ignoresWhatSaysNothing(String field) {
    var patience = new Patience();

    assertThat(patience.busy(SERVER, Optional.of(field), NOW)).isEmpty();
    assertThat(patience.notBefore(SERVER, NOW)).isEmpty();
  }

  @Test
  void forgetsWhenTheTimeHasCome() {
    var patience = new Patience();
    patience.busy(SERVER, Optional.of("60"), NOW);

    assertThat(patience.notBefore(SERVER, NOW.plusSeconds(59))).isPresent();
    assertThat(patience.notBefore(SERVER, NOW.plusSeconds(60))).isEmpty();
  }

  @Test
  void leavesOnlyTheStreamAloneThatHasNoRoom() {
    var patience = new Patience();
    var stream = Ask.get(URI.create("https://a.example/updates"), EVENT_STREAM, Optional.empty());
    var map = Ask.get(URI.create("https://a.example/map"), NETWORK_MAP, Optional.empty());

    patience.busy(Patience.Place.of(stream), Optional.of("60"), NOW);

    assertThat(patience.notBefore(Patience.Place.of(stream), NOW)).isPresent();
    assertThat(patience.notBefore(Patience.Place.of(map), NOW)).isEmpty();
    patience.busy(Patience.Place.of(map), Optional.of("90"), NOW);
    assertThat(patience.notBefore(Patience.Place.of(stream), NOW.plusSeconds(70))).isPresent();
  }
}
