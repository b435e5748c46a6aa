// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.rules;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What was negotiated with a server (RFC 9132 §4.5), completed by the defaults of Appendix C.
public record SessionSettings(Optional<SessionConfig> negotiated) {

  public static final SessionSettings DEFAULT = new SessionSettings(Optional.empty());

  private static final ParameterSet APPENDIX_C =
      new ParameterSet(
          Parameter.of(30),
          Parameter.of(15),
          Parameter.of(5),
          Parameter.of(3),
          Parameter.of(200),
          Parameter.of(150));

  /// Only current values, all present.
  public ParameterSet current(boolean mitigating) {
    var set =
        negotiated
            .map(config -> mitigating ? config.mitigating() : config.idle())
            .orElse(ParameterSet.ABSENT);
    return new ParameterSet(
        or(set.heartbeatInterval(), APPENDIX_C.heartbeatInterval()),
        or(set.missingHbAllowed(), APPENDIX_C.missingHbAllowed()),
        or(set.probingRate(), APPENDIX_C.probingRate()),
        or(set.maxRetransmit(), APPENDIX_C.maxRetransmit()),
        or(set.ackTimeout(), APPENDIX_C.ackTimeout()),
        or(set.ackRandomFactor(), APPENDIX_C.ackRandomFactor()));
  }

  /// Zero when heartbeats are off.
  public Duration heartbeatInterval(boolean mitigating) {
    return Duration.ofSeconds(current(mitigating).heartbeatInterval().current().orElseThrow());
  }

  public long missingHbAllowed(boolean mitigating) {
    return current(mitigating).missingHbAllowed().current().orElseThrow();
  }

  /// The wanted values as this server may accept them over this transport.
  public SessionConfig offer(SessionConfig wanted, TransportKind transport) {
    var offered =
        negotiated.orElse(
            new SessionConfig(OptionalLong.empty(), ParameterSet.ABSENT, ParameterSet.ABSENT));
    return new SessionConfig(
        OptionalLong.empty(),
        offer(wanted.mitigating(), offered.mitigating(), transport),
        offer(wanted.idle(), offered.idle(), transport));
  }

  private static ParameterSet offer(
      ParameterSet wanted, ParameterSet bounds, TransportKind transport) {
    // RFC 9132 §4.5: missing-hb-allowed and the retransmission parameters are negotiated only for
    // unreliable transports.
    boolean datagrams = transport.isDatagram();
    return new ParameterSet(
        within(wanted.heartbeatInterval(), bounds.heartbeatInterval()),
        datagrams ? within(wanted.missingHbAllowed(), bounds.missingHbAllowed()) : Parameter.ABSENT,
        within(wanted.probingRate(), bounds.probingRate()),
        datagrams ? within(wanted.maxRetransmit(), bounds.maxRetransmit()) : Parameter.ABSENT,
        datagrams ? within(wanted.ackTimeout(), bounds.ackTimeout()) : Parameter.ABSENT,
        datagrams ? within(wanted.ackRandomFactor(), bounds.ackRandomFactor()) : Parameter.ABSENT);
  }

  private static Parameter within(Parameter wanted, Parameter bounds) {
    if (wanted.current().isEmpty()) return Parameter.ABSENT;
    long value = wanted.current().getAsLong();
    // A heartbeat-interval of 0 turns heartbeats off and lies outside the bounds on purpose.
    if (value == 0) return Parameter.of(0);
    long atLeast = Math.max(value, bounds.min().orElse(value));
    return Parameter.of(Math.min(atLeast, bounds.max().orElse(atLeast)));
  }

  /// RFC 9132 §4.5.2: at least one attribute must be present.
  public static boolean isEmpty(SessionConfig config) {
    return config.mitigating().equals(ParameterSet.ABSENT)
        && config.idle().equals(ParameterSet.ABSENT);
  }

  private static Parameter or(Parameter given, Parameter fallback) {
    return given.current().isPresent() ? Parameter.of(given.current().getAsLong()) : fallback;
  }
}
