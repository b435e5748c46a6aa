// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.base.net.PrefixLookup;
import dev.tocsin.bench.measure.Figure;
import dev.tocsin.bench.measure.Jmh;
import dev.tocsin.bench.measure.Samples;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.openjdk.jmh.results.RunResult;

/// The longest match: how fast it is, how large its tables are, and how long they take to make.
final class LookupTrial {

  private final Samples<AltoContender> samples;
  private final Consumer<String> progress;

  LookupTrial(Samples<AltoContender> samples, Consumer<String> progress) {
    this.samples = samples;
    this.progress = progress;
  }

  /// @param processes in which each table is asked; what the compiler makes of it is not always the
  ///   same
  void run(int processes) {
    sizes();
    add(Jmh.run(LookupBench.class, processes), AltoFigures.IPV4_RATE, AltoFigures.IPV6_RATE);
    add(Jmh.run(TableBench.class), AltoFigures.IPV4_BUILD, AltoFigures.IPV6_BUILD);
  }

  private void sizes() {
    var ipv4 = LookupTables.ipv4();
    var plain = new Dir248(ipv4, LookupTables.VALUES);
    var ours = PrefixLookup.of(LookupTables.entries(ipv4));
    add(AltoContender.TOCSIN, AltoFigures.IPV4_MEMORY, ours.ipv4Bytes() / 1e6);
    add(AltoContender.DIR_24_8, AltoFigures.IPV4_MEMORY, plain.bytes() / 1e6);
    var ipv6 = PrefixLookup.of(LookupTables.entries(LookupTables.ipv6()));
    add(AltoContender.TOCSIN, AltoFigures.IPV6_MEMORY, ipv6.ipv6Bytes() / 1e6);
  }

  private void add(List<RunResult> results, Figure ipv4, Figure ipv6) {
    for (var result : results) {
      var name = Jmh.name(result);
      var figure = name.startsWith("ipv4") ? ipv4 : ipv6;
      Jmh.scores(result).forEach(score -> add(contender(name), figure, score));
    }
  }

  /// Whose table a benchmark's name speaks of.
  private static AltoContender contender(String name) {
    if (name.endsWith("Plain")) return AltoContender.DIR_24_8;
    return name.endsWith("Tree") ? AltoContender.TREE_MAP : AltoContender.TOCSIN;
  }

  private void add(AltoContender contender, Figure figure, double value) {
    samples.add(contender, figure, value);
    progress.accept(
        "%s: %s %.3g %s"
            .formatted(
                contender.name().toLowerCase(Locale.ROOT), figure.name(), value, figure.unit()));
  }
}
