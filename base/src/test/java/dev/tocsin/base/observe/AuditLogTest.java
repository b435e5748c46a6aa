// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AuditLogTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @Test
  void writesOneJsonLinePerEventBehindWhatStoodThere() throws IOException {
    var path = folder.resolve("audit.jsonl");

    try (var audit = AuditLog.open(path, AuditLog.Options.DEFAULT)) {
      assertThat(audit.record(event("mitigate", "192.0.2.0/24"))).isTrue();
    }
    try (var audit = AuditLog.open(path, AuditLog.Options.DEFAULT)) {
      audit.record(event("withdraw", ""));
    }

    var lines = lines(path);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).get("time").asString()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(lines.get(0).get("action").asString()).isEqualTo("mitigate");
    assertThat(lines.get(0).get("domain").asString()).isEqualTo("acme");
    assertThat(lines.get(0).get("client").asString()).isEqualTo("cuid");
    assertThat(lines.get(0).get("peer").asString()).isEqualTo("fingerprint");
    assertThat(lines.get(0).get("detail").asString()).isEqualTo("192.0.2.0/24");
    assertThat(lines.get(1).get("action").asString()).isEqualTo("withdraw");
  }

  @Test
  void losesNothingWhenAHundredThousandThingsHappenAtOnce() throws IOException {
    var path = folder.resolve("audit.jsonl");

    try (var audit = AuditLog.open(path, AuditLog.Options.DEFAULT)) {
      for (int i = 0; i < 100_000; i++) audit.record(event("terminated", "mid " + i));

      assertThat(audit.dropped()).isZero();
    }

    assertThat(lines(path)).hasSize(100_000);
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    var path = folder.resolve("audit.jsonl");

    AuditLog.open(path, AuditLog.Options.DEFAULT).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void keepsHostileTextWithinItsLine() throws IOException {
    var path = folder.resolve("audit.jsonl");
    var hostile =
        "a\n{\"action\":\"x\"}\r\t\"\\ \u001b[2J \u202e \u2028 \ud800 gr\u00fcn 😀 \\u000a";

    try (var audit = AuditLog.open(path, AuditLog.Options.DEFAULT)) {
      audit.record(event("mitigate", hostile));
    }

    assertThat(lines(path))
        .singleElement()
        .satisfies(line -> assertThat(line.get("detail").asString()).isEqualTo(hostile));
    assertThat(Files.readString(path))
        .doesNotContain("\u001b", "\u202e", "\u2028", "\r")
        .contains("gr\u00fcn");
  }

  @Test
  void endsALineThatACrashHasTorn() throws IOException {
    var path = folder.resolve("audit.jsonl");
    Files.writeString(path, "{\"action\":\"mit");

    try (var audit = AuditLog.open(path, AuditLog.Options.DEFAULT)) {
      audit.record(event("withdraw", ""));
    }

    var lines = Files.readAllLines(path);
    assertThat(lines).hasSize(2);
    assertThat(JSON.readTree(lines.get(1)).get("action").asString()).isEqualTo("withdraw");
  }

  @Test
  void putsAsideFullFilesAndKeepsTheLatest() throws IOException {
    var path = folder.resolve("audit.jsonl");
    var options = new AuditLog.Options(300, 2, 100, true);

    try (var audit = AuditLog.open(path, options)) {
      for (int n = 0; n < 20; n++) audit.record(event("mitigate", "number " + n));
    }

    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("audit.jsonl", "audit.jsonl.1", "audit.jsonl.2");
    }
    assertThat(Files.size(path)).isLessThanOrEqualTo(300);
    assertThat(lines(path).getLast().get("detail").asString()).isEqualTo("number 19");
    var kept = new ArrayList<String>();
    for (var name : List.of("audit.jsonl.2", "audit.jsonl.1", "audit.jsonl")) {
      lines(folder.resolve(name)).forEach(line -> kept.add(line.get("detail").asString()));
    }
    assertThat(kept.getFirst()).isEqualTo("number " + (20 - kept.size()));
  }

  @Test
  void countsAndReportsWhatADeadDiskLost() throws IOException {
    var gone = Files.createDirectory(folder.resolve("state"));
    var path = gone.resolve("audit.jsonl");
    // Every event asks for a new file, which cannot be made in a folder that is gone.
    var audit = AuditLog.open(path, new AuditLog.Options(1, 0, 100, false));
    audit.record(event("mitigate", "first"));
    awaitSize(path);
    Files.delete(path);
    Files.delete(gone);

    audit.record(event("mitigate", "lost"));
    while (audit.dropped() == 0) Thread.onSpinWait();
    Files.createDirectory(gone);
    audit.record(event("mitigate", "again"));
    audit.close();

    assertThat(audit.dropped()).isEqualTo(1);
    assertThat(lines(path))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.get("action").asString()).isEqualTo("events-lost");
              assertThat(line.get("detail").asString()).isEqualTo("1");
            });
  }

  @Test
  void takesNothingMoreOnceClosed() {
    var audit = AuditLog.open(folder.resolve("audit.jsonl"), AuditLog.Options.DEFAULT);
    audit.close();
    audit.close();

    assertThat(audit.record(event("mitigate", ""))).isFalse();
    assertThat(audit.dropped()).isEqualTo(1);
  }

  @Test
  void refusesAFileThatCannotBeWritten() throws IOException {
    var link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("target"));

    assertThatThrownBy(
            () -> AuditLog.open(folder.resolve("none/audit.jsonl"), AuditLog.Options.DEFAULT))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none/audit.jsonl: the audit log cannot be written");
    assertThatThrownBy(() -> AuditLog.open(link, AuditLog.Options.DEFAULT))
        .isInstanceOf(ConfigException.class);
  }

  private static void awaitSize(Path path) throws IOException {
    while (Files.size(path) == 0) Thread.onSpinWait();
  }

  private static AuditEvent event(String action, String detail) {
    return new AuditEvent(NOW, action, "acme", "cuid", "fingerprint", detail);
  }

  private static List<JsonNode> lines(Path path) throws IOException {
    return Files.readAllLines(path).stream().map(JSON::readTree).toList();
  }
}
