// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import static dev.tocsin.dots.wire.codec.Limits.ALIAS_BYTES_MAX;
import static dev.tocsin.dots.wire.codec.Limits.LIST_MAX;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.ConflictInformation;
import dev.tocsin.dots.wire.ConflictInformation.AclRef;
import dev.tocsin.dots.wire.ConflictStatus;
import dev.tocsin.dots.wire.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads `conflict-information` (RFC 9132 §4.4.1.3).
final class ConflictReader {

  private static final long UINT32_MAX = 0xFFFF_FFFFL;

  private final CborReader in;
  private final ScopeReader scope;
  private final List<AclRef> acls = new ArrayList<>();
  private Optional<ConflictStatus> status = Optional.empty();
  private Optional<ConflictCause> cause = Optional.empty();
  private OptionalLong retryTimer = OptionalLong.empty();
  private OptionalLong mid = OptionalLong.empty();

  ConflictReader(CborReader in) {
    this.in = in;
    this.scope = new ScopeReader(in, Attributes.TOLERANT);
  }

  ConflictInformation read() {
    Attributes.TOLERANT.read(in, this::readAttribute);
    var target = Optional.of(scope.scope()).filter(found -> !found.equals(Scope.EMPTY));
    return new ConflictInformation(status, cause, retryTimer, target, mid, acls);
  }

  private boolean readAttribute(int key) {
    switch (key) {
      case Keys.CONFLICT_STATUS -> status = ConflictStatus.of(in.unsigned(Integer.MAX_VALUE));
      case Keys.CONFLICT_CAUSE -> cause = ConflictCause.of(in.unsigned(Integer.MAX_VALUE));
      case Keys.RETRY_TIMER -> retryTimer = OptionalLong.of(in.unsigned(UINT32_MAX));
      case Keys.CONFLICT_SCOPE -> Attributes.TOLERANT.read(in, this::readScope);
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean readScope(int key) {
    switch (key) {
      case Keys.MID -> mid = OptionalLong.of(in.unsigned(UINT32_MAX));
      case Keys.ACL_LIST -> {
        for (in.openArray(); in.hasNext(); ) {
          if (acls.size() == LIST_MAX) throw new WireException("more than " + LIST_MAX);
          acls.add(acl());
        }
      }
      default -> {
        return scope.read(key);
      }
    }
    return true;
  }

  private AclRef acl() {
    var texts = new String[] {"", ""};
    Attributes.TOLERANT.read(
        in,
        key -> {
          if (key != Keys.ACL_NAME && key != Keys.ACL_TYPE) return false;
          texts[key - Keys.ACL_NAME] = in.text(ALIAS_BYTES_MAX);
          return true;
        });
    return new AclRef(texts[0], texts[1]);
  }
}
