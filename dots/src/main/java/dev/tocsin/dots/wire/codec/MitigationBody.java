// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.control.AclControl;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the body of a PUT on `mitigate` (RFC 9132 §4.4.1.1, §4.4.3).
final class MitigationBody {

  private static final long LIFETIME_MAX = 0xFFFF_FFFFL;

  private final CborReader in;
  private final ScopeReader scope;
  private OptionalLong lifetime = OptionalLong.empty();
  private boolean trigger = true;
  private Optional<AttackStatus> attackStatus = Optional.empty();

  private List<AclControl> acls = List.of();

  private MitigationBody(CborReader in) {
    this.in = in;
    this.scope = new ScopeReader(in, Attributes.STRICT);
  }

  static MitigationBody read(CborReader in) {
    var body = new MitigationBody(in);
    var entries = new int[1];
    boolean[] found = new boolean[1];
    Attributes.STRICT.read(
        in,
        key -> {
          if (key != Keys.MITIGATION_SCOPE) return false;
          found[0] = true;
          Attributes.STRICT.read(in, inner -> body.readScopes(inner, entries));
          return true;
        });
    in.end();
    if (!found[0]) throw new WireException("mitigation-scope (1) is missing");
    if (entries[0] == 0) throw new WireException("scope (2) is missing");
    return body;
  }

  SignalRequest.Mitigate mitigate(String cuid, long mid) {
    long seconds =
        lifetime.orElseThrow(
            () -> new WireException("lifetime (14), which is mandatory, is missing"));
    var target = scope.scope();
    requireTarget(target.hasTarget());
    return new SignalRequest.Mitigate(
        cuid, mid, new MitigationRequest(target, seconds, trigger, attackStatus), acls);
  }

  /// RFC 9132 §4.4.3: 'attack-status' is mandatory. So would be 'lifetime', but Figure 16 lacks it.
  SignalRequest.UpdateEfficacy efficacy(String cuid, long mid) {
    var status =
        attackStatus.orElseThrow(
            () -> new WireException("attack-status (29), mandatory with If-Match, is missing"));
    var target = scope.scope();
    requireTarget(target.hasTarget());
    if (!acls.isEmpty()) {
      throw new WireException(
          "acl-list (53) does not belong into an efficacy update; it needs a new mid");
    }
    return new SignalRequest.UpdateEfficacy(cuid, mid, target, lifetime, trigger, status);
  }

  private boolean readScopes(int key, int[] entries) {
    if (key != Keys.SCOPE) return false;
    for (in.openArray(); in.hasNext(); ) {
      // RFC 9132 §4.4.1.1: a client MUST NOT include multiple entries in the 'scope' array.
      if (entries[0]++ > 0) throw new WireException("more than one entry");
      Attributes.STRICT.read(in, this::readAttribute);
    }
    if (entries[0] == 0) throw new WireException("is empty");
    return true;
  }

  private boolean readAttribute(int key) {
    switch (key) {
      case Keys.LIFETIME -> lifetime = OptionalLong.of(lifetime());
      case Keys.TRIGGER_MITIGATION -> trigger = in.bool();
      case Keys.ATTACK_STATUS -> attackStatus = Optional.of(attackStatus());
      case Keys.CONTROLLED_ACL_LIST -> {
        acls = ControlBodies.acls(in, Attributes.STRICT);
        if (acls.isEmpty()) throw new WireException("is empty");
      }
      default -> {
        return scope.read(key);
      }
    }
    return true;
  }

  private long lifetime() {
    long seconds = in.integer();
    // RFC 9132 §4.4.1.1: 0 is invalid, -1 means indefinite.
    if (seconds < MitigationRequest.INDEFINITE || seconds == 0 || seconds > LIFETIME_MAX) {
      throw new WireException("expected -1 or 1 to 4294967295 seconds, found " + seconds);
    }
    return seconds;
  }

  private AttackStatus attackStatus() {
    long value = in.unsigned(Integer.MAX_VALUE);
    return AttackStatus.of(value)
        .orElseThrow(() -> new WireException("expected 1 or 2, found " + value));
  }

  private static void requireTarget(boolean hasTarget) {
    if (!hasTarget) {
      throw new WireException(
          "none of target-prefix (6), target-fqdn (11), target-uri (12), alias-name (13) is there");
    }
  }
}
