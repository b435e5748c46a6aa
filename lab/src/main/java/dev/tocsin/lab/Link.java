// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import java.util.regex.Pattern;

/// A cable between two hosts. Every setting takes effect at once and may be changed at any time.
public final class Link {

  /// Where a link is plugged in.
  public record End(Host host, String interfaceName) {}

  private static final Pattern RATE = Pattern.compile("([0-9.]+)([kmg])bit");

  private final End a;
  private final End b;

  Link(End a, End b) {
    this.a = a;
    this.b = b;
  }

  /// The end at the host that was named first.
  public End a() {
    return a;
  }

  public End b() {
    return b;
  }

  /// Gives both ends an address with its prefix length, IPv4 or IPv6; may be called for both.
  public Link addresses(String atA, String atB) {
    address(a, atA);
    address(b, atB);
    return this;
  }

  private static void address(End end, String address) {
    end.host().run("ip", "address", "add", address, "dev", end.interfaceName());
  }

  /// Limits both directions, with a queue of 50 ms.
  ///
  /// @param rate as tc writes it: `10mbit`, `500kbit`
  public Link rate(String rate) {
    return rate(rate, rate);
  }

  public Link rate(String fromA, String fromB) {
    limit(a, fromA);
    limit(b, fromB);
    return this;
  }

  private static void limit(End end, String rate) {
    // A burst of ten full packets: smaller ones cost throughput at a coarse timer. The queue counts
    // packets: one that counts bytes would always have room for small ones.
    var tbf = "tc qdisc replace dev %s root handle 1: tbf rate %s burst 16kb limit 10mb";
    var queue = "tc qdisc replace dev %s parent 1:1 handle 10: pfifo limit %d";
    end.host().run(tbf.formatted(end.interfaceName(), rate).split(" "));
    end.host().run(queue.formatted(end.interfaceName(), packetsIn50Millis(rate)).split(" "));
  }

  private static long packetsIn50Millis(String rate) {
    var parts = RATE.matcher(rate);
    if (!parts.matches()) throw new LabException("a rate is like 10mbit, not " + rate);
    var unit =
        switch (parts.group(2)) {
          case "k" -> 1e3;
          case "m" -> 1e6;
          default -> 1e9;
        };
    return Math.max(10, Math.round(Double.parseDouble(parts.group(1)) * unit * 0.05 / 8 / 1250));
  }

  /// Loses packets at random, in both directions.
  public Link loss(int percent) {
    return loss(percent, percent);
  }

  /// @param percentFromA of the packets that a sends
  public Link loss(int percentFromA, int percentFromB) {
    lose(b, percentFromA);
    lose(a, percentFromB);
    return this;
  }

  // At the receiver, ahead of connection tracking: a lost packet has used the link, and nothing
  // of the receiving host has seen it.
  private static void lose(End end, int percent) {
    if (percent < 0 || percent > 100) throw new LabException(percent + " % loss is not 0 to 100");
    var chain = "loss_" + end.interfaceName();
    var rule =
        "iifname \"%s\" numgen random mod 100 < %d counter drop\n"
            .formatted(end.interfaceName(), percent);
    end.host()
        .nft(
            "table inet lab {\n chain %s {\n type filter hook prerouting priority -400\n }\n}\n"
                    .formatted(chain)
                + "flush chain inet lab %s\n".formatted(chain)
                + (percent == 0 ? "" : "add rule inet lab " + chain + " " + rule));
  }

  /// Packets lost by chance on the way to that end since {@link #loss} was set.
  public long lostTowards(End end) {
    return end.host().nftCounters("inet", "lab", "loss_" + end.interfaceName()).stream()
        .mapToLong(NftCounter::packets)
        .sum();
  }

  /// Largest packet in bytes, both directions: what is larger is refused or fragmented where it
  /// enters.
  public Link mtu(int bytes) {
    for (var end : new End[] {a, b}) {
      end.host()
          .run("ip", "link", "set", "dev", end.interfaceName(), "mtu", Integer.toString(bytes));
    }
    return this;
  }

  /// Pulls the plug at one end: both ends lose their carrier; IPv6 addresses and routes over it go.
  public Link down() {
    a.host().run("ip", "link", "set", "dev", a.interfaceName(), "down");
    return this;
  }

  public Link up() {
    a.host().run("ip", "link", "set", "dev", a.interfaceName(), "up");
    return this;
  }
}
