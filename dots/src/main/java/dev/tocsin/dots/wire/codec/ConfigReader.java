// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.base.cbor.DecimalFraction;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import java.util.OptionalLong;

/// Reads `signal-config` (RFC 9132 §4.5) from a request, where only current values may stand, or
/// from a response.
final class ConfigReader {

  private static final int UINT16_MAX = 65_535;
  private static final long UINT32_MAX = 0xFFFF_FFFFL;

  private final CborReader in;
  private final Attributes attributes;
  private OptionalLong sid = OptionalLong.empty();
  private ParameterSet mitigating = ParameterSet.ABSENT;
  private ParameterSet idle = ParameterSet.ABSENT;

  ConfigReader(CborReader in, Attributes attributes) {
    this.in = in;
    this.attributes = attributes;
  }

  SessionConfig read() {
    attributes.read(in, this::readSet);
    return new SessionConfig(sid, mitigating, idle);
  }

  private boolean isRequest() {
    return attributes == Attributes.STRICT;
  }

  private boolean readSet(int key) {
    switch (key) {
      case Keys.MITIGATING_CONFIG -> mitigating = new SetReader().read();
      case Keys.IDLE_CONFIG -> idle = new SetReader().read();
      case Keys.SID -> {
        // RFC 9132 §4.5.2: in a request it stands in the path.
        if (isRequest()) return false;
        sid = OptionalLong.of(in.unsigned(UINT32_MAX));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private final class SetReader {
    private Parameter heartbeatInterval = Parameter.ABSENT;
    private Parameter missingHbAllowed = Parameter.ABSENT;
    private Parameter probingRate = Parameter.ABSENT;
    private Parameter maxRetransmit = Parameter.ABSENT;
    private Parameter ackTimeout = Parameter.ABSENT;
    private Parameter ackRandomFactor = Parameter.ABSENT;

    ParameterSet read() {
      attributes.read(in, this::readParameter);
      var set =
          new ParameterSet(
              heartbeatInterval,
              missingHbAllowed,
              probingRate,
              maxRetransmit,
              ackTimeout,
              ackRandomFactor);
      if (isRequest() && set.equals(ParameterSet.ABSENT)) throw new WireException("is empty");
      return set;
    }

    private boolean readParameter(int key) {
      switch (key) {
        case Keys.HEARTBEAT_INTERVAL -> heartbeatInterval = new ValueReader().read(false);
        case Keys.MISSING_HB_ALLOWED -> missingHbAllowed = new ValueReader().read(false);
        case Keys.PROBING_RATE -> probingRate = new ValueReader().read(false);
        case Keys.MAX_RETRANSMIT -> maxRetransmit = new ValueReader().read(false);
        case Keys.ACK_TIMEOUT -> ackTimeout = new ValueReader().read(true);
        case Keys.ACK_RANDOM_FACTOR -> ackRandomFactor = new ValueReader().read(true);
        default -> {
          return false;
        }
      }
      return true;
    }
  }

  private final class ValueReader {
    private OptionalLong min = OptionalLong.empty();
    private OptionalLong max = OptionalLong.empty();
    private OptionalLong current = OptionalLong.empty();

    Parameter read(boolean decimal) {
      attributes.read(in, key -> decimal ? readDecimal(key) : readNumber(key));
      var parameter = new Parameter(min, max, current);
      if (isRequest() && parameter.isAbsent()) throw new WireException("is empty");
      return parameter;
    }

    private boolean readNumber(int key) {
      switch (key) {
        case Keys.CURRENT_VALUE -> current = OptionalLong.of(in.unsigned(UINT16_MAX));
        case Keys.MIN_VALUE -> min = bound(OptionalLong.of(in.unsigned(UINT16_MAX)));
        case Keys.MAX_VALUE -> max = bound(OptionalLong.of(in.unsigned(UINT16_MAX)));
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean readDecimal(int key) {
      switch (key) {
        case Keys.CURRENT_VALUE_DECIMAL -> current = OptionalLong.of(hundredths());
        case Keys.MIN_VALUE_DECIMAL -> min = bound(OptionalLong.of(hundredths()));
        case Keys.MAX_VALUE_DECIMAL -> max = bound(OptionalLong.of(hundredths()));
        default -> {
          return false;
        }
      }
      return true;
    }

    private long hundredths() {
      return DecimalFraction.readUnscaled(in, 2);
    }

    /// RFC 9132 §5.1: bounds go from server to client only.
    private OptionalLong bound(OptionalLong value) {
      if (isRequest()) throw new WireException("only a server sends bounds");
      return value;
    }
  }
}
