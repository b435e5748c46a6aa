// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.cbor.CborWriter;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.control.AclControl;
import java.util.List;

/// Writes the target attributes (keys 6 to 13) of a map; empty ones are left out, because empty
/// values are forbidden (RFC 9132 §4.4.1.1).
final class ScopeWriter {

  private ScopeWriter() {}

  /// How many attributes {@link #write} will write.
  static int attributes(Scope scope) {
    return present(scope.prefixes())
        + present(scope.ports())
        + present(scope.protocols())
        + present(scope.fqdns())
        + present(scope.uris())
        + present(scope.aliases());
  }

  static void write(CborWriter out, Scope scope) {
    if (!scope.prefixes().isEmpty()) {
      out.unsigned(Keys.TARGET_PREFIX).array(scope.prefixes().size());
      for (var prefix : scope.prefixes()) out.text(prefix.toString());
    }
    if (!scope.ports().isEmpty()) {
      out.unsigned(Keys.TARGET_PORT_RANGE).array(scope.ports().size());
      for (var range : scope.ports()) write(out, range);
    }
    if (!scope.protocols().isEmpty()) {
      out.unsigned(Keys.TARGET_PROTOCOL).array(scope.protocols().size());
      for (int protocol : scope.protocols()) out.unsigned(protocol);
    }
    texts(out, Keys.TARGET_FQDN, scope.fqdns());
    texts(out, Keys.TARGET_URI, scope.uris());
    texts(out, Keys.ALIAS_NAME, scope.aliases());
  }

  /// RFC 9133 Table 1; nothing where there is none.
  static void acls(CborWriter out, List<AclControl> acls) {
    if (acls.isEmpty()) return;
    out.unsigned(Keys.CONTROLLED_ACL_LIST).array(acls.size());
    for (var acl : acls) {
      out.map(2).unsigned(Keys.ACL_NAME).text(acl.name());
      out.unsigned(Keys.ACTIVATION_TYPE).unsigned(acl.type().value());
    }
  }

  static void texts(CborWriter out, int key, List<String> texts) {
    if (texts.isEmpty()) return;
    out.unsigned(key).array(texts.size());
    for (var text : texts) out.text(text);
  }

  private static void write(CborWriter out, PortRange range) {
    boolean single = range.lower() == range.upper();
    out.map(single ? 1 : 2).unsigned(Keys.LOWER_PORT).unsigned(range.lower());
    if (!single) out.unsigned(Keys.UPPER_PORT).unsigned(range.upper());
  }

  private static int present(List<?> list) {
    return list.isEmpty() ? 0 : 1;
  }
}
