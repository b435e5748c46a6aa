// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Debian's PostgreSQL on a port of loopback, with a folder of its own that goes with it. It never
/// touches a cluster of the machine. As root it runs under the uid of `nobody`, since it refuses to
/// be root.
public final class PostgresServer implements AutoCloseable {

  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
  private static final String USER = "tocsin";
  private static final int NOBODY = 65_534;
  private static final int START_SECONDS_MAX = 30;

  private final Path folder;
  private final int port;
  private final Path bin;
  private @Nullable Process process;

  private PostgresServer(Path bin, Path folder, int port) {
    this.bin = bin;
    this.folder = folder;
    this.port = port;
  }

  /// Where its programs are; empty if it is not installed.
  public static Optional<Path> programs() {
    try (var versions = Files.list(VERSIONS)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(each -> Files.isExecutable(each.resolve("initdb")))
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Makes a cluster and starts it; it answers when this returns.
  ///
  /// @throws IllegalStateException if it is not installed or does not start, with what it says
  public static PostgresServer start() {
    var bin = programs().orElseThrow(() -> new IllegalStateException("no PostgreSQL is installed"));
    try {
      var folder = Files.createTempDirectory("tocsin-postgres");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      if (isRoot()) run(List.of("chown", NOBODY + ":" + NOBODY, folder.toString()));
      int port;
      try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      var server = new PostgresServer(bin, folder, port);
      // A run that is killed leaves no server behind.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      server.initialise();
      server.begin();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void initialise() throws IOException {
    var data = folder.resolve("data").toString();
    run(
        asUser(
            bin.resolve("initdb").toString(),
            "-D",
            data,
            "-U",
            USER,
            "-A",
            "trust",
            "-N",
            "-E",
            "UTF8",
            "--no-locale"));
  }

  /// Starts it again, after {@link #stop} or {@link #crash}.
  public void begin() throws IOException {
    var command =
        asUser(
            bin.resolve("postgres").toString(),
            "-D",
            folder.resolve("data").toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=" + folder);
    var log = folder.resolveSibling(folder.getFileName() + ".log").toFile();
    process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    var ready = bin.resolve("pg_isready").toString();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
    while (true) {
      try {
        run(List.of(ready, "-q", "-h", "127.0.0.1", "-p", Integer.toString(port)));
        break;
      } catch (IllegalStateException e) {
        if (System.nanoTime() > end || !server().isAlive()) {
          throw new IllegalStateException(
              "PostgreSQL does not start: " + Files.readString(log.toPath()), e);
        }
      }
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static List<String> asUser(String... words) {
    var command = new ArrayList<String>();
    if (isRoot()) {
      command.addAll(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    command.addAll(List.of(words));
    return command;
  }

  private static void run(List<String> command) throws IOException {
    var process =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes());
    try {
      int code = process.waitFor();
      if (code != 0) throw new IllegalStateException(String.join(" ", command) + ": " + said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Process server() {
    var running = process;
    if (running == null) throw new IllegalStateException("PostgreSQL was not started");
    return running;
  }

  /// For the driver; the user is {@link #user} and needs no password.
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  public String user() {
    return USER;
  }

  /// Ends it as an operator would: sessions are cut, what was committed is written.
  public void stop() throws IOException {
    signal("INT");
  }

  /// Ends it as a power failure would, as far as processes go.
  public void crash() throws IOException {
    signal("QUIT");
  }

  private void signal(String signal) throws IOException {
    var running = server();
    run(List.of("kill", "-" + signal, Long.toString(running.pid())));
    try {
      if (!running.waitFor(START_SECONDS_MAX, TimeUnit.SECONDS)) running.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// It hangs: connections stay, nothing is answered.
  public void pause() throws IOException {
    toAll("STOP");
  }

  /// It goes on.
  public void resume() throws IOException {
    toAll("CONT");
  }

  private void toAll(String signal) throws IOException {
    var all = Stream.concat(Stream.of(server().toHandle()), server().descendants());
    for (var each : all.toList()) {
      try {
        run(List.of("kill", "-" + signal, Long.toString(each.pid())));
      } catch (IllegalStateException e) {
        // A session of somebody who just went away.
        if (each.isAlive()) throw e;
      }
    }
  }

  /// Ends it and removes its folder.
  @Override
  public void close() {
    var running = process;
    try {
      if (running != null && running.isAlive()) {
        resume();
        crash();
      }
      run(List.of("rm", "-rf", folder.toString(), folder + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
