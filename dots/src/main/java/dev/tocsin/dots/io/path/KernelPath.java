// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.path;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What Linux has learned of the way to an address: routers that find a packet too large say so
/// (RFC 1191, RFC 8201), and the kernel remembers it for every socket of the host. Java shows
/// neither; a connected UDP socket of our own is asked, which sends nothing.
public final class KernelPath {

  private static final Logger log = LoggerFactory.getLogger(KernelPath.class);

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IP_MTU = 14;
  private static final int IPV6_MTU = 24;
  private static final int SOCKADDR_IN = 16;
  private static final int SOCKADDR_IN6 = 28;

  private record Calls(
      MethodHandle socket, MethodHandle connect, MethodHandle getsockopt, MethodHandle close) {}

  private final Optional<Calls> calls;

  private KernelPath(Optional<Calls> calls) {
    this.calls = calls;
  }

  /// Knows nothing where the system is another or native access is not allowed.
  public static KernelPath open() {
    if (!System.getProperty("os.name", "").equals("Linux")) return new KernelPath(Optional.empty());
    try {
      return new KernelPath(Optional.of(link()));
    } catch (RuntimeException e) {
      log.info("the system is not asked for path MTUs: {}", e.getMessage());
      return new KernelPath(Optional.empty());
    }
  }

  private static Calls link() {
    return new Calls(
        call("socket", JAVA_INT, JAVA_INT, JAVA_INT),
        call("connect", JAVA_INT, ADDRESS, JAVA_INT),
        call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
        call("close", JAVA_INT));
  }

  private static MethodHandle call(String name, MemoryLayout... arguments) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /// Bytes of the largest IP packet that is known to pass; empty where nothing is known.
  public OptionalInt mtu(InetSocketAddress remote) {
    if (calls.isEmpty()) return OptionalInt.empty();
    boolean six = remote.getAddress() instanceof Inet6Address;
    try (var arena = Arena.ofConfined()) {
      int fd =
          (int) calls.get().socket.invokeExact(six ? AF_INET6 : AF_INET, SOCK_DGRAM_CLOEXEC, 0);
      if (fd < 0) return OptionalInt.empty();
      try {
        return ask(calls.get(), fd, arena, remote);
      } finally {
        int unused = (int) calls.get().close.invokeExact(fd);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("a system call that cannot be made", e);
    }
  }

  private static OptionalInt ask(Calls calls, int fd, Arena arena, InetSocketAddress remote)
      throws Throwable {
    boolean six = remote.getAddress() instanceof Inet6Address;
    var address = sockaddr(arena, remote);
    if ((int) calls.connect.invokeExact(fd, address, (int) address.byteSize()) != 0) {
      return OptionalInt.empty();
    }
    var value = arena.allocate(JAVA_INT);
    var length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
    int level = six ? IPPROTO_IPV6 : IPPROTO_IP;
    int option = six ? IPV6_MTU : IP_MTU;
    int result = (int) calls.getsockopt.invokeExact(fd, level, option, value, length);
    return result == 0 ? OptionalInt.of(value.get(JAVA_INT, 0)) : OptionalInt.empty();
  }

  private static MemorySegment sockaddr(Arena arena, InetSocketAddress remote) {
    boolean six = remote.getAddress() instanceof Inet6Address;
    var sockaddr = arena.allocate(six ? SOCKADDR_IN6 : SOCKADDR_IN, Integer.BYTES);
    sockaddr.set(JAVA_SHORT, 0, (short) (six ? AF_INET6 : AF_INET));
    var port = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    sockaddr.set(port, 2, (short) remote.getPort());
    byte[] bytes = remote.getAddress().getAddress();
    MemorySegment.copy(bytes, 0, sockaddr, JAVA_BYTE, six ? 8 : 4, bytes.length);
    if (remote.getAddress() instanceof Inet6Address scoped) {
      sockaddr.set(JAVA_INT, 24, scoped.getScopeId());
    }
    return sockaddr;
  }
}
