// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Section;

/// One mitigator as the operator named it.
///
/// @param hostLocal whether it acts on the host of the server, so that of several servers each has
///   its own under this name; otherwise they share it, and one of them drives it
/// @param settings the plug-in's own; it reads them and calls {@link Section#end}
public record MitigatorSettings(
    String name, MitigatorType type, boolean hostLocal, Section settings) {

  static MitigatorSettings read(String name, Section section) {
    // The name becomes part of a kernel table's name.
    if (!name.matches("[a-z][a-z0-9-]{0,30}")) {
      section.complain(
          "type", "'" + name + "' is no name for a mitigator: a-z, 0-9, - and at most 31");
    }
    var type = section.choice("type", MitigatorType.class).required();
    boolean hostLocal =
        section
            .bool("host-local")
            .orDefault(type.isUsuallyHostLocal(), "true for `nftables` and `exec`, else false");
    if (type == MitigatorType.NFTABLES && !hostLocal) {
      section.complain("host-local", "nftables always filters on the server's own host");
    }
    return new MitigatorSettings(name, type, hostLocal, section.apart("settings"));
  }
}
