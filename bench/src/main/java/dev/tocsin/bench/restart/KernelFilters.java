// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.restart;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.bench.peer.ServerFile;
import dev.tocsin.lab.Host;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The filters that stand on a host, seen with `nft` and not through the server.
///
/// @param sessions clients that asked
/// @param each mitigations of each client
record KernelFilters(Host host, int sessions, int each) {

  private static final String TABLE = "inet tocsin_" + ServerFile.MITIGATOR;
  private static final String SET = "d6_128_16_d";
  private static final Pattern ELEMENT = Pattern.compile("([0-9a-f:]+) \\. 17 \\. 443");

  /// What all acknowledged mitigations ask for, and nothing else.
  Set<Prefix> wanted() {
    return IntStream.range(0, sessions)
        .boxed()
        .flatMap(session -> IntStream.range(0, each).mapToObj(number -> target(session, number)))
        .map(Prefix::parse)
        .collect(Collectors.toSet());
  }

  Set<Prefix> standing() {
    var listing = host.attempt("nft", "-n", "list", "set", "inet", TABLE.substring(5), SET);
    var found = new HashSet<Prefix>();
    if (!listing.succeeded()) return found;
    var matcher = ELEMENT.matcher(listing.stdout());
    while (matcher.find()) found.add(Prefix.parse(matcher.group(1)));
    return found;
  }

  /// Takes some filters away and adds as many that nobody asked for.
  void disturb(int count) {
    var own = IntStream.range(0, count).mapToObj(number -> target(0, number)).toList();
    var strange = IntStream.range(0, count).mapToObj(number -> target(0xFFFF, number)).toList();
    host.nft(change("delete", own) + change("add", strange));
  }

  /// As after a start of the machine.
  void forget() {
    host.nft("delete table " + TABLE + "\n");
  }

  private static String change(String verb, List<String> targets) {
    return "%s element %s %s { %s }\n"
        .formatted(
            verb,
            TABLE,
            SET,
            targets.stream().map(each -> each + " . 17 . 443").collect(Collectors.joining(", ")));
  }

  private static String target(int session, int number) {
    return "2001:db8:0:%x:0:0:%x:%x".formatted(session, number >> 16, number & 0xFFFF);
  }
}
