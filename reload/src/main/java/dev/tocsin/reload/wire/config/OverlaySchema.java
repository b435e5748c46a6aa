// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Objects;

/// What a configuration document looks like, for other programs: RELAX NG in its XML syntax. It is
/// narrower than what is read here: it wants the namespace, and refuses names in it that it does
/// not know.
public final class OverlaySchema {

  public static final String MEDIA_TYPE = "application/xml";

  private OverlaySchema() {}

  public static String text() {
    try (var in = OverlaySchema.class.getResourceAsStream("overlay.rng")) {
      return new String(Objects.requireNonNull(in, "overlay.rng").readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("what comes with this class can be read", e);
    }
  }
}
