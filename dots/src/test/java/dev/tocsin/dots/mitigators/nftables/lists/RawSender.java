// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tocsin.lab.Host;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Sends packets as they are, headers and all. A program of its own, for hosts of a lab only.
final class RawSender {

  private static final int SOCK_RAW = 3;
  private static final int IPPROTO_RAW = 255;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int PACKETS_MAX = 100_000;

  private RawSender() {}

  /// Sends each packet once, on a host of the lab.
  static void send(Host host, Path folder, List<byte[]> packets) throws Exception {
    if (packets.size() > PACKETS_MAX) throw new IllegalArgumentException("too many packets");
    var file = Files.createTempFile(folder, "packets", ".hex");
    Files.write(file, packets.stream().map(HexFormat.of()::formatHex).toList());
    var lines = new ArrayList<String>();
    try (var running = host.java(lines::add, RawSender.class, file.toString())) {
      if (!running.await(Duration.ofSeconds(30)) || running.exitCode() != 0) {
        throw new AssertionError("the sender failed: " + lines);
      }
    }
  }

  public static void main(String[] arguments) throws Throwable {
    var linker = Linker.nativeLinker();
    var sendto =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("sendto"),
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    int ipv4 = socket(linker, AF_INET);
    int ipv6 = socket(linker, AF_INET6);
    try (var arena = Arena.ofConfined()) {
      for (var line : Files.readAllLines(Path.of(arguments[0]))) {
        byte[] packet = HexFormat.of().parseHex(line);
        boolean isIpv4 = packet[0] >> 4 == 4;
        send(sendto, isIpv4 ? ipv4 : ipv6, packet, address(arena, packet, isIpv4));
      }
    }
  }

  private static int socket(Linker linker, int family) throws Throwable {
    var socket =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("socket"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    int number = (int) socket.invokeExact(family, SOCK_RAW, IPPROTO_RAW);
    if (number < 0) throw new IllegalStateException("no raw socket of family " + family);
    return number;
  }

  /// `sockaddr_in` or `sockaddr_in6` with the packet's destination.
  private static MemorySegment address(Arena arena, byte[] packet, boolean isIpv4) {
    var address = arena.allocate(isIpv4 ? 16 : 28, 4);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) (isIpv4 ? AF_INET : AF_INET6));
    if (isIpv4) MemorySegment.copy(packet, 16, address, JAVA_BYTE, 4, 4);
    else MemorySegment.copy(packet, 24, address, JAVA_BYTE, 8, 16);
    return address;
  }

  private static void send(MethodHandle sendto, int socket, byte[] packet, MemorySegment address)
      throws Throwable {
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocateFrom(JAVA_BYTE, packet);
      int size = (int) address.byteSize();
      var sent = (long) sendto.invokeExact(socket, bytes, (long) packet.length, 0, address, size);
      if (sent != packet.length) {
        throw new IllegalStateException("not sent: " + HexFormat.of().formatHex(packet));
      }
    }
  }
}
