// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.observe.Logging.Format;
import dev.tocsin.base.observe.Logging.Verbosity;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

class LoggingTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @AfterEach
  void restore() {
    Logging.configure(Verbosity.WARN, Format.TEXT);
  }

  @Test
  void writesOneTextLinePerEvent() {
    Logging.configure(Verbosity.INFO, Format.TEXT, out);

    LoggerFactory.getLogger("dev.tocsin.dots.Server").info("listening on {}", 4646);

    assertThat(written())
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  dots.Server: listening on 4646\n");
  }

  @Test
  void aPeerCannotForgeALineOrSteerTheTerminal() {
    Logging.configure(Verbosity.INFO, Format.TEXT, out);

    LoggerFactory.getLogger("x").info("name {}", "a\n2026-01-01 INFO x: forged\r\u001b[2J\u202e");

    assertThat(written()).containsOnlyOnce("\n").endsWith("forged\\u000d\\u001b[2J\\u202e\n");
  }

  @Test
  void cutsAFloodShortAndSaysHowMuchWasLeftOut() {
    // given
    var now = new AtomicReference<>(Instant.EPOCH);
    Logging.configure(Verbosity.INFO, Format.TEXT, out, now::get);
    var log = LoggerFactory.getLogger("x");

    // when
    for (var i = 0; i < LogBudget.BURST + 50; i++) log.info("session {} opened", i);
    log.info("of another kind");
    now.set(Instant.EPOCH.plusSeconds(2));
    log.info("session {} opened", "late");

    // then
    var lines = written().lines().toList();
    assertThat(lines).hasSize(LogBudget.BURST + 3);
    assertThat(lines.get(LogBudget.BURST)).endsWith("of another kind");
    assertThat(lines.get(LogBudget.BURST + 1)).endsWith("50 lines like the next one were left out");
    assertThat(lines.getLast()).endsWith("session late opened");
  }

  @Test
  void showsNoHeadersOfRequestsHoweverMuchIsAskedFor() {
    Logging.configure(Verbosity.TRACE, Format.TEXT, out);

    var jetty = LoggerFactory.getLogger("org.eclipse.jetty.http.HttpParser");
    jetty.debug("HEADER Authorization: Bearer secret");
    jetty.info("started");

    assertThat(written()).contains("started").doesNotContain("secret");
  }

  @Test
  void debuggingIsNotLimited() {
    Logging.configure(Verbosity.DEBUG, Format.TEXT, out, () -> Instant.EPOCH);

    for (var i = 0; i < 3 * LogBudget.BURST; i++) LoggerFactory.getLogger("x").debug("step {}", i);

    assertThat(written().lines()).hasSize(3 * LogBudget.BURST);
  }

  @Test
  void indentsStackTraces() {
    Logging.configure(Verbosity.INFO, Format.TEXT, out);

    LoggerFactory.getLogger("x").error("failed", new IllegalStateException("why\nforged"));

    assertThat(written().lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("    "));
  }

  @Test
  void writesJsonThatReadsBack() {
    Logging.configure(Verbosity.DEBUG, Format.JSON, out);

    LoggerFactory.getLogger("a.B").debug("say \"{}\"", "x\ny", new IllegalStateException("why"));

    assertThat(written()).containsOnlyOnce("\n");
    var json = new JsonMapper().readTree(written());
    assertThat(json.get("level").asString()).isEqualTo("DEBUG");
    assertThat(json.get("logger").asString()).isEqualTo("a.B");
    assertThat(json.get("message").asString()).isEqualTo("say \"x\ny\"");
    assertThat(json.get("trace").asString()).contains("IllegalStateException: why");
  }

  @Test
  void leavesOutWhatIsBelowTheLevelAndKeepsLibrariesQuiet() {
    Logging.configure(Verbosity.DEBUG, Format.TEXT, out);

    LoggerFactory.getLogger("dev.tocsin.X").trace("hidden");
    LoggerFactory.getLogger("org.eclipse.californium.core.X").info("hidden");
    LoggerFactory.getLogger("org.eclipse.californium.core.X").warn("shown");

    assertThat(written()).contains("shown").doesNotContain("hidden");
  }

  private String written() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
