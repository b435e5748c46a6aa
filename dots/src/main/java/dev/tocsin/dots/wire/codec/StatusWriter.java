// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.cbor.CborWriter;
import dev.tocsin.dots.wire.ConflictInformation;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.Scope;
import java.util.OptionalLong;

/// Writes one entry of `scope` as a server reports it (RFC 9132 §4.4.1.3, §4.4.2), leaving absent
/// parts out.
final class StatusWriter {

  private StatusWriter() {}

  static void write(CborWriter out, MitigationStatus status) {
    var scope = status.scope().orElse(Scope.EMPTY);
    out.map(attributes(status, scope));
    number(out, Keys.MID, status.mid());
    ScopeWriter.write(out, scope);
    status.lifetimeSeconds().ifPresent(s -> out.unsigned(Keys.LIFETIME).integer(s));
    number(out, Keys.MITIGATION_START, status.startSeconds());
    status.state().ifPresent(state -> out.unsigned(Keys.STATUS).unsigned(state.value()));
    status.conflict().ifPresent(conflict -> conflict(out, conflict));
    number(out, Keys.BYTES_DROPPED, status.dropped().bytes());
    number(out, Keys.BPS_DROPPED, status.dropped().bytesPerSecond());
    number(out, Keys.PKTS_DROPPED, status.dropped().packets());
    number(out, Keys.PPS_DROPPED, status.dropped().packetsPerSecond());
    status.triggerMitigation().ifPresent(t -> out.unsigned(Keys.TRIGGER_MITIGATION).bool(t));
    ScopeWriter.acls(out, status.acls());
  }

  private static int attributes(MitigationStatus status, Scope scope) {
    var dropped = status.dropped();
    return ScopeWriter.attributes(scope)
        + one(status.mid().isPresent())
        + one(!status.acls().isEmpty())
        + one(status.lifetimeSeconds().isPresent())
        + one(status.startSeconds().isPresent())
        + one(status.state().isPresent())
        + one(status.conflict().isPresent())
        + one(dropped.bytes().isPresent())
        + one(dropped.bytesPerSecond().isPresent())
        + one(dropped.packets().isPresent())
        + one(dropped.packetsPerSecond().isPresent())
        + one(status.triggerMitigation().isPresent());
  }

  private static void conflict(CborWriter out, ConflictInformation conflict) {
    int scopeAttributes = conflictScopeAttributes(conflict);
    out.unsigned(Keys.CONFLICT_INFORMATION)
        .map(
            one(conflict.status().isPresent())
                + one(conflict.cause().isPresent())
                + one(conflict.retryTimerSeconds().isPresent())
                + one(scopeAttributes > 0));
    conflict.status().ifPresent(s -> out.unsigned(Keys.CONFLICT_STATUS).unsigned(s.value()));
    conflict.cause().ifPresent(c -> out.unsigned(Keys.CONFLICT_CAUSE).unsigned(c.value()));
    number(out, Keys.RETRY_TIMER, conflict.retryTimerSeconds());
    if (scopeAttributes == 0) return;
    out.unsigned(Keys.CONFLICT_SCOPE).map(scopeAttributes);
    number(out, Keys.MID, conflict.mid());
    ScopeWriter.write(out, conflict.scope().orElse(Scope.EMPTY));
    acls(out, conflict);
  }

  private static int conflictScopeAttributes(ConflictInformation conflict) {
    return ScopeWriter.attributes(conflict.scope().orElse(Scope.EMPTY))
        + one(conflict.mid().isPresent())
        + one(!conflict.acls().isEmpty());
  }

  private static void acls(CborWriter out, ConflictInformation conflict) {
    if (conflict.acls().isEmpty()) return;
    out.unsigned(Keys.ACL_LIST).array(conflict.acls().size());
    for (var acl : conflict.acls()) {
      out.map(1 + one(!acl.type().isEmpty())).unsigned(Keys.ACL_NAME).text(acl.name());
      if (!acl.type().isEmpty()) out.unsigned(Keys.ACL_TYPE).text(acl.type());
    }
  }

  private static void number(CborWriter out, int key, OptionalLong value) {
    value.ifPresent(number -> out.unsigned(key).unsigned(number));
  }

  private static int one(boolean present) {
    return present ? 1 : 0;
  }
}
