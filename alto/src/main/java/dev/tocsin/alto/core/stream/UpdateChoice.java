// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.stream;

import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.patch.JsonPatch;
import dev.tocsin.alto.wire.patch.MergePatch;
import dev.tocsin.alto.wire.patch.PatchText;
import dev.tocsin.alto.wire.stream.StreamEvent;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// How a subscriber hears of a new version: by the shortest patch that it may get, or by the whole
/// if no patch is shorter (RFC 8895 §5.2).
///
/// @param mediaType of the resource
/// @param patches media types of patches that may be sent; none if the client wants whole versions
public record UpdateChoice(String substream, String mediaType, Set<String> patches) {

  public UpdateChoice {
    patches = Set.copyOf(patches);
  }

  public StreamEvent whole(JsonNode version) {
    return event(mediaType, version.toString());
  }

  /// @return empty if nothing changed
  public Optional<StreamEvent> between(JsonNode before, JsonNode after) {
    if (before.equals(after)) return Optional.empty();
    var whole = whole(after);
    return Optional.of(patch(before, after).map(patch -> shorter(whole, patch)).orElse(whole));
  }

  /// The shortest patch, however long that is; empty if there may be none.
  ///
  /// @param before may lack what both have, as long as neither loses or gains an object for that
  public Optional<StreamEvent> patch(JsonNode before, JsonNode after) {
    Optional<StreamEvent> shortest = Optional.empty();
    if (patches.contains(MediaTypes.JSON_PATCH)) {
      var patch = PatchText.json(JsonPatch.between(before, after));
      shortest = Optional.of(event(MediaTypes.JSON_PATCH, patch.toString()));
    }
    if (patches.contains(MediaTypes.MERGE_PATCH)) {
      // RFC 8895 §6.3: a merge patch cannot say that a value is null.
      var merge =
          MergePatch.between(before, after)
              .map(patch -> event(MediaTypes.MERGE_PATCH, patch.toString()));
      if (merge.isPresent()) {
        shortest =
            Optional.of(shortest.map(patch -> shorter(merge.get(), patch)).orElse(merge.get()));
      }
    }
    return shortest;
  }

  private StreamEvent event(String type, String data) {
    return new StreamEvent(type, Optional.of(substream), data);
  }

  private static StreamEvent shorter(StreamEvent one, StreamEvent other) {
    return other.data().length() < one.data().length() ? other : one;
  }
}
