// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server is killed under a thousand requests a second, again and again. Whatever it had
/// acknowledged must hold after each restart, in its lists and in the kernel.
class DurabilityLabTest {

  private static final String SERVER = "192.168.7.1";
  private static final Duration AGREEMENT_MAX = Duration.ofMinutes(3);
  private static final Pattern FILTER = Pattern.compile("[0-9.]+ \\. [0-9]+ \\. [0-9]+");

  @TempDir Path temporary;

  private static final int FILL_STEP = 10_000;

  @Test
  void holdsWhatItAcknowledgedWhereverItIsKilled() throws Exception {
    killAgainAndAgain(0, Boolean.getBoolean("check.long") ? 20 : 4);
  }

  /// 100,000 of them in the long form.
  @Test
  void holdsVeryManyMitigationsWhereverItIsKilled() throws Exception {
    boolean isLong = Boolean.getBoolean("check.long");
    killAgainAndAgain(isLong ? 100_000 : 4_000, isLong ? 3 : 1);
  }

  /// @param active mitigations to begin with
  private void killAgainAndAgain(int active, int rounds) throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed + " (-Dseed= replays it)");
    var random = new SplittableRandom(seed);
    try (var lab = Lab.open()) {
      var provider = lab.host("provider");
      var customer = lab.host("customer");
      lab.link(customer, provider).addresses("192.168.7.2/24", SERVER + "/24");
      var made = LabServer.make(temporary.resolve("dots"), SERVER, "nftables");
      var server = made.start(provider);
      try (var load = made.startLoad(customer, seed)) {
        for (int held = Math.min(active, FILL_STEP); held > 0; held = next(held, active)) {
          load.tell("fill " + held);
          load.awaitOut("filled " + held);
        }
        for (int round = 1; round <= rounds; round++) {
          load.tell("load " + round);
          load.awaitOut("loading " + round);
          Thread.sleep(1000 + random.nextInt(4000));
          server.kill();
          load.tell("halt " + round);
          System.out.println(load.awaitOut("halted " + round + " "));

          long killed = System.nanoTime();
          server = made.start(provider);
          long listening = System.nanoTime();
          var filters = temporary.resolve("filters" + round);
          load.tell("check " + round + " " + filters);
          System.out.println(load.awaitOut("checked " + round + " "));

          assertThat(load.output()).doesNotContain("WRONG");
          awaitKernel(provider, new HashSet<>(Files.readAllLines(filters)));
          System.out.printf(
              "round %d: listening after %d ms, agreed after %d ms%n",
              round, millis(listening - killed), millis(System.nanoTime() - killed));
        }
      } finally {
        server.close();
      }
    }
  }

  private static int next(int held, int active) {
    return held == active ? 0 : Math.min(active, held + FILL_STEP);
  }

  /// Withdrawn ones keep their filters a second longer, and the server's mitigator works behind its
  /// answers.
  private static void awaitKernel(Host host, Set<String> expected) throws InterruptedException {
    long deadline = System.nanoTime() + AGREEMENT_MAX.toNanos();
    var standing = standing(host);
    while (!standing.equals(expected) && System.nanoTime() < deadline) {
      Thread.sleep(100);
      standing = standing(host);
    }
    assertThat(standing).isEqualTo(expected);
  }

  private static Set<String> standing(Host host) {
    var listing = host.attempt("nft", "-n", "list", "set", "inet", "tocsin_filter", "d4_32_16_d");
    var found = new HashSet<String>();
    if (!listing.succeeded()) return found;
    var matcher = FILTER.matcher(listing.stdout());
    while (matcher.find()) found.add(matcher.group());
    return found;
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
