// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.stream;

import dev.tocsin.base.bytes.WireException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A resource of several parts, told whole in one event (RFC 8895 §5.2, §8.5; RFC 2387). Each part
/// is as good as an event of its own: patches are told that way, too.
public final class Multipart {

  private static final String TYPE = "multipart/related";
  private static final Pattern BOUNDARY =
      Pattern.compile(";\\s*boundary=(?:\"([^\"]+)\"|([^;\\s\"]+))", Pattern.CASE_INSENSITIVE);

  private Multipart() {}

  /// @return the event itself if it is of one part
  /// @throws WireException if the parts cannot be told from each other
  public static List<StreamEvent> parts(StreamEvent event) {
    if (!isMultipart(event.mediaType())) return List.of(event);
    var substream = event.dataId().orElseThrow(() -> new WireException("expected a data-id"));
    var parts = new ArrayList<StreamEvent>();
    var ids = new HashSet<String>();
    for (var lines : bodies(boundary(event.mediaType()), event.data())) {
      var part = part(substream, lines);
      if (!ids.add(part.dataId().orElseThrow())) {
        throw new WireException("expected each Content-ID once, found another " + part.dataId());
      }
      parts.add(part);
    }
    if (parts.isEmpty()) throw new WireException("expected parts, found none");
    return parts;
  }

  private static boolean isMultipart(String mediaType) {
    int end = mediaType.indexOf(';');
    return (end < 0 ? mediaType : mediaType.substring(0, end)).strip().equalsIgnoreCase(TYPE);
  }

  private static String boundary(String mediaType) {
    return Optional.of(BOUNDARY.matcher(mediaType))
        .filter(Matcher::find)
        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
        .orElseThrow(() -> new WireException("expected a boundary in " + mediaType));
  }

  // RFC 2046 §5.1.1: what stands before the first and behind the last boundary is none of the
  // parts.
  // The last may be missing, as RFC 9275 shows it: the event ends nevertheless.
  private static List<List<String>> bodies(String boundary, String text) {
    var bodies = new ArrayList<List<String>>();
    for (var line : (Iterable<String>) text.lines()::iterator) {
      var bare = line.stripTrailing();
      if (bare.equals("--" + boundary + "--")) break;
      if (bare.equals("--" + boundary)) bodies.add(new ArrayList<>());
      else if (!bodies.isEmpty()) bodies.getLast().add(line);
    }
    return bodies;
  }

  private static StreamEvent part(String substream, List<String> lines) {
    int empty = 0;
    while (empty < lines.size() && !lines.get(empty).isBlank()) empty++;
    var fields = fields(lines.subList(0, empty));
    var id = field(fields, "content-id");
    // RFC 9275 §6.3.6 writes it as RFC 2392 has it, RFC 8895 §8.5 bare.
    if (id.startsWith("<") && id.endsWith(">")) id = id.substring(1, id.length() - 1);
    var body = String.join("\n", lines.subList(Math.min(empty + 1, lines.size()), lines.size()));
    return new StreamEvent(field(fields, "content-type"), Optional.of(substream + "." + id), body);
  }

  private static Map<String, String> fields(List<String> lines) {
    var fields = new HashMap<String, String>();
    for (var line : lines) {
      int colon = line.indexOf(':');
      if (colon < 0) throw new WireException("expected a field of a part, found '" + line + "'");
      fields.put(
          line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    return fields;
  }

  private static String field(Map<String, String> fields, String name) {
    var value = fields.get(name);
    if (value == null || value.isEmpty()) {
      throw new WireException("expected a part with a " + name);
    }
    return value;
  }
}
