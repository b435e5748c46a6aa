// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data;

import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.dots.wire.data.json.DataRequestCodec;
import dev.tocsin.dots.wire.data.rest.DataPath;
import java.util.Optional;

/// Where the API begins (RFC 8040 §3.1, §3.3): what a client asks before it asks for data.
final class Discovery {

  private static final String HOST_META = "/.well-known/host-meta";
  // The revision of RFC 7895, which RFC 8040 §3.3.3 names.
  private static final String LIBRARY = "2016-06-21";

  private static final String MODULES =
      DataPath.DEFAULT_ROOT + "/data/ietf-yang-library:modules-state";
  private static final String MONITORING =
      DataPath.DEFAULT_ROOT + "/data/ietf-restconf-monitoring:restconf-state";

  private Discovery() {}

  static Optional<WebAnswer> answer(WebRequest request) {
    var root = DataPath.DEFAULT_ROOT;
    var path = request.path();
    Optional<WebAnswer> found =
        switch (path) {
          case HOST_META -> Optional.of(hostMeta());
          case HOST_META + ".json" -> Optional.of(hostMetaJson());
          case DataPath.DEFAULT_ROOT, DataPath.DEFAULT_ROOT + "/" ->
              json(
                  "{\"ietf-restconf:restconf\":{\"data\":{},\"operations\":{},"
                      + "\"yang-library-version\":\"%s\"}}".formatted(LIBRARY));
          case DataPath.DEFAULT_ROOT + "/operations" -> json("{\"ietf-restconf:operations\":{}}");
          case DataPath.DEFAULT_ROOT + "/yang-library-version" ->
              json("{\"ietf-restconf:yang-library-version\":\"%s\"}".formatted(LIBRARY));
          case MODULES -> json(YangLibrary.modules());
          case MONITORING -> json(YangLibrary.restconfState());
          case MONITORING + "/capabilities" -> json(YangLibrary.restconfCapabilities());
          default -> Optional.empty();
        };
    if (found.isEmpty()) return found;
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    return reads
        ? found
        : Optional.of(
            WebAnswer.text(405, "only GET is served at " + path + " below " + root)
                .with("Allow", "GET, HEAD"));
  }

  /// RFC 6415 §2: an extensible resource descriptor.
  private static WebAnswer hostMeta() {
    return WebAnswer.of(
        200,
        "application/xrd+xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n"
            + "  <Link rel=\"restconf\" href=\"%s\"/>\n</XRD>\n".formatted(DataPath.DEFAULT_ROOT));
  }

  /// RFC 6415 Appendix A.
  private static WebAnswer hostMetaJson() {
    return WebAnswer.of(
        200,
        "application/json",
        "{\"links\":[{\"rel\":\"restconf\",\"href\":\"%s\"}]}\n".formatted(DataPath.DEFAULT_ROOT));
  }

  private static Optional<WebAnswer> json(String text) {
    return Optional.of(WebAnswer.of(200, DataRequestCodec.MEDIA_TYPE, text + "\n"));
  }
}
