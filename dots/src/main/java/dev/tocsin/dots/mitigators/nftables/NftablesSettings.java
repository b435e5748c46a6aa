// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Scoped;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.SynProtection;
import java.time.Duration;
import java.util.List;

/// How an nftables mitigator filters, as far as the domains' policies leave it open.
///
/// @param command how `nft` is called, with what must stand in front of it
/// @param hooks where packets are looked at
/// @param priority of the base chains; -310 is ahead of connection tracking, so that a flood does
///   not fill its table
/// @param scoped what happens to a target with protocols or ports
/// @param bare what happens to a target that is only a prefix
/// @param elementsMax filters of all mitigations together; beyond them orders are refused
public record NftablesSettings(
    List<String> command,
    List<Hook> hooks,
    int priority,
    Scoped scoped,
    Bare bare,
    int elementsMax) {

  private static final int RATE_MAX = EnforcementPolicy.RATE_MAX;

  public static final NftablesSettings DEFAULT =
      new NftablesSettings(
          List.of("nft"),
          List.of(Hook.PREROUTING),
          -310,
          new Scoped.Drop(),
          Bare.DEFAULT,
          1_000_000);

  /// Reads the settings of one instance, and refuses what is left over.
  public static NftablesSettings read(Section section) {
    var settings =
        new NftablesSettings(
            section.list("command", Kind.STRING).orDefault(DEFAULT.command()),
            section.list("hooks", Kind.choice(Hook.class)).orDefault(DEFAULT.hooks()),
            section.integer("priority", -1000, 1000).orDefault(DEFAULT.priority()),
            scoped(section.section("scoped")),
            Bare.read(section.section("bare")),
            section.integer("elements-max", 1, 10_000_000).orDefault(DEFAULT.elementsMax()));
    section.end();
    return settings;
  }

  public NftablesSettings {
    command = List.copyOf(command);
    hooks = List.copyOf(hooks);
    if (hooks.isEmpty()) throw new IllegalArgumentException("at least one hook is needed");
  }

  public NftablesSettings withCommand(List<String> other) {
    return new NftablesSettings(other, hooks, priority, scoped, bare, elementsMax);
  }

  public NftablesSettings withScoped(Scoped other) {
    return new NftablesSettings(command, hooks, priority, other, bare, elementsMax);
  }

  public NftablesSettings withBare(Bare other) {
    return new NftablesSettings(command, hooks, priority, scoped, other, elementsMax);
  }

  /// Where in the kernel a packet is looked at.
  public enum Hook {
    /// All that comes in, whether for this machine or through it.
    PREROUTING,
    /// What goes through this machine.
    FORWARD,
    /// What is for this machine itself.
    INPUT;

    String keyword() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static Scoped scoped(Section section) {
    var limit = section.integer("packets-per-second", 1, RATE_MAX).optional();
    int burst = section.integer("burst", 1, RATE_MAX).orDefault(limit.orElse(1), "one second");
    return limit.isPresent() ? new Scoped.Limit(limit.get(), burst) : new Scoped.Drop();
  }

  /// What happens to a target that is only a prefix.
  ///
  /// @param packetsPerSecond that one source may send to the prefix
  /// @param burst packets by which it may exceed that for a moment
  /// @param penalty how long all of a source is dropped that exceeded its rate; zero drops only
  ///   what exceeds
  /// @param sourcesMax sources that are remembered per prefix length and policy; further ones are
  ///   not limited
  public record Bare(
      int packetsPerSecond, int burst, Duration penalty, SynProtection syn, int sourcesMax) {

    private static final int SYN_PER_SECOND = 200;

    public static final Bare DEFAULT =
        new Bare(200, 400, Duration.ofSeconds(30), new SynProtection.Limit(SYN_PER_SECOND), 65_536);

    private static Bare read(Section section) {
      int rate =
          section.integer("packets-per-second", 1, RATE_MAX).orDefault(DEFAULT.packetsPerSecond());
      return new Bare(
          rate,
          section.integer("burst", 1, RATE_MAX).orDefault(2 * rate, "two seconds"),
          section
              .duration("penalty", Duration.ZERO, Duration.ofDays(1))
              .orDefault(DEFAULT.penalty()),
          syn(section),
          section.integer("sources", 1, 16_000_000).orDefault(DEFAULT.sourcesMax()));
    }

    private static SynProtection syn(Section section) {
      int limit = section.integer("syn-per-second", 1, RATE_MAX).orDefault(SYN_PER_SECOND);
      return switch (section.choice("syn", Syn.class).orDefault(Syn.LIMIT)) {
        case OFF -> new SynProtection.Off();
        case LIMIT -> new SynProtection.Limit(limit);
      };
    }

    public Bare {
      positive(packetsPerSecond, burst);
      positive(sourcesMax, sourcesMax);
      if (penalty.isNegative()) throw new IllegalArgumentException("penalty " + penalty);
    }
  }

  private enum Syn {
    OFF,
    LIMIT
  }

  private static void positive(int one, int other) {
    if (one < 1 || other < 1) throw new IllegalArgumentException("rates and sizes begin at 1");
  }
}
