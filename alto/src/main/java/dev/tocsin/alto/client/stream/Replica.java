// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.json.JsonText;
import dev.tocsin.alto.wire.patch.MergePatch;
import dev.tocsin.alto.wire.patch.PatchText;
import dev.tocsin.alto.wire.stream.ControlEvent;
import dev.tocsin.alto.wire.stream.StreamEvent;
import dev.tocsin.base.bytes.WireException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The resources of one stream as its events have made them. One thread at a time. After an
/// exception the stream is of no use any more: what follows builds on what was not understood.
public final class Replica {

  private static final int PARTS_MAX = 16;

  private final JsonText json;
  private final int valuesMax;
  private final Set<String> substreams = new HashSet<>();
  private final Map<String, Update.Version> versions = new HashMap<>();
  private final Map<String, Integer> values = new HashMap<>();
  private boolean isOpen;

  /// @param valuesMax of all resources together, objects and arrays counted
  public Replica(JsonText json, int valuesMax) {
    this.json = json;
    this.valuesMax = valuesMax;
  }

  /// The client asked for this substream.
  public void expect(String substream) {
    substreams.add(substream);
  }

  /// The client asked for this substream and told the tag of the version it has.
  public void expect(String substream, String mediaType, JsonNode version) {
    expect(substream);
    versions.put(substream, new Update.Version(substream, mediaType, version));
  }

  /// The client does not want this substream any more, or was refused it.
  public void forget(String substream) {
    substreams.remove(substream);
    versions.keySet().removeIf(dataId -> substreamOf(dataId).equals(substream));
    values.keySet().removeIf(dataId -> substreamOf(dataId).equals(substream));
  }

  /// @throws WireException if the event is not what the RFC allows here
  public Update take(StreamEvent event) {
    if (event.mediaType().equals(MediaTypes.STREAM_CONTROL)) return control(event);
    // RFC 8895 §5.3: the control URI is told first.
    if (!isOpen) throw new WireException("expected a control event, found " + event.mediaType());
    var dataId = event.dataId().orElseThrow(() -> new WireException("expected a data-id"));
    if (!substreams.contains(substreamOf(dataId))) {
      throw new WireException("expected a substream that was asked for, found '" + dataId + "'");
    }
    var version = version(dataId, event);
    weigh(version);
    keep(version);
    return version;
  }

  private Update control(StreamEvent event) {
    var control = ControlEvent.read(json, event);
    switch (control) {
      case ControlEvent.Opened _ -> {
        if (isOpen) throw new WireException("expected one control URI, found another");
        isOpen = true;
      }
      case ControlEvent.Changed(_, var stopped, _) -> {
        if (!isOpen) throw new WireException("expected a control URI first");
        stopped.forEach(this::forget);
      }
    }
    return new Update.Control(control);
  }

  private Update.Version version(String dataId, StreamEvent event) {
    var data = json.parse(event.data().getBytes(StandardCharsets.UTF_8));
    return switch (event.mediaType()) {
      case MediaTypes.MERGE_PATCH -> {
        var before = held(dataId);
        yield changed(before, MergePatch.apply(before.content(), data));
      }
      case MediaTypes.JSON_PATCH -> {
        var before = held(dataId);
        yield changed(before, PatchText.read(data).apply(before.content()));
      }
      default -> new Update.Version(dataId, event.mediaType(), data);
    };
  }

  private Update.Version held(String dataId) {
    var held = versions.get(dataId);
    if (held == null) throw new WireException("expected the whole of '" + dataId + "' first");
    return held;
  }

  private static Update.Version changed(Update.Version before, JsonNode content) {
    return new Update.Version(before.dataId(), before.mediaType(), content);
  }

  private void keep(Update.Version version) {
    versions.put(version.dataId(), version);
    if (versions.size() > PARTS_MAX * substreams.size()) {
      throw new WireException("expected at most " + PARTS_MAX + " parts of a resource");
    }
  }

  private void weigh(Update.Version version) {
    values.remove(version.dataId());
    int others = values.values().stream().mapToInt(Integer::intValue).sum();
    int left = left(version.content(), valuesMax - others);
    if (left < 0) {
      throw new WireException(
          "expected at most " + valuesMax + " values, with those of '" + version.dataId() + "'");
    }
    values.put(version.dataId(), valuesMax - others - left);
  }

  private static int left(JsonNode value, int allowed) {
    var left = allowed - 1;
    for (var child : value) {
      if (left < 0) return left;
      left = left(child, left);
    }
    return left;
  }

  // RFC 8895 §5.2: the part of a multipart resource stands behind a dot.
  private static String substreamOf(String dataId) {
    var dot = dataId.indexOf('.');
    return dot < 0 ? dataId : dataId.substring(0, dot);
  }
}
