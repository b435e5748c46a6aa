// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.client.stream.Difference;
import dev.tocsin.alto.client.stream.FollowEvent;
import dev.tocsin.alto.client.stream.Version;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.VersionTag;
import dev.tocsin.base.observe.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What `tocsin alto watch` prints of one event.
final class WatchText {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
  // Enough to tell versions apart; --json has all of it.
  private static final int TAG_CHARS = 12;

  private WatchText() {}

  static String line(FollowEvent.Changed changed, Instant at) {
    var difference = difference(changed);
    return Printable.escape(
        "%s  %s%s  %s  %s, %,d B: %s%s"
            .formatted(
                TIME.format(at),
                changed.resource(),
                changed.now().part().map(part -> " (" + part + ")").orElse(""),
                tag(changed.now()),
                words(changed.how()),
                changed.size(),
                words(difference, changed.before().isEmpty()),
                changed.isUsable() ? "" : "; waits for the map that it is about"));
  }

  private static String words(Difference difference, boolean isFirst) {
    var unit = difference.of().name().toLowerCase(Locale.ROOT);
    if (isFirst) return "%,d %s".formatted(difference.total(), unit);
    return difference.changed() == 0
        ? "nothing changed of %,d %s".formatted(difference.total(), unit)
        : "%,d %s changed, %,d now".formatted(difference.changed(), unit, difference.total());
  }

  private static Difference difference(FollowEvent.Changed changed) {
    return Difference.of(
        changed.now().subscription().resource().entry().mediaType(),
        changed.before().map(Version::content),
        changed.now().content());
  }

  private static String tag(Version version) {
    if (version.tag().isPresent()) return "tag " + shortened(version.tag().get().tag());
    var dependsOn =
        version.dependsOn().stream()
            .map(each -> each.resourceId() + " " + shortened(each.tag()))
            .toList();
    return dependsOn.isEmpty() ? "no tag" : "for " + String.join(", ", dependsOn);
  }

  private static String shortened(String tag) {
    return tag.length() <= TAG_CHARS ? tag : tag.substring(0, TAG_CHARS) + "…";
  }

  private static String words(String how) {
    return switch (how) {
      case MediaTypes.MERGE_PATCH -> "merge patch";
      case MediaTypes.JSON_PATCH -> "JSON patch";
      default -> "whole";
    };
  }

  /// For people, about what is not a change.
  static String note(FollowEvent event) {
    return Printable.escape(
        switch (event) {
          case FollowEvent.Changed changed -> line(changed, Instant.EPOCH);
          case FollowEvent.Streaming(var uri, var resources, _) ->
              "note: %s tells of %s".formatted(uri, names(resources));
          case FollowEvent.Polling(var resources, var reason, var every) ->
              "note: asking for %s every %s: %s"
                  .formatted(names(resources), seconds(every), reason);
          case FollowEvent.Stopped(var resources, var description) ->
              "note: the server tells of %s no more%s"
                  .formatted(names(resources), description.map(each -> ": " + each).orElse(""));
          case FollowEvent.Interrupted(var resources, var reason, var retryAfter) ->
              "note: nothing is heard of %s: %s; again in %s"
                  .formatted(names(resources), reason, seconds(retryAfter));
        });
  }

  private static String names(List<String> resources) {
    return String.join(", ", resources);
  }

  private static String seconds(Duration time) {
    return Math.max(1, time.toSeconds()) + " s";
  }

  /// One line.
  static String json(FollowEvent event, Instant at) {
    var json = new LinkedHashMap<String, Object>();
    json.put("at", at.truncatedTo(ChronoUnit.MILLIS).toString());
    switch (event) {
      case FollowEvent.Changed changed -> put(json, changed);
      case FollowEvent.Streaming(var uri, var resources, var isControlled) -> {
        put(json, "streaming", resources);
        json.put("uri", uri.toString());
        json.put("controlled", isControlled);
      }
      case FollowEvent.Polling(var resources, var reason, var every) -> {
        put(json, "polling", resources);
        json.put("reason", reason);
        json.put("every-seconds", every.toSeconds());
      }
      case FollowEvent.Stopped(var resources, var description) -> {
        put(json, "stopped", resources);
        description.ifPresent(each -> json.put("description", each));
      }
      case FollowEvent.Interrupted(var resources, var reason, var retryAfter) -> {
        put(json, "interrupted", resources);
        json.put("reason", reason);
        json.put("retry-after-seconds", retryAfter.toMillis() / 1_000.0);
      }
    }
    return JsonMapper.shared().writeValueAsString(json);
  }

  private static void put(Map<String, Object> json, String event, List<String> resources) {
    json.put("event", event);
    json.put("resources", resources);
  }

  private static void put(Map<String, Object> json, FollowEvent.Changed changed) {
    var now = changed.now();
    json.put("event", "changed");
    json.put("resource", changed.resource());
    now.part().ifPresent(part -> json.put("part", part));
    now.tag().ifPresent(tag -> json.put("tag", tag.tag()));
    if (!now.dependsOn().isEmpty()) {
      json.put("depends-on", now.dependsOn().stream().map(WatchText::json).toList());
    }
    json.put("update", words(changed.how()));
    json.put("size", changed.size());
    var difference = difference(changed);
    json.put("unit", difference.of().name().toLowerCase(Locale.ROOT));
    json.put("changed", difference.changed());
    json.put("total", difference.total());
    json.put("usable", changed.isUsable());
  }

  private static Map<String, Object> json(VersionTag tag) {
    var json = new LinkedHashMap<String, Object>();
    json.put("resource-id", tag.resourceId());
    json.put("tag", tag.tag());
    return json;
  }
}
