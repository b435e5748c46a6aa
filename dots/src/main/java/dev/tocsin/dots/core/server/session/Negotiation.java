// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.session;

import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What session parameters a server takes (RFC 9132 §4.5): its offer holds minimum, default and
/// maximum of every parameter of both sets.
public record Negotiation(SessionConfig offer) {

  private static final List<String> NAMES =
      List.of(
          "heartbeat-interval",
          "missing-hb-allowed",
          "probing-rate",
          "max-retransmit",
          "ack-timeout",
          "ack-random-factor");

  /// RFC 9132 Figure 20, with the default probing rate of §4.5.2.
  public static final Negotiation DEFAULT = new Negotiation(defaultOffer());

  /// Why a configuration is refused.
  ///
  /// @param outOfRange 4.22, otherwise 4.00
  public record Refusal(boolean outOfRange, String reason) {}

  private static SessionConfig defaultOffer() {
    var set =
        new ParameterSet(
            Parameter.within(15, 30, 240),
            Parameter.within(3, 15, 20),
            Parameter.within(5, 5, 20),
            Parameter.within(2, 3, 15),
            Parameter.within(100, 200, 3000),
            Parameter.within(110, 150, 400));
    return new SessionConfig(OptionalLong.empty(), set, set);
  }

  /// Empty if the asked values can be applied.
  public Optional<Refusal> problem(SessionConfig asked, boolean datagram) {
    var all = Stream.concat(values(asked.mitigating()), values(asked.idle())).toList();
    // RFC 9132 §4.5.2: at least one parameter must be there; bounds are the server's to say.
    if (all.stream().allMatch(Parameter::isAbsent)) {
      return Optional.of(new Refusal(false, "the configuration has no parameter"));
    }
    if (all.stream().anyMatch(each -> each.min().isPresent() || each.max().isPresent())) {
      return Optional.of(
          new Refusal(false, "min-value and max-value are the server's; send only current-value"));
    }
    if (!datagram && !hasNegotiable(asked)) {
      return Optional.of(
          new Refusal(
              false, "transmission parameters are not negotiated over a reliable transport"));
    }
    return outOfRange("mitigating-config", asked.mitigating(), offer.mitigating())
        .or(() -> outOfRange("idle-config", asked.idle(), offer.idle()));
  }

  private static Optional<Refusal> outOfRange(String set, ParameterSet asked, ParameterSet offer) {
    var values = values(asked).toList();
    var bounds = values(offer).toList();
    for (int i = 0; i < values.size(); i++) {
      var current = values.get(i).current();
      // RFC 9132 §4.5.1: a heartbeat-interval of 0 disables the mechanism, whatever the minimum is.
      if (current.isEmpty() || (i == 0 && current.getAsLong() == 0)) continue;
      long min = bounds.get(i).min().orElse(0);
      long max = bounds.get(i).max().orElse(Long.MAX_VALUE);
      if (current.getAsLong() < min || current.getAsLong() > max) {
        var range = decimals(i, min) + " to " + decimals(i, max);
        return Optional.of(
            new Refusal(
                true,
                set
                    + ": "
                    + NAMES.get(i)
                    + " "
                    + decimals(i, current.getAsLong())
                    + " is not within "
                    + range));
      }
    }
    return Optional.empty();
  }

  private static String decimals(int parameter, long value) {
    return parameter < 4 ? Long.toString(value) : value / 100 + "." + value / 10 % 10 + value % 10;
  }

  private static boolean hasNegotiable(SessionConfig asked) {
    return Stream.of(asked.mitigating(), asked.idle())
        .anyMatch(set -> !set.heartbeatInterval().isAbsent() || !set.probingRate().isAbsent());
  }

  /// What is kept of an accepted configuration.
  ///
  /// RFC 9132 §4.5: over a reliable transport missing-hb-allowed and the retransmission parameters
  /// are not negotiated; they are left out.
  public SessionConfig accepted(long sid, SessionConfig asked, boolean datagram) {
    return new SessionConfig(
        OptionalLong.of(sid),
        datagram ? asked.mitigating() : reliable(asked.mitigating()),
        datagram ? asked.idle() : reliable(asked.idle()));
  }

  private static ParameterSet reliable(ParameterSet set) {
    return new ParameterSet(
        set.heartbeatInterval(),
        Parameter.ABSENT,
        set.probingRate(),
        Parameter.ABSENT,
        Parameter.ABSENT,
        Parameter.ABSENT);
  }

  /// Bounds and current values, for a GET.
  public SessionConfig shown(Optional<SessionConfig> configured, boolean datagram) {
    var mitigating = shown(offer.mitigating(), configured.map(SessionConfig::mitigating));
    var idle = shown(offer.idle(), configured.map(SessionConfig::idle));
    return new SessionConfig(
        configured.map(SessionConfig::sid).orElse(OptionalLong.empty()),
        datagram ? mitigating : reliable(mitigating),
        datagram ? idle : reliable(idle));
  }

  private static ParameterSet shown(ParameterSet offer, Optional<ParameterSet> configured) {
    return combined(
        offer,
        configured.orElse(ParameterSet.ABSENT),
        (bounds, value) ->
            new Parameter(
                bounds.min(),
                bounds.max(),
                value.current().isPresent() ? value.current() : bounds.current()));
  }

  /// The values in force: current values only, all present.
  public ParameterSet inForce(Optional<SessionConfig> configured, boolean mitigating) {
    return combined(
        mitigating ? offer.mitigating() : offer.idle(),
        configured
            .map(config -> mitigating ? config.mitigating() : config.idle())
            .orElse(ParameterSet.ABSENT),
        (bounds, value) ->
            Parameter.of(
                value.current().isPresent()
                    ? value.current().getAsLong()
                    : bounds.current().orElseThrow()));
  }

  private interface Combination {
    Parameter of(Parameter bounds, Parameter value);
  }

  private static ParameterSet combined(ParameterSet offer, ParameterSet set, Combination with) {
    return new ParameterSet(
        with.of(offer.heartbeatInterval(), set.heartbeatInterval()),
        with.of(offer.missingHbAllowed(), set.missingHbAllowed()),
        with.of(offer.probingRate(), set.probingRate()),
        with.of(offer.maxRetransmit(), set.maxRetransmit()),
        with.of(offer.ackTimeout(), set.ackTimeout()),
        with.of(offer.ackRandomFactor(), set.ackRandomFactor()));
  }

  private static Stream<Parameter> values(ParameterSet set) {
    return Stream.of(
        set.heartbeatInterval(),
        set.missingHbAllowed(),
        set.probingRate(),
        set.maxRetransmit(),
        set.ackTimeout(),
        set.ackRandomFactor());
  }
}
