// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots.options;

import dev.tocsin.app.daemon.Durations;
import dev.tocsin.dots.wire.MitigationRequest;

/// Lifetimes of mitigation requests on the command line.
public final class Lifetimes {

  private Lifetimes() {}

  public static long seconds(String text) {
    if (text.equals("indefinite") || text.equals("-1")) return MitigationRequest.INDEFINITE;
    var seconds = Durations.parse(text).toSeconds();
    if (seconds == 0)
      throw new IllegalArgumentException("a lifetime of 0 is not valid (RFC 9132 §4.4.1.1)");
    return seconds;
  }
}
