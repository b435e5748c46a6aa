// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.stream;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One event of an update stream (RFC 8895 §5).
///
/// @param dataId the substream, with the part of a multipart resource behind a dot; empty in a
///   control event
/// @param data JSON, or parts of it (see {@link Multipart})
public record StreamEvent(String mediaType, Optional<String> dataId, String data) {

  /// A comment that keeps connections and proxies awake (RFC 8895 §6.8).
  public static byte[] keepAlive() {
    return ":\n\n".getBytes(StandardCharsets.UTF_8);
  }

  /// RFC 8895 §5.1: media type and data-id share the event's name. Parameters of a media type may
  /// have commas, data-ids have none.
  static StreamEvent of(String name, String data) {
    var comma = name.lastIndexOf(',');
    if (comma < 0) return new StreamEvent(name.strip(), Optional.empty(), data);
    return new StreamEvent(
        name.substring(0, comma).strip(), Optional.of(name.substring(comma + 1).strip()), data);
  }

  /// As it stands in the stream.
  public byte[] bytes() {
    var text = new StringBuilder("event: ").append(mediaType);
    dataId.ifPresent(id -> text.append(',').append(id));
    data.lines().forEach(line -> text.append("\ndata: ").append(line));
    return text.append("\n\n").toString().getBytes(StandardCharsets.UTF_8);
  }
}
