// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.meter;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.lab.Arguments;
import dev.tocsin.lab.Pace;
import dev.tocsin.lab.Sources;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/// A steady stream of marked packets or bytes, as legitimate users send them: the other end of
/// {@link StreamReceiver}. A program of its own.
final class StreamSender {

  private static final long SECONDS_MAX = 24 * 3600;
  private static final int CONNECT_MILLIS_MAX = 3_000;

  private StreamSender() {}

  public static void main(String[] arguments) throws IOException {
    var given = Arguments.parse(arguments);
    var payload = new byte[(int) given.number("bytes", 65_000)];
    Mark.of(given.text("stream")).writeTo(payload);
    var pace = new Pace(given.number("pps", 500_000), given.number("seconds", SECONDS_MAX));
    switch (given.text("protocol")) {
      case "udp" -> udp(given, payload, pace);
      case "tcp" -> tcp(given.address("to"), payload, pace);
      default -> throw new IllegalArgumentException("protocol is udp or tcp");
    }
  }

  private static void udp(Arguments given, byte[] payload, Pace pace) throws IOException {
    var to = given.address("to");
    var prefix = Prefix.parse(given.text("sources"));
    var count = (int) given.number("count", 10_000);
    try (var sources = Sources.open(prefix, count, new SplittableRandom())) {
      var channels = sources.channels();
      int next = 0;
      for (int due = pace.awaitDue(); due >= 0; due = pace.awaitDue()) {
        for (int i = 0; i < due; i++, next++) {
          channels.get(next % channels.size()).send(ByteBuffer.wrap(payload), to);
        }
      }
    }
  }

  // A connection that breaks is opened anew, as a user would.
  private static void tcp(InetSocketAddress to, byte[] payload, Pace pace) {
    int due = 0;
    while (due >= 0) {
      try (var socket = new Socket()) {
        socket.connect(to, CONNECT_MILLIS_MAX);
        var out = socket.getOutputStream();
        for (due = pace.awaitDue(); due >= 0; due = pace.awaitDue()) {
          for (int i = 0; i < due; i++) out.write(payload);
        }
      } catch (IOException e) {
        System.err.println("connection lost: " + e.getMessage());
        due = pace.awaitDue();
      }
    }
  }
}
