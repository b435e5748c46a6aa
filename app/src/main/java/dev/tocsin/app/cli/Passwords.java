// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import dev.tocsin.base.identity.PrivateFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where passwords come from: never from arguments, which everybody on the machine can read.
public final class Passwords {

  private Passwords() {}

  /// @param file its first line is the password; null asks as {@link #ask} does
  public static String from(@Nullable Path file, String user) {
    return file == null ? ask(user) : PrivateFile.firstLine(file);
  }

  /// Asked for at a terminal, otherwise the first line of standard input.
  public static String ask(String user) {
    var console = System.console();
    if (console != null && console.isTerminal()) {
      var typed = console.readPassword("Password of %s: ", user);
      return typed == null ? "" : new String(typed);
    }
    try {
      var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      var line = in.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read", e);
    }
  }
}
