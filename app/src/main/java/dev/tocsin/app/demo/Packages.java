// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.app.demo.Scenario.Program;
import dev.tocsin.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// The Debian packages that the demo needs.
final class Packages {

  private static final Path POLICY = Path.of("/usr/sbin/policy-rc.d");

  /// What every scenario needs.
  private static final List<Program> PROGRAMS =
      List.of(
          new Program("nft", "nftables"),
          new Program("ip", "iproute2"),
          new Program("hping3", "hping3"));

  private Packages() {}

  /// @param more what this one needs beside
  static List<String> missing(List<Program> more) {
    return Stream.concat(PROGRAMS.stream(), more.stream())
        .filter(program -> !Lab.isInstalled(program.name()))
        .map(Program::inPackage)
        .distinct()
        .toList();
  }

  static String line(List<String> packages) {
    return "apt-get install -y --no-install-recommends " + String.join(" ", packages);
  }

  /// Whether this process is root's.
  static boolean mayInstall() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  /// @throws IOException if they cannot be installed
  static void install(List<String> packages) throws IOException {
    // Debian asks this program before a package may start a service; exit code 101 forbids it.
    var ours = !Files.exists(POLICY);
    if (ours) {
      Files.writeString(POLICY, "#!/bin/sh\nexit 101\n");
      Files.setPosixFilePermissions(POLICY, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    try {
      run("apt-get update -qq");
      run(line(packages));
    } finally {
      if (ours) Files.delete(POLICY);
    }
  }

  private static void run(String line) throws IOException {
    var builder = new ProcessBuilder(line.split(" ")).redirectErrorStream(true);
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    var process = builder.start();
    var said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    try {
      if (process.waitFor() == 0) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var lines = said.strip().split("\n");
    throw new IOException("'" + line + "' failed: " + lines[lines.length - 1]);
  }
}
