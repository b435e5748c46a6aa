// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Orders and settings for tests, in few words.
final class Orders {

  private Orders() {}

  static GobgpSettings settings(String yaml) {
    var whole = "settings: {" + yaml + "}\n";
    return ConfigFile.parse(
        Path.of("server.yaml"), whole, root -> GobgpSettings.read("edge", root.apart("settings")));
  }

  static MitigationKey key(long mid) {
    return new MitigationKey("customer", "cuid", mid);
  }

  static MitigationOrder order(long mid, Target... targets) {
    return new MitigationOrder("edge", key(mid), List.of(targets), EnforcementPolicy.OPEN);
  }

  static MitigationOrder order(EnforcementPolicy.Scoped scoped, Target target) {
    var policy = new EnforcementPolicy(Optional.of(scoped), EnforcementPolicy.Bare.OPEN);
    return new MitigationOrder("edge", key(1), List.of(target), policy);
  }

  static MitigationOrder order(long mid, String prefix) {
    return order(mid, target(prefix, List.of()));
  }

  static Target target(String prefix, List<String> ports, Integer... protocols) {
    return new Target(
        List.of(Prefix.parse(prefix)),
        ports.stream().map(PortRange::parse).toList(),
        List.of(protocols));
  }
}
