// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery.mdns;

import dev.tocsin.reload.io.discovery.EnrolmentServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// Enrolment servers among the neighbours, by multicast DNS: asks and takes the first answer (RFC
/// 6762 §5.1). What it says need not be true; the server has to prove that it is the overlay's.
public final class MulticastServers implements EnrolmentServers {

  // RFC 6762 §5.2: "at least one second" between the first two.
  private static final List<Duration> ASKED_AT =
      List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(3));
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final int MESSAGES_MAX = 200;
  private static final int ADDRESSES_MAX = 8;

  private final List<NetworkInterface> links;
  private final MulticastPort port;
  private final RandomGenerator random;
  private final Duration patience;

  /// @param links where to ask
  public MulticastServers(
      List<NetworkInterface> links, MulticastPort port, RandomGenerator random) {
    this(links, port, random, PATIENCE);
  }

  MulticastServers(
      List<NetworkInterface> links, MulticastPort port, RandomGenerator random, Duration patience) {
    this.links = List.copyOf(links);
    this.port = port;
    this.random = random;
    this.patience = patience;
  }

  /// On all interfaces that are up and have multicast, at the usual port.
  public static MulticastServers everywhere(RandomGenerator random) {
    try (var interfaces = NetworkInterface.networkInterfaces()) {
      var links = interfaces.filter(MulticastServers::hasMulticast).toList();
      return new MulticastServers(links, MulticastPort.STANDARD, random);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasMulticast(NetworkInterface link) {
    try {
      return link.isUp() && link.supportsMulticast() && !link.isLoopback();
    } catch (SocketException e) {
      // It is gone by now.
      return false;
    }
  }

  @Override
  public Outcome of(String overlay) {
    try (var socket = MulticastSockets.open(0)) {
      return new Search(socket, overlay).run();
    } catch (IOException e) {
      return new Failed("multicast DNS cannot be used: " + e.getMessage());
    }
  }

  /// One question, and what comes back to its port.
  private final class Search {
    final MulticastSocket socket;
    final Name host;
    final Name service;
    final String attribute;
    final Message query;
    final OnLink neighbours = OnLink.of(links);
    final long begun = System.nanoTime();

    Search(MulticastSocket socket, String overlay) {
      this.socket = socket;
      this.host = LocalNames.host(overlay);
      this.service = LocalNames.service(overlay);
      this.attribute = LocalNames.OVERLAY + overlay;
      this.query = new Message(random.nextInt(1, 1 << 16));
      query.addRecord(Record.newRecord(service, Type.SRV, DClass.IN), Section.QUESTION);
      query.addRecord(Record.newRecord(LocalNames.BROWSED, Type.PTR, DClass.IN), Section.QUESTION);
    }

    Outcome run() throws IOException {
      int asked = 0;
      for (int messages = 0; messages < MESSAGES_MAX; messages++) {
        if (asked < ASKED_AT.size() && left(ASKED_AT.get(asked)) <= 0) {
          ask();
          asked++;
        }
        long left = left(patience);
        if (left <= 0) break;
        long wait = asked < ASKED_AT.size() ? Math.min(left, left(ASKED_AT.get(asked))) : left;
        var found = next(Math.max(1, wait));
        if (found.isPresent()) return found.get();
      }
      return new Failed("no neighbour answers to " + service.toString(true) + " on " + names());
    }

    private long left(Duration until) {
      return until.toMillis() - (System.nanoTime() - begun) / 1_000_000;
    }

    private void ask() throws IOException {
      boolean isSent = false;
      for (var link : links) {
        isSent |= MulticastSockets.send(socket, link, port.addresses(), query);
      }
      if (!isSent) throw new IOException("nothing can be sent by multicast on " + names());
    }

    private String names() {
      return links.isEmpty()
          ? "any interface"
          : links.stream().map(NetworkInterface::getName).collect(Collectors.joining(", "));
    }

    private Optional<Outcome> next(long waitMillis) throws IOException {
      var packet =
          new DatagramPacket(
              new byte[MulticastSockets.MESSAGE_BYTES_MAX], MulticastSockets.MESSAGE_BYTES_MAX);
      socket.setSoTimeout((int) waitMillis);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return Optional.empty();
      }
      if (!neighbours.has(packet.getAddress())) return Optional.empty();
      return MulticastSockets.read(packet)
          .filter(this::isAnswer)
          .map(message -> addresses(message, packet.getAddress()))
          .filter(addresses -> !addresses.isEmpty())
          .map(addresses -> new Found(List.copyOf(addresses)));
    }

    private boolean isAnswer(Message message) {
      var header = message.getHeader();
      return header.getFlag(Flags.QR)
          && header.getOpcode() == Opcode.QUERY
          && header.getID() == query.getHeader().getID();
    }

    private Set<InetSocketAddress> addresses(Message message, InetAddress from) {
      var records =
          Stream.of(Section.ANSWER, Section.ADDITIONAL)
              .flatMap(section -> message.getSection(section).stream())
              .toList();
      var found = new LinkedHashSet<InetSocketAddress>();
      for (var record : records) {
        if (!(record instanceof SRVRecord srv) || !isWanted(srv.getName(), records)) continue;
        records.stream()
            .filter(each -> each.getName().equals(srv.getTarget()))
            .flatMap(each -> address(each, from).stream())
            .limit(ADDRESSES_MAX)
            .forEach(address -> found.add(new InetSocketAddress(address, srv.getPort())));
      }
      return found;
    }

    private boolean isWanted(Name name, List<Record> records) {
      return name.equals(service) || records.stream().anyMatch(each -> isForOverlay(each, name));
    }

    private boolean isForOverlay(Record record, Name instance) {
      return record instanceof TXTRecord txt
          && txt.getName().equals(instance)
          && instance.subdomain(LocalNames.BROWSED)
          && txt.getStrings().stream().anyMatch(attribute::equalsIgnoreCase);
    }

    /// An address of the link has to be one of the link that the answer came over.
    private Optional<InetAddress> address(Record record, InetAddress from) {
      return switch (record) {
        case ARecord a -> Optional.of(a.getAddress());
        case AAAARecord aaaa when !aaaa.getAddress().isLinkLocalAddress() ->
            Optional.of(aaaa.getAddress());
        case AAAARecord aaaa when from instanceof Inet6Address six && six.getScopeId() > 0 ->
            Optional.of(scoped(aaaa.getAddress(), six.getScopeId()));
        default -> Optional.empty();
      };
    }

    private InetAddress scoped(InetAddress address, int scope) {
      try {
        return Inet6Address.getByAddress(null, address.getAddress(), scope);
      } catch (java.net.UnknownHostException e) {
        throw new IllegalStateException("an address of IPv6 has 16 bytes", e);
      }
    }
  }
}
