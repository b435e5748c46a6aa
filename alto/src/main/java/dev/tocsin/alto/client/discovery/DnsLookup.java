// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.discovery;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// NAPTR records from the DNS, by the system's resolvers or one that is named.
public final class DnsLookup implements NaptrLookup {

  private static final Duration TIME_MAX = Duration.ofSeconds(3);
  // What a name in use has is a handful.
  private static final int RECORDS_MAX = 100;

  private final Resolver resolver;

  private DnsLookup(Resolver resolver) {
    this.resolver = resolver;
    resolver.setTimeout(TIME_MAX);
  }

  public static DnsLookup bySystem() {
    return new DnsLookup(new ExtendedResolver());
  }

  /// @param server a resolver, or the authoritative server itself
  public static DnsLookup by(InetSocketAddress server) {
    return new DnsLookup(new SimpleResolver(server));
  }

  @Override
  public Outcome records(String name) {
    try {
      var lookup = new Lookup(Name.fromString(name), Type.NAPTR, DClass.IN);
      lookup.setResolver(resolver);
      lookup.setCache(null);
      var answers = Optional.ofNullable(lookup.run());
      return switch (lookup.getResult()) {
        case Lookup.SUCCESSFUL -> found(answers.orElse(new org.xbill.DNS.Record[0]));
        case Lookup.HOST_NOT_FOUND, Lookup.TYPE_NOT_FOUND -> new Found(List.of());
        default -> new Failed(lookup.getErrorString());
      };
    } catch (TextParseException e) {
      return new Failed("no name of the DNS: " + e.getMessage());
    }
  }

  private static Outcome found(org.xbill.DNS.Record[] answers) {
    var records = new ArrayList<Naptr>();
    for (var answer : answers) {
      if (answer instanceof NAPTRRecord naptr && records.size() < RECORDS_MAX) {
        var replacement = naptr.getReplacement();
        records.add(
            new Naptr(
                naptr.getOrder(),
                naptr.getPreference(),
                naptr.getFlags(),
                naptr.getService(),
                naptr.getRegexp(),
                replacement.equals(Name.root) ? "" : replacement.toString()));
      }
    }
    return new Found(records);
  }
}
