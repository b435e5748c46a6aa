// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.exec;

import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.dots.mitigators.messages.ListFields;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Which command an exec mitigator runs.
///
/// @param command program and arguments; no shell is involved
/// @param timeout after it the command is killed, and the call has failed
/// @param measures whether the command understands the action `measure`
/// @param lists which access control lists the command takes
/// @param outputBytesMax what the command may print
public record ExecSettings(
    List<String> command,
    Duration timeout,
    boolean measures,
    ListFields lists,
    int outputBytesMax) {

  public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(30);
  public static final int OUTPUT_BYTES_DEFAULT = 64 << 20;

  /// Reads the settings of one instance, and refuses what is left over.
  public static ExecSettings read(Section section) {
    var settings =
        new ExecSettings(
            section
                .list("command", Kind.STRING)
                .check(words -> !words.isEmpty(), "a program and its arguments")
                .required(),
            section
                .duration("timeout", Duration.ofMillis(100), Duration.ofMinutes(10))
                .orDefault(TIMEOUT_DEFAULT),
            section.bool("measures").orDefault(true),
            section.choice("lists", ListFields.class).orDefault(ListFields.NONE),
            OUTPUT_BYTES_DEFAULT);
    section.end();
    return settings;
  }

  public ExecSettings {
    command = List.copyOf(command);
    if (command.isEmpty()) throw new IllegalArgumentException("the command is empty");
    if (!timeout.isPositive()) throw new IllegalArgumentException("timeout " + timeout);
  }

  public static ExecSettings of(String... command) {
    return new ExecSettings(
        List.of(command), TIMEOUT_DEFAULT, true, ListFields.NONE, OUTPUT_BYTES_DEFAULT);
  }

  public ExecSettings withLists(ListFields other) {
    return new ExecSettings(command, timeout, measures, other, outputBytesMax);
  }

  /// What to call the command towards people.
  String name() {
    return String.valueOf(Path.of(command.getFirst()).getFileName());
  }
}
