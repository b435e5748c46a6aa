// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.cbor.CborWriter;
import dev.tocsin.base.cbor.DecimalFraction;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Writes `signal-config` (RFC 9132 §4.5), leaving absent parts out.
final class ConfigWriter {

  private ConfigWriter() {}

  /// @param out stands before the key
  static CborWriter write(CborWriter out, SessionConfig config) {
    boolean hasMitigating = !config.mitigating().equals(ParameterSet.ABSENT);
    boolean hasIdle = !config.idle().equals(ParameterSet.ABSENT);
    out.unsigned(Keys.SIGNAL_CONFIG);
    out.map(count(config.sid().isPresent(), hasMitigating, hasIdle));
    config.sid().ifPresent(sid -> out.unsigned(Keys.SID).unsigned(sid));
    if (hasMitigating) write(out.unsigned(Keys.MITIGATING_CONFIG), config.mitigating());
    if (hasIdle) write(out.unsigned(Keys.IDLE_CONFIG), config.idle());
    return out;
  }

  private static void write(CborWriter out, ParameterSet set) {
    var present =
        Stream.of(
                set.heartbeatInterval(),
                set.missingHbAllowed(),
                set.maxRetransmit(),
                set.ackTimeout(),
                set.ackRandomFactor(),
                set.probingRate())
            .filter(parameter -> !parameter.isAbsent())
            .count();
    out.map((int) present);
    numbers(out, Keys.HEARTBEAT_INTERVAL, set.heartbeatInterval());
    numbers(out, Keys.MISSING_HB_ALLOWED, set.missingHbAllowed());
    numbers(out, Keys.MAX_RETRANSMIT, set.maxRetransmit());
    decimals(out, Keys.ACK_TIMEOUT, set.ackTimeout());
    decimals(out, Keys.ACK_RANDOM_FACTOR, set.ackRandomFactor());
    numbers(out, Keys.PROBING_RATE, set.probingRate());
  }

  private static void numbers(CborWriter out, int key, Parameter parameter) {
    if (!open(out, key, parameter)) return;
    number(out, Keys.MAX_VALUE, parameter.max());
    number(out, Keys.MIN_VALUE, parameter.min());
    number(out, Keys.CURRENT_VALUE, parameter.current());
  }

  private static void decimals(CborWriter out, int key, Parameter parameter) {
    if (!open(out, key, parameter)) return;
    decimal(out, Keys.MAX_VALUE_DECIMAL, parameter.max());
    decimal(out, Keys.MIN_VALUE_DECIMAL, parameter.min());
    decimal(out, Keys.CURRENT_VALUE_DECIMAL, parameter.current());
  }

  private static boolean open(CborWriter out, int key, Parameter parameter) {
    if (parameter.isAbsent()) return false;
    out.unsigned(key)
        .map(
            count(
                parameter.max().isPresent(),
                parameter.min().isPresent(),
                parameter.current().isPresent()));
    return true;
  }

  private static void number(CborWriter out, int key, OptionalLong value) {
    value.ifPresent(number -> out.unsigned(key).unsigned(number));
  }

  private static void decimal(CborWriter out, int key, OptionalLong hundredths) {
    hundredths.ifPresent(unscaled -> DecimalFraction.writeUnscaled(out.unsigned(key), unscaled, 2));
  }

  private static int count(boolean... present) {
    int count = 0;
    for (boolean each : present) if (each) count++;
    return count;
  }
}
