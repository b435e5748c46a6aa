// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// A machine in the lab: its own interfaces, routes, ports and filters; files and users are those
/// of the real machine.
public final class Host {

  private final Lab lab;
  private final String name;

  Host(Lab lab, String name) {
    this.lab = lab;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /// Runs a command to its end (a minute at most) and returns what it printed.
  ///
  /// @throws LabException if it fails, with what it said
  public String run(String... command) {
    return attempt(command).orThrow();
  }

  /// Runs a command to its end; failing is a result.
  public Result attempt(String... command) {
    return attempt("", List.of(command));
  }

  /// What to start from outside so that a command runs on this host.
  public List<String> command(String... command) {
    return lab.namespaces().inside(name, List.of(command));
  }

  Result attempt(String stdin, List<String> command) {
    var shown = new ArrayList<>(List.of(name + ":"));
    shown.addAll(command);
    return Commands.run(lab.namespaces().inside(name, command), shown, stdin);
  }

  /// Starts a program whose output goes to a file.
  public Running start(Path output, String... command) {
    return Running.toFile(lab.namespaces().inside(name, List.of(command)), output);
  }

  /// Starts a program whose standard output is handed over line by line, on a thread of its own.
  public Running start(Consumer<String> line, String... command) {
    return Running.toLines(lab.namespaces().inside(name, List.of(command)), line);
  }

  /// Starts a main class of this class path in a JVM of its own.
  public Running java(Consumer<String> line, Class<?> main, String... arguments) {
    return start(line, javaCommand(main, arguments));
  }

  /// Starts a main class of this class path in a JVM of its own, its output going to a file.
  public Running java(Path output, Class<?> main, String... arguments) {
    return start(output, javaCommand(main, arguments));
  }

  private static String[] javaCommand(Class<?> main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A PID namespace numbers anew: performance data files of two JVMs would share a name.
    command.addAll(List.of("-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Xshare:auto", "--enable-native-access=ALL-UNNAMED"));
    // Native libraries that a program unpacks are gone with the lab, however it ends.
    command.add("-Djava.io.tmpdir=" + Namespaces.TEMPORARY);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(Arrays.asList(arguments));
    return command.toArray(String[]::new);
  }

  /// Adds a route: `default` or a prefix, IPv4 or IPv6.
  public Host route(String destination, String via) {
    var family = via.contains(":") ? "-6" : "-4";
    run("ip", family, "route", "add", destination, "via", via);
    return this;
  }

  /// Silently drops what has no better route, as a network without that destination would.
  public Host blackholeRoute(String destination) {
    var family = destination.contains(":") ? "-6" : "-4";
    run("ip", family, "route", "add", "blackhole", destination);
    return this;
  }

  /// Makes every address of the prefixes this host's own, without listing them one by one.
  public Host ownAll(String... prefixes) {
    // A local route is enough to bind to for IPv4 only.
    sysctl("net/ipv6/ip_nonlocal_bind", "1");
    for (var prefix : prefixes) {
      run("ip", prefix.contains(":") ? "-6" : "-4", "route", "add", "local", prefix, "dev", "lo");
    }
    return this;
  }

  /// @param key with slashes, for example `net/ipv4/ip_forward`
  public Host sysctl(String key, String value) {
    attempt(value, List.of("sh", "-c", "cat > /proc/sys/" + key)).orThrow();
    return this;
  }

  /// Loads nftables rules.
  public Host nft(String rules) {
    attempt(rules, List.of("nft", "-f", "-")).orThrow();
    return this;
  }

  /// What the kernel counted on an interface.
  public InterfaceCounters interfaceCounters(String interfaceName) {
    return InterfaceCounters.parse(run("cat", "/proc/net/dev"), interfaceName);
  }

  /// What a chain's counters count, in the order of its rules.
  public List<NftCounter> nftCounters(String family, String table, String chain) {
    return NftCounter.parse(run("nft", "list", "chain", family, table, chain));
  }

  @Override
  public String toString() {
    return name;
  }
}
