// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Section;
import dev.tocsin.base.store.postgres.SharedStore;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a server keeps what it promised.
final class StoreSettings {

  private enum Type {
    SQLITE,
    POSTGRESQL
  }

  private static final Pattern URL = Pattern.compile("jdbc:postgresql://[^/@]+/[^?]+(\\?.*)?");
  // It would be told with every failure, and stands in a file that others may read.
  private static final Pattern PASSWORD = Pattern.compile("(?i)[?&](ssl)?password=");
  private static final Pattern NODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,62}");

  private StoreSettings() {}

  /// @return a database that several servers share; empty for a state folder of its own
  static Optional<SharedStore> read(Section section) {
    var type = section.choice("type", Type.class).orDefault(Type.SQLITE);
    var url = section.string("url").optional();
    url.ifPresent(each -> check(section, each));
    var user = section.string("user").optional();
    var password = section.path("password-file").optional();
    var node =
        section
            .string("node")
            .check(
                each -> NODE.matcher(each).matches(),
                "at most 63 letters, digits, dots and hyphens")
            .optional();
    if (type == Type.SQLITE) {
      refuseWithoutDatabase(section);
      return Optional.empty();
    }
    require(section, "url", "where is the database? jdbc:postgresql://HOST:PORT/DATABASE");
    require(section, "user", "as which of the database's roles?");
    require(section, "node", "a name for this server that no other one on the database has");
    boolean isUsable = url.filter(each -> URL.matcher(each).matches()).isPresent();
    if (!isUsable || user.isEmpty() || node.isEmpty()) return Optional.empty();
    return Optional.of(
        new SharedStore(url.get(), user.get(), password, node.get(), SharedStore.Timing.DEFAULT));
  }

  /// What may hold a password is not repeated.
  private static void check(Section section, String url) {
    if (PASSWORD.matcher(url).find() || url.contains("@")) {
      section.complain("url", "holds a user or a password: they belong in 'user', 'password-file'");
    } else if (!URL.matcher(url).matches()) {
      section.complain("url", "expected jdbc:postgresql://HOST:PORT/DATABASE, found '" + url + "'");
    }
  }

  private static void require(Section section, String key, String what) {
    if (!section.has(key)) section.complain(key, "is missing: " + what);
  }

  private static void refuseWithoutDatabase(Section section) {
    for (var key : List.of("url", "user", "password-file", "node")) {
      if (section.has(key)) section.complain(key, "needs 'type: postgresql' beside it");
    }
  }
}
