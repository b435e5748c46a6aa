// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.stream;

import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.json.Fields;
import dev.tocsin.alto.wire.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a server tells of the stream itself (RFC 8895 §5.3).
public sealed interface ControlEvent {

  /// The first event of every stream.
  ///
  /// @param controlUri empty if the stream cannot be controlled; may be relative
  record Opened(Optional<String> controlUri) implements ControlEvent {}

  /// Substreams begin and end.
  record Changed(List<String> started, List<String> stopped, Optional<String> description)
      implements ControlEvent {
    public Changed {
      started = List.copyOf(started);
      stopped = List.copyOf(stopped);
    }
  }

  /// @throws dev.tocsin.alto.wire.AltoRefusedException with the path of what is not right
  static ControlEvent read(JsonText json, StreamEvent event) {
    var in = Fields.parse(json, event.data().getBytes(StandardCharsets.UTF_8));
    // RFC 8895 §5.3: null says that there is no control.
    var uri = in.json("control-uri");
    if (uri.isPresent()) {
      return new Opened(uri.get().isNull() ? Optional.empty() : in.optionalText("control-uri"));
    }
    return new Changed(
        in.optionalTexts("started").orElse(List.of()),
        in.optionalTexts("stopped").orElse(List.of()),
        in.optionalText("description"));
  }

  default StreamEvent event() {
    return new StreamEvent(MediaTypes.STREAM_CONTROL, Optional.empty(), json().toString());
  }

  private JsonNode json() {
    var out = new ObjectNode(JsonNodeFactory.instance);
    switch (this) {
      case Opened(var uri) ->
          uri.ifPresentOrElse(
              text -> out.put("control-uri", text), () -> out.putNull("control-uri"));
      case Changed(var started, var stopped, var description) -> {
        putTexts(out, "started", started);
        putTexts(out, "stopped", stopped);
        description.ifPresent(text -> out.put("description", text));
      }
    }
    return out;
  }

  // RFC 8895 §5.3: a list that is there holds at least one.
  private static void putTexts(ObjectNode out, String name, List<String> texts) {
    if (texts.isEmpty()) return;
    var array = out.putArray(name);
    texts.forEach(array::add);
  }
}
