// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.dots.wire.ConflictInformation;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.control.AclControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads one entry of `scope` as a server reports it (RFC 9132 §4.4.1.3, §4.4.2).
final class StatusReader {

  private static final long UINT32_MAX = 0xFFFF_FFFFL;

  private final CborReader in;
  private final ScopeReader scope;
  private OptionalLong mid = OptionalLong.empty();
  private OptionalLong lifetime = OptionalLong.empty();
  private OptionalLong start = OptionalLong.empty();
  private OptionalLong bytes = OptionalLong.empty();
  private OptionalLong bytesPerSecond = OptionalLong.empty();
  private OptionalLong packets = OptionalLong.empty();
  private OptionalLong packetsPerSecond = OptionalLong.empty();
  private Optional<Boolean> trigger = Optional.empty();
  private Optional<MitigationState> state = Optional.empty();
  private Optional<ConflictInformation> conflict = Optional.empty();

  private List<AclControl> acls = List.of();

  private StatusReader(CborReader in) {
    this.in = in;
    this.scope = new ScopeReader(in, Attributes.TOLERANT);
  }

  /// Reads the value of `mitigation-scope`.
  static List<MitigationStatus> readAll(CborReader in) {
    var all = new ArrayList<MitigationStatus>();
    Attributes.TOLERANT.read(
        in,
        key -> {
          if (key != Keys.SCOPE) return false;
          for (in.openArray(); in.hasNext(); ) {
            if (all.size() == Limits.MITIGATIONS_MAX) {
              throw new WireException("expected at most " + Limits.MITIGATIONS_MAX + " entries");
            }
            all.add(new StatusReader(in).read());
          }
          return true;
        });
    return all;
  }

  private MitigationStatus read() {
    Attributes.TOLERANT.read(in, this::readAttribute);
    var target = scope.scope();
    return new MitigationStatus(
        mid,
        Optional.of(target).filter(found -> !found.equals(Scope.EMPTY)),
        trigger,
        lifetime,
        start,
        state,
        conflict,
        new Counters(bytes, bytesPerSecond, packets, packetsPerSecond),
        acls);
  }

  private boolean readAttribute(int key) {
    switch (key) {
      case Keys.MID -> mid = OptionalLong.of(in.unsigned(UINT32_MAX));
      case Keys.LIFETIME -> lifetime = OptionalLong.of(in.integer());
      case Keys.MITIGATION_START -> start = counter();
      // A status registered after RFC 9132 says nothing to us, which is no reason to lose the rest.
      case Keys.STATUS -> state = MitigationState.of(in.unsigned(Integer.MAX_VALUE));
      case Keys.CONFLICT_INFORMATION -> conflict = Optional.of(new ConflictReader(in).read());
      case Keys.BYTES_DROPPED -> bytes = counter();
      case Keys.BPS_DROPPED -> bytesPerSecond = counter();
      case Keys.PKTS_DROPPED -> packets = counter();
      case Keys.PPS_DROPPED -> packetsPerSecond = counter();
      case Keys.TRIGGER_MITIGATION -> trigger = Optional.of(in.bool());
      case Keys.CONTROLLED_ACL_LIST -> acls = ControlBodies.acls(in, Attributes.TOLERANT);
      default -> {
        return scope.read(key);
      }
    }
    return true;
  }

  /// 64 bits unsigned on the wire; what a Java long cannot hold is shown as the largest that it
  /// can.
  private OptionalLong counter() {
    long bits = in.unsigned64();
    return OptionalLong.of(bits < 0 ? Long.MAX_VALUE : bits);
  }
}
