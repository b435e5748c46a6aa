// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.triggers.thresholds;

import dev.tocsin.dots.triggers.thresholds.ProcText.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes samples from Linux's `/proc/net`: only what is asked for, since a table of connections is
/// long in an attack. One thread.
public final class KernelCounters {

  private static final Logger log = LoggerFactory.getLogger(KernelCounters.class);
  private static final int LINES_MAX = 500_000;
  private static final Set<Measure> OF_THE_INTERFACE =
      Set.of(Measure.PACKETS_PER_SECOND, Measure.BITS_PER_SECOND);

  private final Path proc;
  private final Set<String> complained = new HashSet<>();

  /// @param proc `/proc/net`, except in tests
  public KernelCounters(Path proc) {
    this.proc = proc;
  }

  public Sample read(String networkInterface, Set<Measure> measures) {
    var received =
        measures.stream().anyMatch(OF_THE_INTERFACE::contains)
            ? ProcText.received(lines("dev"), networkInterface)
            : Optional.<ProcText.Received>empty();
    var table = new Table();
    if (measures.contains(Measure.HALF_OPEN) || measures.contains(Measure.SOURCES)) {
      each("tcp", table::add);
      each("tcp6", table::add);
    }
    if (measures.contains(Measure.SOURCES)) {
      each("nf_conntrack", line -> ProcText.trackedSource(line).ifPresent(table::addSource));
    }
    return new Sample(
        received.map(r -> OptionalLong.of(r.packets())).orElse(OptionalLong.empty()),
        received.map(r -> OptionalLong.of(r.bytes())).orElse(OptionalLong.empty()),
        measures.contains(Measure.CONNECTIONS)
            ? ProcText.established(lines("snmp"))
            : OptionalLong.empty(),
        table.halfOpen(measures),
        table.sources(measures));
  }

  /// What the table of connections holds.
  private static final class Table {
    private final Set<InetAddress> sources = new HashSet<>();
    private long halfOpen;
    private boolean read;

    void add(String line) {
      read = true;
      ProcText.connection(line).filter(Connection::hasPeer).ifPresent(this::add);
    }

    private void add(Connection connection) {
      if (connection.isHalfOpen()) halfOpen++;
      ProcText.address(connection.remote()).ifPresent(this::addSource);
    }

    void addSource(InetAddress source) {
      read = true;
      if (!source.isLoopbackAddress() && !source.isAnyLocalAddress()) sources.add(source);
    }

    OptionalLong halfOpen(Set<Measure> measures) {
      return read && measures.contains(Measure.HALF_OPEN)
          ? OptionalLong.of(halfOpen)
          : OptionalLong.empty();
    }

    OptionalLong sources(Set<Measure> measures) {
      return read && measures.contains(Measure.SOURCES)
          ? OptionalLong.of(sources.size())
          : OptionalLong.empty();
    }
  }

  private List<String> lines(String name) {
    var lines = new java.util.ArrayList<String>();
    each(name, lines::add);
    return lines;
  }

  private void each(String name, Consumer<String> use) {
    // The tables hold nothing but ASCII; interface names may hold any byte.
    try (var reader = Files.newBufferedReader(proc.resolve(name), StandardCharsets.ISO_8859_1)) {
      int count = 0;
      for (var line = reader.readLine();
          line != null && count++ < LINES_MAX;
          line = reader.readLine()) {
        use.accept(line);
      }
    } catch (NoSuchFileException e) {
      complain(name, "is not there; the kernel may lack it, or hide it from this user");
    } catch (IOException e) {
      complain(name, e.toString());
    }
  }

  /// Once: a sample every second must not fill the log.
  private void complain(String name, String problem) {
    if (complained.add(name)) log.warn("{}: {}", proc.resolve(name), problem);
  }
}
