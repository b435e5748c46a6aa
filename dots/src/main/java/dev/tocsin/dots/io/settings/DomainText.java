// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.dots.core.server.Domain;
import java.nio.file.Path;
import java.util.Set;

/// Reads one domain by the rules of the configuration file, so that there is one set of keys, of
/// defaults and of complaints, wherever a domain is written down.
public final class DomainText {

  private final KeySettings keys;
  private final Set<String> mitigators;

  public DomainText(ServerSettings settings) {
    this.keys = settings.endpoint().keys();
    this.mitigators = settings.mitigators().keySet();
  }

  /// @param text JSON, which is YAML as well
  /// @throws dev.tocsin.base.config.ConfigException with every mistake and its element
  public Domain read(String text) {
    var reader = new DomainSettings(keys, mitigators, true);
    return ConfigFile.parse(Path.of("domain"), text, reader::read);
  }
}
