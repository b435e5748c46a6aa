// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.gobgp.GobgpEndpoint;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.flowspec.FlowAction;
import dev.tocsin.dots.wire.flowspec.RouteTarget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What a GoBGP daemon announces for us, and how it is reached.
///
/// @param mode which kind of route stands for which target
/// @param localPreference of all our routes; above that of other routes to the same prefix, so that
///   ours are the ones that are announced
/// @param limits what there may be of them, and how often they are looked after
public record GobgpSettings(
    Api api,
    Mode mode,
    Blackhole blackhole,
    Flowspec flowspec,
    int localPreference,
    Limits limits) {

  private static final int COMMUNITIES_MAX = 32;

  /// Reads the settings of one instance, and refuses what is left over.
  public static GobgpSettings read(String instance, Section section) {
    var settings =
        new GobgpSettings(
            Api.read(instance, section),
            section.choice("mode", Mode.class).orDefault(Mode.BY_SCOPE),
            Blackhole.read(section.section("blackhole")),
            Flowspec.read(section.section("flowspec")),
            section.integer("local-preference", 0, Integer.MAX_VALUE).orDefault(200),
            Limits.read(section));
    section.end();
    return settings;
  }

  /// Which kind of route stands for which target.
  public enum Mode {
    /// A target that is only a prefix is blackholed, any other gets flow specifications.
    BY_SCOPE,
    /// Every prefix is blackholed, whatever the protocols and ports.
    BLACKHOLE,
    /// Flow specifications for everything.
    FLOWSPEC
  }

  /// The daemon's gRPC interface.
  ///
  /// @param identifier the path identifier that all our routes have, and no others
  public record Api(
      GobgpEndpoint endpoint, long identifier, Duration timeout, Duration listTimeout) {

    private static Api read(String instance, Section section) {
      return new Api(
          GobgpEndpoint.read(section),
          section
              .value("path-identifier", Kind.integer(1, 0xFFFFFFFFL))
              .orDefault(identifier(instance), "made of the instance's name"),
          section
              .duration("timeout", Duration.ofMillis(100), Duration.ofMinutes(1))
              .orDefault(Duration.ofSeconds(10)),
          section
              .duration("list-timeout", Duration.ofSeconds(1), Duration.ofMinutes(10))
              .orDefault(Duration.ofMinutes(1)));
    }

    private static long identifier(String instance) {
      var sum = new CRC32C();
      sum.update(("tocsin " + instance).getBytes(StandardCharsets.UTF_8));
      return Math.max(1, sum.getValue());
    }
  }

  /// How blackhole routes look (RFC 7999).
  public record Blackhole(Prefix nextHopIpv4, Prefix nextHopIpv6, List<Community> communities) {

    // The documentation address is what many networks route to nowhere; RFC 6666 is its like.
    static final Blackhole DEFAULT =
        new Blackhole(
            Prefix.parse("192.0.2.1"), Prefix.parse("100::1"), List.of(Community.BLACKHOLE));

    private static Blackhole read(Section section) {
      return new Blackhole(
          section
              .value("next-hop-ipv4", Kind.PREFIX)
              .check(hop -> hop.isIpv4() && hop.isSingleAddress(), "an IPv4 address")
              .orDefault(DEFAULT.nextHopIpv4()),
          section
              .value("next-hop-ipv6", Kind.PREFIX)
              .check(hop -> !hop.isIpv4() && hop.isSingleAddress(), "an IPv6 address")
              .orDefault(DEFAULT.nextHopIpv6()),
          readCommunities(section, DEFAULT.communities()));
    }

    public Blackhole {
      communities = List.copyOf(communities);
    }
  }

  /// How flow specifications look.
  ///
  /// @param action what happens to what they match
  public record Flowspec(FlowAction action, List<Community> communities) {

    static final Flowspec DEFAULT = new Flowspec(new FlowAction.Drop(), List.of());

    private static Flowspec read(Section section) {
      var rate = section.value("bytes-per-second", Kind.integer(1, 1_000_000_000_000L)).optional();
      var target = section.value("redirect", RouteTarget::parse).optional();
      if (rate.isPresent() && target.isPresent()) {
        section.complain("redirect", "there is 'bytes-per-second' already; only one can be");
      }
      Optional<FlowAction> action = rate.map(FlowAction.Rate::new);
      return new Flowspec(
          action.or(() -> target.map(FlowAction.Redirect::new)).orElse(DEFAULT.action()),
          readCommunities(section, DEFAULT.communities()));
    }

    public Flowspec {
      communities = List.copyOf(communities);
    }
  }

  /// @param routesMax of all mitigations and lists together; beyond them orders are refused
  /// @param listsMax of them, of all access control lists; with 0 none is taken
  /// @param checkEvery how often it is looked whether the routes still stand
  public record Limits(int routesMax, int listsMax, Duration checkEvery) {

    static final Limits DEFAULT = new Limits(10_000, 1_000, Duration.ofSeconds(5));

    private static Limits read(Section section) {
      return new Limits(
          section.integer("routes-max", 1, 1_000_000).orDefault(DEFAULT.routesMax()),
          section.integer("lists-max", 0, 1_000_000).orDefault(DEFAULT.listsMax()),
          section
              .duration("check-every", Duration.ofSeconds(1), Duration.ofHours(1))
              .orDefault(DEFAULT.checkEvery()));
    }
  }

  private static List<Community> readCommunities(Section section, List<Community> fallback) {
    return section
        .list("communities", Community::parse)
        .check(list -> list.size() <= COMMUNITIES_MAX, "at most " + COMMUNITIES_MAX)
        .orDefault(fallback);
  }
}
