// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.restart;

import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.bench.peer.Keys;
import dev.tocsin.bench.peer.ServerFile;
import dev.tocsin.bench.peer.Tools;
import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Kills a server with many active mitigations (SIGKILL) the moment the last is acknowledged, and
/// starts it again: how long until it serves, and until the kernel's filters are what the store
/// says. Server and load run in a network of their own, on all cores.
public final class RestartBench {

  private static final int SESSIONS = 32;
  private static final int PORT = 4646;
  private static final int DISTURBED = 1_000;
  private static final long AGREEMENT_SECONDS_MAX = 120;

  /// What the server found in the kernel.
  public enum Found {
    /// Its filters, but for a thousand that are missing and a thousand that nobody asked for.
    FILTERS,
    /// Nothing: the machine was started anew.
    NOTHING
  }

  /// @param readySeconds from the start of the process until it listens
  /// @param agreedSeconds until the kernel has the filters of all mitigations and no other
  public record Restart(Found found, double readySeconds, double agreedSeconds) {}

  private final Host host;
  private final ServerFile file;
  private final Keys keys;
  private final KernelFilters filters;
  private final Set<?> wanted;
  private final Consumer<String> progress;

  private RestartBench(Host host, ServerFile file, Keys keys, int each, Consumer<String> progress) {
    this.host = host;
    this.file = file;
    this.keys = keys;
    this.filters = new KernelFilters(host, SESSIONS, each);
    this.wanted = filters.wanted();
    this.progress = progress;
  }

  /// @param mitigations that are active, a multiple of 32
  /// @param restarts of each kind
  /// @throws IllegalStateException if the server does not come back as it was
  /// @throws dev.tocsin.lab.LabException if the machine allows no namespaces, with the reason
  public static List<Restart> run(int mitigations, int restarts, Consumer<String> progress) {
    NativeCryptography.install();
    try (var lab = Lab.open()) {
      var folder = Files.createTempDirectory("tocsin-restart");
      try {
        var keys = Keys.create(folder.resolve("keys"), Instant.now());
        var file = ServerFile.write(folder, keys, PORT, "nftables", "info");
        var host = lab.host("provider");
        return new RestartBench(host, file, keys, mitigations / SESSIONS, progress)
            .measure(restarts);
      } finally {
        Tools.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder", e);
    }
  }

  private List<Restart> measure(int restarts) {
    var all = new ArrayList<Restart>();
    var server = new ServerRun(host, file.command());
    try {
      server.await("listening on");
      fill();
      awaitAgreement(server);
      for (int round = 0; round < restarts; round++) {
        for (var found : Found.values()) {
          // Everything is refreshed, so that the journal is as full as it can be.
          fill();
          server.kill();
          disturb(found);
          server = new ServerRun(host, file.command());
          all.add(restarted(server, found));
          progress.accept(all.getLast().toString());
        }
      }
      return all;
    } finally {
      server.close();
    }
  }

  private void fill() {
    var command =
        Tools.java(
            Filler.class.getName(),
            keys.folder().resolve("psk").toString(),
            Integer.toString(PORT),
            Integer.toString(filters.sessions()),
            Integer.toString(filters.each()));
    try (var filler = new ServerRun(host, command)) {
      var seconds = filler.await(Filler.DONE);
      progress.accept("%d acknowledged after %.1f s".formatted(wanted.size(), seconds));
    }
  }

  private void disturb(Found found) {
    switch (found) {
      case FILTERS -> filters.disturb(DISTURBED);
      case NOTHING -> filters.forget();
    }
  }

  /// The server says when it has done its part; whether that is true is seen in the kernel.
  private Restart restarted(ServerRun server, Found found) {
    double ready = server.await("listening on");
    double said = server.await("stand as wanted");
    if (filters.standing().equals(wanted)) return new Restart(found, ready, said);
    return new Restart(found, ready, awaitAgreement(server));
  }

  private double awaitAgreement(ServerRun server) {
    double most = server.seconds() + AGREEMENT_SECONDS_MAX;
    while (server.seconds() < most) {
      var standing = filters.standing();
      if (standing.equals(wanted)) return server.seconds();
    }
    throw new IllegalStateException(
        "%d filters are wanted, %d stand".formatted(wanted.size(), filters.standing().size()));
  }
}
