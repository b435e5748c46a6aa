// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.wire.config.OverlayDocument;
import dev.tocsin.reload.wire.config.OverlayDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With the draft's example, which holds for a day.
class RememberedOverlayTest {

  private static final String NAME = "chord.example.com";
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;

  private final OverlayDocument document =
      OverlayDocument.read(OverlayDocuments.file("overlay.xml"));
  private Path file;
  private Instant now = BEGIN;
  private int searches;
  private boolean isDown;

  @BeforeEach
  void chooseAFile() {
    file = folder.resolve("overlay.xml");
  }

  private RememberedOverlay overlay() {
    return new RememberedOverlay(NAME, file, this::search, () -> now);
  }

  private Discovered search() {
    searches++;
    return isDown ? new Discovered.Failed("down") : found();
  }

  private Discovered.Found found() {
    return new Discovered.Found(document.overlay(NAME).orElseThrow(), document, now);
  }

  @Test
  void isFetchedOnceForAsLongAsItHolds() {
    var fetched = overlay().current();
    now = BEGIN.plus(Duration.ofHours(23));
    isDown = true;

    assertThat(overlay().current()).isEqualTo(fetched);
    assertThat(searches).isEqualTo(1);
  }

  @Test
  void isFetchedAgainWhenItHasExpired() {
    overlay().current();
    now = BEGIN.plus(Duration.ofHours(24));

    assertThat(overlay().current()).isEqualTo(found());
    assertThat(searches).isEqualTo(2);

    now = now.plus(Duration.ofHours(24));
    isDown = true;
    assertThat(overlay().current()).isEqualTo(new Discovered.Failed("down"));
  }

  @Test
  void isFetchedAgainWhenTheClockWentBack() {
    overlay().current();
    now = BEGIN.minus(Duration.ofHours(1));

    assertThat(overlay().current()).isEqualTo(found());
  }

  @Test
  void isFetchedAgainWhenTheFileIsDamagedOrForAnother() throws IOException {
    overlay().current();
    Files.writeString(file, "<overlay");
    assertThat(overlay().current()).isEqualTo(found());

    Files.write(file, OverlayDocuments.file("overlays.xml"));
    assertThat(overlay().current()).isEqualTo(found());
    assertThat(searches).isEqualTo(3);
  }
}
