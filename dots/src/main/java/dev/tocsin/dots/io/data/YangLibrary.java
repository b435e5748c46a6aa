// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data;

import java.util.List;
import java.util.stream.Collectors;

/// What a RESTCONF server says of itself: its modules (RFC 7895, which RFC 8040 §10 demands) and
/// its optional abilities (RFC 8040 §9.1).
final class YangLibrary {

  // Changes when a module does: clients keep what they read under it.
  private static final String MODULE_SET = "1";
  private static final String NAMESPACE = "urn:ietf:params:xml:ns:yang:";
  // RFC 8040 §9.1.2: leaves that have their default value are told, too.
  private static final String CAPABILITIES =
      "{\"capability\":[\"urn:ietf:params:restconf:capability:defaults:1.0?basic-mode=report-all\"]}";

  private record Module(String name, String revision, boolean isImplemented) {
    String json() {
      return "{\"name\":\"%s\",\"revision\":\"%s\",\"namespace\":\"%s\",\"conformance-type\":\"%s\"}"
          .formatted(name, revision, NAMESPACE + name, isImplemented ? "implement" : "import");
    }
  }

  private static final List<Module> MODULES =
      List.of(
          new Module("ietf-dots-data-channel", "2020-05-28", true),
          new Module("ietf-access-control-list", "2019-03-04", false),
          new Module("ietf-packet-fields", "2019-03-04", false),
          new Module("ietf-inet-types", "2013-07-15", false),
          new Module("ietf-yang-types", "2013-07-15", false),
          new Module("ietf-restconf-monitoring", "2017-01-26", true),
          new Module("ietf-yang-library", "2016-06-21", true));

  private YangLibrary() {}

  static String modules() {
    return MODULES.stream()
        .map(Module::json)
        .collect(
            Collectors.joining(
                ",",
                "{\"ietf-yang-library:modules-state\":{\"module-set-id\":\"%s\",\"module\":["
                    .formatted(MODULE_SET),
                "]}}"));
  }

  static String restconfState() {
    return "{\"ietf-restconf-monitoring:restconf-state\":{\"capabilities\":" + CAPABILITIES + "}}";
  }

  static String restconfCapabilities() {
    return "{\"ietf-restconf-monitoring:capabilities\":" + CAPABILITIES + "}";
  }
}
