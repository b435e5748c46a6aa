// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.TypedAddress;
import java.util.regex.Pattern;

/// Answers of an endpoint property service, and property maps.
final class PropertyCheck {

  // RFC 9240 §5.1.2, §5.1.3: [[resource].]type:id; RFC 7285 §10.1 for the id of a PID.
  private static final Pattern ENTITY =
      Pattern.compile("(?:[A-Za-z0-9:@_-]{0,64}\\.)?[A-Za-z0-9_-]{1,32}:.+");
  private static final Pattern PROPERTY =
      Pattern.compile("(?:[A-Za-z0-9:@_-]{0,64}\\.)?[A-Za-z0-9:_-]{1,32}");

  private PropertyCheck() {}

  static void endpoints(Members document) {
    var rule = "RFC 7285 §11.4.1.6";
    document.optionalObject("meta", rule).ifPresent(meta -> MetaCheck.dependent(meta, rule, false));
    var map = document.object("endpoint-properties", rule);
    if (map.isEmpty()) return;
    for (var endpoint : map.get().object().properties()) {
      var path = map.get().pathOf(endpoint.getKey());
      if (TypedAddress.parse(endpoint.getKey()).isEmpty()) {
        document
            .findings()
            .error(path, "RFC 7285 §10.4.1", "no endpoint: '" + endpoint.getKey() + "'");
      }
      var values = map.get().object(endpoint.getKey(), rule);
      if (values.isEmpty()) continue;
      for (var value : values.get().object().properties()) {
        name(values.get(), value.getKey(), "RFC 7285 §10.8");
        values
            .get()
            .text(value.getKey(), rule)
            .filter(text -> value.getKey().endsWith(".pid") && !Names.isPid(text))
            .ifPresent(
                text ->
                    document
                        .findings()
                        .error(path, "RFC 7285 §10.1", "no PID name: '" + text + "'"));
      }
    }
  }

  static void map(Members document) {
    var rule = "RFC 9240 §7.6";
    document.optionalObject("meta", rule).ifPresent(meta -> MetaCheck.dependent(meta, rule, false));
    var map = document.object("property-map", rule);
    if (map.isEmpty()) return;
    for (var entity : map.get().object().properties()) {
      if (!ENTITY.matcher(entity.getKey()).matches()) {
        document
            .findings()
            .error(
                map.get().pathOf(entity.getKey()),
                "RFC 9240 §5.1.3",
                "no entity: '" + entity.getKey() + "'");
      }
      map.get()
          .object(entity.getKey(), rule)
          .ifPresent(
              values ->
                  values
                      .object()
                      .propertyNames()
                      .forEach(name -> name(values, name, "RFC 9240 §5.2.2")));
    }
  }

  private static void name(Members values, String name, String rule) {
    if (!PROPERTY.matcher(name).matches()) {
      values.findings().error(values.pathOf(name), rule, "no property: '" + name + "'");
    }
  }
}
