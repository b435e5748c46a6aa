// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.control.AclControl;
import dev.tocsin.dots.wire.control.ActivationType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

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

  /// The lists of RFC 9133 §3.2.1. A tolerant reader leaves aside what it cannot name.
  static List<AclControl> acls(CborReader in, Attributes attributes) {
    var all = new ArrayList<AclControl>(4);
    var names = new HashSet<String>();
    for (in.openArray(); in.hasNext(); ) {
      if (all.size() == Limits.LIST_MAX) {
        throw new WireException("expected at most " + Limits.LIST_MAX + " entries");
      }
      var acl = acl(in, attributes);
      if (acl.isPresent() && names.add(acl.get().name())) all.add(acl.get());
      else if (attributes == Attributes.STRICT)
        throw new WireException("an acl-name is there twice");
    }
    return all;
  }

  private static Optional<AclControl> acl(CborReader in, Attributes attributes) {
    var name = new String[1];
    // RFC 9133 §3.2.2.2: what is activated without a type is so when mitigating.
    var type = new long[] {ActivationType.ACTIVATE_WHEN_MITIGATING.value()};
    attributes.read(
        in,
        key -> {
          switch (key) {
            case Keys.ACL_NAME -> name[0] = in.text(Limits.ALIAS_BYTES_MAX);
            case Keys.ACTIVATION_TYPE -> type[0] = in.unsigned(Integer.MAX_VALUE);
            default -> {
              return false;
            }
          }
          return true;
        });
    var known = ActivationType.of(type[0]);
    if (attributes == Attributes.STRICT) {
      if (name[0] == null || name[0].isEmpty()) throw new WireException("acl-name (23) is missing");
      if (known.isEmpty()) {
        throw new WireException("activation-type (52): expected 1, 2 or 3, found " + type[0]);
      }
    }
    return name[0] == null ? Optional.empty() : known.map(each -> new AclControl(name[0], each));
  }
}
