// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import dev.tocsin.alto.core.maps.MapException;
import dev.tocsin.alto.core.policy.PolicyException;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.store.StoreException;
import dev.tocsin.bench.measure.BenchException;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.lab.LabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Turns whatever a command ends with into one line on standard error and an exit code. A fault of
/// our own prints its stack trace only with `TOCSIN_TRACE=1` in the environment.
public final class Complaints {

  private static final String TRACE = "TOCSIN_TRACE";

  private Complaints() {}

  /// Options or values that cannot be: exit code 2.
  public static int wrongUsage(ParameterException e, String[] arguments) {
    var command = e.getCommandLine();
    say(command, message(e).replaceFirst("^Error: ", ""));
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  /// A command that was understood and did not succeed: exit code 1.
  public static int failed(Exception e, CommandLine command, ParseResult parsed) {
    say(command, reason(e));
    if ("1".equals(System.getenv(TRACE))) e.printStackTrace(command.getErr());
    return ExitCode.SOFTWARE;
  }

  private static void say(CommandLine command, String text) {
    text.lines().forEach(line -> sayLine(command, line));
  }

  private static void sayLine(CommandLine command, String line) {
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + line);
  }

  private static String reason(Throwable e) {
    return switch (e) {
      case ExecutionException wrapped when wrapped.getCause() != null -> reason(wrapped.getCause());
      case UncheckedIOException wrapped when wrapped.getCause() != null ->
          reason(wrapped.getCause());
      case NoSuchFileException file -> file.getFile() + ": no such file or folder";
      case AccessDeniedException file -> file.getFile() + ": permission denied";
      case NotDirectoryException file -> file.getFile() + ": expected a folder, found a file";
      case FileAlreadyExistsException file -> file.getFile() + ": exists already";
      case UnknownHostException host -> "no address is known for '" + host.getMessage() + "'";
      case UnresolvedAddressException _ -> "no address is known for the host";
      case BindException bind -> "cannot listen: " + message(bind);
      case ConnectException connect -> "cannot connect: " + message(connect);
      // A line for every mistake in the file, each with its place.
      case ConfigException config when config.complaints().size() > 1 ->
          config.complaints().stream()
              .map(each -> oneLine(each.toString()))
              .collect(Collectors.joining("\n"));
      case ServerRefusal refusal ->
          refusal.reasons().stream().map(Complaints::oneLine).collect(Collectors.joining("\n"));
      case ConfigException _,
          BenchException _,
          WireException _,
          StoreException _,
          MitigatorException _,
          LabException _,
          SourceException _,
          PolicyException _,
          MapException _,
          IllegalArgumentException _,
          IOException _ ->
          message(e);
      default ->
          "internal error: "
              + e.getClass().getSimpleName()
              + ": "
              + message(e)
              + " ("
              + TRACE
              + "=1 shows where)";
    };
  }

  private static String message(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : oneLine(e.getMessage());
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
