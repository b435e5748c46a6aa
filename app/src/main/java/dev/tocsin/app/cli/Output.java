// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The options that every command has, and how it prints its result: lines for people, or one JSON
/// value with `--json`.
public final class Output {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec command;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  public boolean isJson() {
    return json;
  }

  /// Prints a result of named values, in their order; a value may be a map or a list again.
  public void print(Map<String, ?> result) {
    if (json) {
      printJson(result);
    } else {
      printLines(result, "");
    }
  }

  /// Prints any value as JSON.
  public void printJson(Object value) {
    line(Mapper.JSON.writeValueAsString(value));
  }

  public void line(String text) {
    out().println(text);
  }

  public PrintWriter out() {
    return command.commandLine().getOut();
  }

  private void printLines(Map<?, ?> values, String indent) {
    values.forEach((name, value) -> printValue(indent + words(name), value, indent));
  }

  private void printValue(String name, Object value, String indent) {
    switch (value) {
      case Map<?, ?> map -> {
        line(name + ":");
        printLines(map, indent + "  ");
      }
      case Iterable<?> list
          when list.iterator().hasNext() && list.iterator().next() instanceof Map ->
          list.forEach(item -> printValue(name, item, indent));
      case Iterable<?> list -> line(name + ": " + joined(list));
      default -> line(name + ": " + value);
    }
  }

  private static String joined(Iterable<?> list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private static String words(Object name) {
    return name.toString().replace('_', ' ');
  }

  /// Loaded at the first result in JSON, not when the command line starts.
  private static final class Mapper {
    static final JsonMapper JSON =
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  }
}
