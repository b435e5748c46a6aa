// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// A kernel that makes no namespaces for this user, and what its owner can do about it.
///
/// @param said what `unshare` said
/// @param root whether this user is
/// @param settings `/proc/sys`, except in tests
record Refusal(String said, boolean root, Path settings) {

  /// A setting with which a kernel refuses, and the value that allows.
  private record Setting(String name, String refuses, String allows) {}

  private static Stream<Setting> known() {
    return Stream.of(
        new Setting("kernel.unprivileged_userns_clone", "0", "1"),
        new Setting("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),
        new Setting("user.max_user_namespaces", "0", "10000"));
  }

  static Refusal of(String said) {
    var root = "root".equals(System.getProperty("user.name"));
    return new Refusal(said, root, Path.of("/proc/sys"));
  }

  /// One line: what is refused, and what to do.
  String advice() {
    return "network namespaces are not allowed here (" + said + "): " + remedy();
  }

  private String remedy() {
    var container = "if this is a container, start it with --privileged";
    if (root) return container;
    var blocking = known().filter(this::refuses).findFirst();
    return blocking
            .map(each -> "as root, run first: sysctl -w " + each.name() + "=" + each.allows())
            .orElse(container)
        + "; or run this as root";
  }

  private boolean refuses(Setting setting) {
    return value(setting.name()).equals(Optional.of(setting.refuses()));
  }

  private Optional<String> value(String name) {
    var file = settings.resolve(name.replace('.', '/'));
    try {
      return Optional.of(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (IOException absent) {
      // Other kernels have other settings.
      return Optional.empty();
    }
  }
}
