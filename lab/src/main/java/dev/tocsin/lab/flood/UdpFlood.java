// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.flood;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.lab.Arguments;
import dev.tocsin.lab.Host;
import dev.tocsin.lab.Pace;
import dev.tocsin.lab.Running;
import dev.tocsin.lab.Sources;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Sends UDP from many source addresses at a bounded rate for a bounded time. A program of its own,
/// for hosts of a lab only; prints how much it sent as one line of JSON.
public final class UdpFlood {

  private static final long PPS_MAX = 500_000;
  private static final long SECONDS_MAX = 3600;

  private UdpFlood() {}

  /// What a flood consists of.
  ///
  /// @param target address that is hit, or prefix whose addresses are hit in turn
  /// @param ports hit in turn; 0 is a random one each time
  /// @param sources prefix whose addresses the host owns
  /// @param payloadBytes UDP payload
  public record Shape(
      String target, List<Integer> ports, String sources, int sourceCount, int payloadBytes) {
    public Shape {
      ports = List.copyOf(ports);
    }
  }

  /// Starts a flood on a host of the lab.
  public static Running start(
      Host attacker, Shape shape, long packetsPerSecond, long seconds, Consumer<String> line) {
    var ports = shape.ports().stream().map(String::valueOf).toList();
    return attacker.java(
        line,
        UdpFlood.class,
        "target=" + shape.target(),
        "ports=" + String.join(",", ports),
        "sources=" + shape.sources(),
        "count=" + shape.sourceCount(),
        "bytes=" + shape.payloadBytes(),
        "pps=" + packetsPerSecond,
        "seconds=" + seconds);
  }

  public static void main(String[] arguments) throws IOException {
    var given = Arguments.parse(arguments);
    var random = new SplittableRandom();
    var targets = targets(given, random);
    var payload = new byte[(int) given.number("bytes", 65_000)];
    random.nextBytes(payload);
    var prefix = Prefix.parse(given.text("sources"));
    var pace = new Pace(given.number("pps", PPS_MAX), given.number("seconds", SECONDS_MAX));
    try (var sources = Sources.open(prefix, (int) given.number("count", 10_000), random)) {
      long sent = send(sources.channels(), targets, ByteBuffer.wrap(payload), pace);
      System.out.println("{\"sent\":" + sent + "}");
    }
  }

  private static List<InetSocketAddress> targets(Arguments given, RandomGenerator random)
      throws IOException {
    var prefix = Prefix.parse(given.text("target"));
    var targets = new ArrayList<InetSocketAddress>();
    // Enough random ports that a filter on single ones is of no use.
    for (int round = 0; round < 64; round++) {
      for (int port : given.ports("ports")) {
        var address = Sources.anyWithin(prefix, random);
        targets.add(new InetSocketAddress(address, port == 0 ? random.nextInt(1, 65_536) : port));
      }
    }
    return targets;
  }

  private static long send(
      List<DatagramChannel> channels,
      List<InetSocketAddress> targets,
      ByteBuffer payload,
      Pace pace)
      throws IOException {
    long sent = 0;
    int next = 0;
    for (int due = pace.awaitDue(); due >= 0; due = pace.awaitDue()) {
      for (int i = 0; i < due; i++, next++) {
        // Round by round another pairing of source and target.
        var target = targets.get((next + next / channels.size()) % targets.size());
        if (channels.get(next % channels.size()).send(payload.rewind(), target) > 0) sent++;
      }
    }
    return sent;
  }
}
