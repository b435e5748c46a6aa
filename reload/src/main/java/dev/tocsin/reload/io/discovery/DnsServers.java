// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Enrolment servers by SRV records of the DNS (EB-1), by the system's resolvers or one that is
/// named.
public final class DnsServers implements EnrolmentServers {

  static final String SERVICE = "_p2p_enroll._tcp.";

  private static final Duration TIME_MAX = Duration.ofSeconds(3);
  private static final int TARGETS_MAX = 8;
  private static final int ADDRESSES_MAX = 4;

  private final Resolver resolver;
  private final RandomGenerator random;

  private DnsServers(Resolver resolver, RandomGenerator random) {
    this.resolver = resolver;
    this.random = random;
    resolver.setTimeout(TIME_MAX);
  }

  public static DnsServers bySystem(RandomGenerator random) {
    return new DnsServers(new ExtendedResolver(), random);
  }

  /// @param server a resolver, or the authoritative server itself
  public static DnsServers by(InetSocketAddress server, RandomGenerator random) {
    return new DnsServers(new SimpleResolver(server), random);
  }

  @Override
  public Outcome of(String overlay) {
    var asked = SERVICE + overlay;
    return switch (records(asked, Type.SRV)) {
      case Unknown(var why) -> new Failed("no answer to " + asked + " from the DNS: " + why);
      case Known(var records) -> {
        var targets = targets(records);
        yield targets.isEmpty()
            ? new Failed("the DNS has no enrolment server for it: no SRV record " + asked)
            : addresses(targets);
      }
    };
  }

  private List<SRVRecord> targets(List<Record> records) {
    var services = records.stream().flatMap(each -> only(each, SRVRecord.class)).toList();
    return ServiceOrder.of(services, random).stream()
        // RFC 2782: "A Target of "." means that the service is decidedly not available".
        .filter(each -> !each.getTarget().equals(Name.root))
        .limit(TARGETS_MAX)
        .toList();
  }

  private Outcome addresses(List<SRVRecord> targets) {
    var found = new ArrayList<InetSocketAddress>();
    for (var target : targets) {
      var host = target.getTarget().toString();
      Stream.of(Type.A, Type.AAAA)
          .flatMap(type -> records(host, type).stream())
          .flatMap(record -> address(record).stream())
          .limit(ADDRESSES_MAX)
          .forEach(address -> found.add(new InetSocketAddress(address, target.getPort())));
    }
    if (!found.isEmpty()) return new Found(found);
    var hosts = targets.stream().map(each -> each.getTarget().toString(true)).toList();
    return new Failed(
        "its enrolment server " + String.join(", ", hosts) + " has no address in the DNS");
  }

  static Optional<InetAddress> address(Record record) {
    return switch (record) {
      case ARecord a -> Optional.of(a.getAddress());
      case AAAARecord aaaa -> Optional.of(withoutName(aaaa.getAddress()));
      default -> Optional.empty();
    };
  }

  private static InetAddress withoutName(InetAddress address) {
    try {
      return Inet6Address.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private static <T> Stream<T> only(Record record, Class<T> type) {
    return type.isInstance(record) ? Stream.of(type.cast(record)) : Stream.empty();
  }

  private sealed interface Answer {
    default Stream<Record> stream() {
      return this instanceof Known(var records) ? records.stream() : Stream.empty();
    }
  }

  private record Known(List<Record> records) implements Answer {}

  private record Unknown(String why) implements Answer {}

  private Answer records(String name, int type) {
    try {
      var lookup = new Lookup(Name.fromString(name, Name.root), type);
      lookup.setResolver(resolver);
      lookup.setCache(null);
      var answers = lookup.run();
      return switch (lookup.getResult()) {
        case Lookup.SUCCESSFUL -> new Known(answers == null ? List.of() : List.of(answers));
        case Lookup.HOST_NOT_FOUND, Lookup.TYPE_NOT_FOUND -> new Known(List.of());
        default -> new Unknown(lookup.getErrorString());
      };
    } catch (TextParseException e) {
      return new Unknown("it is no name of the DNS: " + e.getMessage());
    }
  }
}
