// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.stream;

import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.stream.Differing;
import dev.tocsin.alto.core.stream.UpdateChoice;
import dev.tocsin.alto.io.edition.Edition;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.answer.AltoAnswerWriter;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/// From one edition to the next. What is had by GET is compared once for all streams.
final class Transition {

  private static final Set<String> PATCHES = Set.of(MediaTypes.MERGE_PATCH, MediaTypes.JSON_PATCH);
  // What is read here this program has written itself.
  private static final JsonText OWN =
      new JsonText(new JsonBounds(Integer.MAX_VALUE, 1_000, Integer.MAX_VALUE));

  private final Edition before;
  private final Edition after;
  private final Map<Shared, Optional<Message>> shared = new ConcurrentHashMap<>();

  private record Shared(String resource, boolean incremental) {}

  /// What is told of a resource, before a substream's name stands in front of it.
  ///
  /// @param data JSON in one line
  record Message(String mediaType, ByteBuffer data) {
    static Message of(String mediaType, byte[] data) {
      return new Message(mediaType, ByteBuffer.wrap(data).asReadOnlyBuffer());
    }
  }

  Transition(Edition before, Edition after) {
    this.before = before;
    this.after = after;
  }

  /// @return empty if nothing changed
  Optional<Message> message(Subscription each) {
    return each.isShared()
        ? shared.computeIfAbsent(
            new Shared(each.resource(), each.incremental()), _ -> compared(each))
        : compared(each);
  }

  private Optional<Message> compared(Subscription each) {
    if (each.isShared() && isSame(each.resource())) return Optional.empty();
    var had = each.answer(before);
    var has = each.answer(after);
    if (had.equals(has)) return Optional.empty();
    var whole = whole(each, after);
    if (!each.incremental()) return Optional.of(whole);
    return Optional.of(
        Differing.of(had, has)
            .flatMap(parts -> patch(each, parts))
            .filter(patch -> patch.data().remaining() < whole.data().remaining())
            .orElse(whole));
  }

  private boolean isSame(String resource) {
    return tag(before, resource).equals(tag(after, resource));
  }

  /// What was rendered of the same bytes has the same tag.
  private static Optional<String> tag(Edition edition, String resource) {
    return edition.resource(resource).map(rendered -> rendered.etag(false));
  }

  private static Optional<Message> patch(Subscription each, Differing parts) {
    return new UpdateChoice("", Catalog.mediaType(each.service()), PATCHES)
        .patch(json(parts.before()), json(parts.after()))
        .map(event -> Message.of(event.mediaType(), event.data().getBytes(StandardCharsets.UTF_8)));
  }

  private static JsonNode json(AltoAnswer answer) {
    return OWN.parse(AltoAnswerWriter.write(answer));
  }

  /// The resource as an edition has it.
  static Message whole(Subscription each, Edition edition) {
    var mediaType = Catalog.mediaType(each.service());
    return edition
        .resource(each.resource())
        .map(rendered -> new Message(mediaType, rendered.plain()))
        .orElseGet(() -> Message.of(mediaType, AltoAnswerWriter.write(each.answer(edition))));
  }
}
