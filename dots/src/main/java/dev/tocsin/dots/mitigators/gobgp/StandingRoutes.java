// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.mitigators.gobgp.RouteWriter.Announcement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The routes that mitigations and lists want, and what of them gobgpd has. gobgpd holds the
/// routes, this holds what each one stands for; they are found again by their path identifier.
final class StandingRoutes implements AutoCloseable {

  private static final long RETRY_NANOS = 60_000_000_000L;

  /// Whose wishes are known: a route that nobody wants yet may be wanted by those who have not
  /// spoken.
  enum Known {
    MITIGATIONS,
    LISTS
  }

  private final GobgpSettings settings;
  private final RouteWriter writer;
  private final GobgpClient client;
  private final Demand demand = new Demand();
  private final Set<Known> known = EnumSet.noneOf(Known.class);
  // What gobgpd was last told, and what it leaves out all the same.
  private final Map<Route.Name, Route> announced = new HashMap<>();
  private final Set<Route.Name> refused = new HashSet<>();
  private long nextCheckNanos;
  private long nextRetryNanos;

  StandingRoutes(GobgpSettings settings) {
    this.settings = settings;
    this.writer = new RouteWriter(settings);
    this.client = new GobgpClient(settings.api());
  }

  /// Whether there is no room for these beside those that are wanted.
  boolean isFullWith(Set<Route> more) {
    return demand.sizeWith(more) > settings.limits().routesMax();
  }

  String full() {
    return "all " + settings.limits().routesMax() + " routes are in use";
  }

  /// From now on the holder wants these routes and no others.
  ///
  /// @return the routes that may have to change
  Set<Route.Name> want(Holder holder, Set<Route> routes) {
    return demand.set(holder, routes);
  }

  /// Forgets what all holders of a kind want, who are about to say it again.
  void forget(Class<? extends Holder> kind) {
    demand.clear(kind);
  }

  /// Tells gobgpd of the routes that are not as it was told before.
  void bring(Collection<Route.Name> touched) {
    var changed = new LinkedHashMap<Route.Name, Route>();
    var gone = new ArrayList<Route.Name>();
    for (var name : touched) {
      var wanted = demand.wanted(name);
      if (wanted.isEmpty()) {
        if (announced.containsKey(name)) gone.add(name);
      } else if (!wanted.get().equals(announced.get(name))) {
        changed.put(name, wanted.get());
      }
    }
    client.announce(changed.values().stream().map(writer::announcement).toList());
    announced.putAll(changed);
    client.withdraw(gone);
    gone.forEach(announced::remove);
  }

  /// Makes what stands agree with what is wanted, and nothing else.
  ///
  /// @param who has said all that it wants
  /// @return why what is wanted does not stand all the same, by who wants it
  Map<Holder, String> agree(Known who) {
    known.add(who);
    var unwanted = new ArrayList<Route.Name>();
    var missing = new ArrayList<Announcement>();
    for (var family : RouteFamily.values()) agree(family, unwanted, missing);
    client.announce(missing);
    // Lists have no unicast routes.
    if (known.size() < Known.values().length) {
      unwanted.removeIf(name -> !name.family().isUnicast() || !known.contains(Known.MITIGATIONS));
    }
    client.withdraw(unwanted);
    announced.clear();
    for (var name : demand.names()) announced.put(name, demand.wanted(name).orElseThrow());
    refused.clear();
    refused.addAll(absent(missing.stream().map(Announcement::name)));
    nextRetryNanos = System.nanoTime() + RETRY_NANOS;
    checked();
    return reasons();
  }

  private Map<Holder, String> reasons() {
    var reasons = new HashMap<Holder, String>();
    for (var name : refused) {
      var reason = "gobgpd leaves out " + show(name) + ": look at its import policy and families";
      demand.holders(name).forEach(holder -> reasons.put(holder, reason));
    }
    return reasons;
  }

  private void agree(RouteFamily family, List<Route.Name> unwanted, List<Announcement> missing) {
    var standing = client.list(family);
    for (var name : standing.keySet()) if (demand.wanted(name).isEmpty()) unwanted.add(name);
    for (var name : demand.names()) {
      if (name.family() != family) continue;
      var announcement = writer.announcement(demand.wanted(name).orElseThrow());
      if (!Set.copyOf(announcement.attributes()).equals(standing.get(name))) {
        missing.add(announcement);
      }
    }
  }

  /// Which of the routes do not stand.
  private Set<Route.Name> absent(Stream<Route.Name> names) {
    var byFamily = new HashMap<RouteFamily, List<Route.Name>>();
    names.forEach(
        name -> byFamily.computeIfAbsent(name.family(), _ -> new ArrayList<>()).add(name));
    var absent = new HashSet<Route.Name>();
    byFamily.forEach(
        (family, some) -> {
          var standing = client.standing(family, some);
          some.stream().filter(name -> !standing.contains(name)).forEach(absent::add);
        });
    return absent;
  }

  /// Looks now and then whether all routes stand.
  ///
  /// @throws MitigatorException if some are gone: whoever asks then reconciles
  void check() {
    long now = System.nanoTime();
    if (now - nextCheckNanos < 0) return;
    var absent = absent(announced.keySet().stream());
    if (now - nextRetryNanos < 0) absent.removeAll(refused);
    checked();
    if (absent.isEmpty()) return;
    throw new MitigatorException(
        "gobgpd has lost %d of %d routes, for example %s"
            .formatted(absent.size(), announced.size(), show(absent.iterator().next())));
  }

  private void checked() {
    nextCheckNanos = System.nanoTime() + settings.limits().checkEvery().toNanos();
  }

  private String show(Route.Name name) {
    if (name.family().isUnicast()) return name.prefix();
    return demand.wanted(name).map(Route::toString).orElse(name.toString());
  }

  @Override
  public void close() {
    client.close();
  }
}
