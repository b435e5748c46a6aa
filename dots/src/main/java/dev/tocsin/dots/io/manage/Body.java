// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.http.WebRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads the body of a request: one JSON object, bounded in size and depth, no key twice.
final class Body {

  static final int BYTES_MAX = 512 << 10;
  private static final int DEPTH_MAX = 16;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxDocumentLength(BYTES_MAX)
                          .maxStringLength(65_536)
                          .maxNumberLength(32)
                          .maxNameLength(256)
                          .build())
                  .build())
          .build();

  private Body() {}

  static ObjectNode read(WebRequest request) {
    if (!request.contentType().equals(ManagementApi.JSON)) {
      throw new Refusal(
          415,
          "Content-Type",
          "expected " + ManagementApi.JSON + ", found '" + request.contentType() + "'");
    }
    if (request.body().length > BYTES_MAX) {
      throw new Refusal(413, "", "bodies of more than " + BYTES_MAX + " bytes are not read");
    }
    try {
      if (MAPPER.readTree(text(request.body())) instanceof ObjectNode object) return object;
      throw new Refusal(400, "", "expected a JSON object, found something else");
    } catch (JacksonException e) {
      throw new Refusal(400, "", "expected JSON: " + e.getOriginalMessage());
    }
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(400, "", "expected UTF-8, found other bytes");
    }
  }

  static void only(ObjectNode object, List<String> known) {
    for (var name : object.propertyNames()) {
      if (!known.contains(name)) {
        throw new Refusal(400, name, "expected one of " + known + ", found another key");
      }
    }
  }

  static Optional<String> string(ObjectNode object, String name) {
    var node = object.get(name);
    if (node == null) return Optional.empty();
    if (!node.isString()) throw new Refusal(400, name, "expected a string, found something else");
    return Optional.of(node.stringValue());
  }

  static boolean bool(ObjectNode object, String name) {
    var node = object.get(name);
    if (node == null || !node.isBoolean()) {
      throw new Refusal(400, name, "expected true or false");
    }
    return node.booleanValue();
  }
}
