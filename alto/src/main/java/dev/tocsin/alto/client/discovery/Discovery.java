// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.discovery;

import dev.tocsin.alto.client.discovery.Discovered.Server;
import dev.tocsin.alto.client.discovery.NaptrLookup.Naptr;
import dev.tocsin.base.net.Prefix;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds ALTO servers in the DNS: those of a domain (RFC 7286), or those for somebody's address
/// (RFC 8686). One search at a time.
public final class Discovery {

  /// The application's tags in NAPTR records (RFC 7286 §3.2), what is wanted first in front.
  public static final List<String> SERVICES = List.of("ALTO:https", "ALTO:http");

  // RFC 4848 §2.2: a record without a flag leads to other records, here at most so far.
  private static final int STEPS_MAX = 8;

  private static final Comparator<Server> BEST_FIRST =
      Comparator.comparingInt(Server::order).thenComparingInt(Server::preference);

  private final NaptrLookup dns;
  private final List<String> services;

  public Discovery(NaptrLookup dns) {
    this(dns, SERVICES);
  }

  /// @param services U-NAPTR service parameters: those that are wanted first in front
  public Discovery(NaptrLookup dns, List<String> services) {
    this.dns = dns;
    this.services = List.copyOf(services);
  }

  /// RFC 7286 §3.2: the servers of each of the domains, in their order.
  public Discovered ofDomains(List<String> domains) {
    var search = new Search();
    for (var domain : domains) search.look(absolute(domain));
    return search.result();
  }

  /// RFC 8686 §3.4: the servers that answer for an address or prefix, by the narrowest name in the
  /// reverse tree that has any. A look-up that fails does not hold up the next (§3.5).
  ///
  /// @throws IllegalArgumentException if the prefix is wider than the procedure allows
  public Discovered ofPrefix(Prefix prefix) {
    var search = new Search();
    for (var name : ReverseNames.of(prefix)) {
      search.look(name);
      if (!search.servers.isEmpty()) break;
    }
    return search.result();
  }

  private static String absolute(String domain) {
    return domain.endsWith(".") ? domain : domain + ".";
  }

  private final class Search {
    final List<Server> servers = new ArrayList<>();
    final List<String> failures = new ArrayList<>();

    Discovered result() {
      return new Discovered(servers, failures);
    }

    void look(String name) {
      for (var service : services) {
        var found = new ArrayList<Server>();
        follow(name, name, service, STEPS_MAX, found);
        found.sort(BEST_FIRST);
        servers.addAll(found);
      }
    }

    private void follow(String asked, String name, String service, int steps, List<Server> found) {
      switch (dns.records(name)) {
        case NaptrLookup.Failed(var reason) -> fail(name + ": " + reason);
        case NaptrLookup.Found(var records) -> {
          for (var record : records) {
            if (!record.service().equalsIgnoreCase(service)) continue;
            switch (record.flags().toLowerCase(Locale.ROOT)) {
              case "u" ->
                  uri(name, record.regexp())
                      .ifPresent(
                          uri ->
                              found.add(
                                  new Server(uri, record.order(), record.preference(), asked)));
              case "" -> goOn(asked, record, service, steps, found);
              // RFC 3403 §4.1: records with flags that are not known are ignored.
              default -> {}
            }
          }
        }
      }
    }

    private void goOn(String asked, Naptr record, String service, int steps, List<Server> found) {
      if (record.replacement().isEmpty()) return;
      if (steps == 1) {
        fail(asked + ": leads further than " + STEPS_MAX + " steps");
        return;
      }
      follow(asked, absolute(record.replacement()), service, steps - 1, found);
    }

    private void fail(String text) {
      if (!failures.contains(text)) failures.add(text);
    }

    /// RFC 4848 §2.2: the expression takes the whole name, and what it puts in its place is the
    /// URI.
    private Optional<URI> uri(String name, String regexp) {
      var complaint = name + ": expected '!.*!URI!', found '" + regexp + "'";
      if (regexp.length() < 4) {
        fail(complaint);
        return Optional.empty();
      }
      var mark = regexp.substring(0, 1);
      var parts = regexp.split(Pattern.quote(mark), -1);
      boolean isWhole = parts.length == 4 && Set.of(".*", "^.*$").contains(parts[1]);
      if (!isWhole) {
        fail(complaint);
        return Optional.empty();
      }
      try {
        var uri = new URI(parts[2]);
        var scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        if (uri.getHost() != null && Set.of("http", "https").contains(scheme)) {
          return Optional.of(uri);
        }
      } catch (URISyntaxException e) {
        // As for a URI of another kind.
      }
      fail(name + ": expected the URI of a directory, found '" + parts[2] + "'");
      return Optional.empty();
    }
  }
}
