// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.guidance;

import dev.tocsin.alto.wire.CostType;

/// What a directory calls cost types (RFC 7285 §9.2.2): the same in each, so that the attributes of
/// a calendar can name them, too.
public final class CostNames {

  private CostNames() {}

  public static String of(CostType type) {
    var mode = type.mode().length() > 3 ? type.mode().substring(0, 3) : type.mode();
    var name = mode + "-" + type.metric();
    return type.context().map(context -> name + "-" + suffix(context)).orElse(name);
  }

  private static String suffix(CostType.CostContext context) {
    return context
        .parameters()
        .map(json -> "%s-%08x".formatted(context.source(), json.hashCode()))
        .orElse(context.source());
  }
}
