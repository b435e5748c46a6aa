// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import dev.tocsin.app.daemon.Durations;
import java.time.Duration;
import picocli.CommandLine.Option;

/// How long a command waits for whom it asks, and how it prints what it hears.
public final class AnswerOptions {

  @Option(names = "--json", description = "Print what comes back as JSON.")
  private boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = Durations.Converter.class,
      description = "How long to wait for each answer (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ofSeconds(60);

  public boolean isJson() {
    return json;
  }

  public Duration timeout() {
    return timeout;
  }
}
