// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.settings;

import dev.tocsin.alto.io.access.Admission;
import dev.tocsin.alto.io.access.DigestUsers;
import dev.tocsin.alto.io.settings.MapSettings.Mode;
import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who may ask, and what each sees.
///
/// @param users file of those who prove themselves by HTTP Digest
/// @param isRequired nobody gets anything without a user's name or a certificate
/// @param views in the order in which they are tried; none is one for all
public record AccessSettings(
    Optional<Path> users, String realm, boolean isRequired, List<View> views) {

  public AccessSettings {
    views = List.copyOf(views);
  }

  /// What some clients see.
  ///
  /// @param maps ids of network maps, the first is the default; empty for all
  /// @param modes empty for those of each map
  /// @param hidden ids of resources that are left out
  public record View(
      String name, Admission admission, List<String> maps, Set<Mode> modes, Set<String> hidden) {
    public View {
      maps = List.copyOf(maps);
      modes = Set.copyOf(modes);
      hidden = Set.copyOf(hidden);
    }

    /// Everything, for all.
    static final View ALL = new View("all", Admission.ALL, List.of(), Set.of(), Set.of());
  }

  static AccessSettings read(Section root, List<String> maps) {
    var access = root.section("access");
    var users = access.path("users").optional();
    var realm =
        access.string("realm").check(AccessSettings::isRealm, "a word or some").orDefault("alto");
    boolean isRequired = access.bool("required").orDefault(false);
    var views = root.named("views", (name, section) -> view(name, section, maps));
    return new AccessSettings(users, realm, isRequired, List.copyOf(views.values()));
  }

  private static boolean isRealm(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c != ':' && c < 0x7F);
  }

  private static View view(String name, Section section, List<String> maps) {
    var seen =
        section
            .list("maps", Kind.STRING)
            .check(maps::containsAll, "network maps of this configuration")
            .orDefault(List.of());
    var admission =
        new Admission(
            Set.copyOf(section.list("users", Kind.STRING).orDefault(List.of())),
            Set.copyOf(section.list("certificates", Kind.STRING).orDefault(List.of())),
            section.list("prefixes", Kind.PREFIX).orDefault(List.of()));
    return new View(
        name,
        admission,
        List.copyOf(new LinkedHashSet<>(seen)),
        Set.copyOf(section.list("modes", Kind.choice(Mode.class)).orDefault(List.of())),
        Set.copyOf(section.list("hidden", Kind.STRING).orDefault(List.of())));
  }

  /// Those who prove themselves by a password; absent if nobody does.
  ///
  /// @throws dev.tocsin.base.config.ConfigException with file and line
  public Optional<DigestUsers> digestUsers() {
    return users.map(file -> DigestUsers.read(file, realm));
  }

  /// As they are tried.
  public List<View> viewsInUse() {
    return views.isEmpty() ? List.of(View.ALL) : views;
  }
}
