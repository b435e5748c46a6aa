// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.answer;

import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.json.Fields;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Cost types as answers and directories hold them.
public final class CostTypes {

  private CostTypes() {}

  /// @throws dev.tocsin.alto.wire.AltoRefusedException if mode or metric is missing or no name
  public static CostType read(Fields in) {
    String mode = in.text("cost-mode");
    String metric = in.text("cost-metric");
    try {
      return new CostType(
          mode,
          metric,
          in.optionalText("description"),
          in.optionalObject("cost-context").map(CostTypes::context));
    } catch (IllegalArgumentException e) {
      throw in.invalid("cost-metric", mode + " " + metric);
    }
  }

  private static CostType.CostContext context(Fields in) {
    return new CostType.CostContext(
        in.text("cost-source"), in.json("parameters").map(Object::toString));
  }

  /// @return several if the answer has several (RFC 8189 §4.1.4)
  static List<CostType> all(Fields meta) {
    Optional<List<Fields>> several = meta.optionalObjects("multi-cost-types");
    return several
        .map(types -> types.stream().map(CostTypes::read).toList())
        .orElseGet(() -> List.of(read(meta.object("cost-type"))));
  }

  public static void write(JsonGenerator out, CostType type) {
    out.writeStartObject();
    out.writeStringProperty("cost-mode", type.mode());
    out.writeStringProperty("cost-metric", type.metric());
    type.description().ifPresent(text -> out.writeStringProperty("description", text));
    type.context()
        .ifPresent(
            context -> {
              out.writeObjectPropertyStart("cost-context");
              out.writeStringProperty("cost-source", context.source());
              context
                  .parameters()
                  .ifPresent(
                      json -> {
                        out.writeName("parameters");
                        out.writeRawValue(json);
                      });
              out.writeEndObject();
            });
    out.writeEndObject();
  }
}
