// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.dots.wire.SessionConfig;
import java.util.ArrayList;
import java.util.List;

/// Reads the bodies of requests that are about the session itself.
final class ControlBodies {

  private ControlBodies() {}

  /// RFC 9132 §4.5.2: at least one parameter must be present, in either set.
  static SessionConfig configuration(CborReader in) {
    List<SessionConfig> read = new ArrayList<>(1);
    Attributes.STRICT.read(
        in,
        key -> {
          if (key != Keys.SIGNAL_CONFIG) return false;
          read.add(new ConfigReader(in, Attributes.STRICT).read());
          return true;
        });
    in.end();
    if (read.isEmpty()) throw new WireException("signal-config (30) is missing");
    var config = read.getFirst();
    if (config.mitigating().equals(SessionConfig.ParameterSet.ABSENT)
        && config.idle().equals(SessionConfig.ParameterSet.ABSENT)) {
      throw new WireException("signal-config (30) has no parameter");
    }
    return config;
  }

  /// RFC 9132 §4.7.
  static boolean heartbeat(CborReader in) {
    List<Boolean> read = new ArrayList<>(1);
    Attributes.STRICT.read(
        in,
        key -> {
          if (key != Keys.HEARTBEAT) return false;
          Attributes.STRICT.read(in, inner -> inner == Keys.PEER_HB_STATUS && read.add(in.bool()));
          return true;
        });
    in.end();
    if (read.isEmpty()) {
      throw new WireException("peer-hb-status (51), which is mandatory, is missing");
    }
    return read.getFirst();
  }
}
