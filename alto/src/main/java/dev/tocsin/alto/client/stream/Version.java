// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.wire.VersionTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a followed resource was last.
///
/// @param part of a resource that has several
/// @param tag if its kind has one (RFC 7285 §10.3)
/// @param dependsOn versions of other resources that it is about (RFC 7285 §11.1)
public record Version(
    Subscription subscription,
    Optional<String> part,
    Optional<VersionTag> tag,
    List<VersionTag> dependsOn,
    JsonNode content) {

  private static final int DEPENDS_MAX = 64;

  public Version {
    dependsOn = List.copyOf(dependsOn);
  }

  static Version of(Subscription subscription, Optional<String> part, JsonNode content) {
    var meta = content.path("meta");
    var dependsOn = new ArrayList<VersionTag>();
    for (var each : meta.path("dependent-vtags")) {
      if (dependsOn.size() < DEPENDS_MAX) tag(each).ifPresent(dependsOn::add);
    }
    return new Version(subscription, part, tag(meta.path("vtag")), dependsOn, content);
  }

  // What is no tag is none: nothing can be concluded from it, and the content is read elsewhere.
  private static Optional<VersionTag> tag(JsonNode in) {
    var id = in.path("resource-id");
    var tag = in.path("tag");
    if (!id.isString() || !tag.isString()) return Optional.empty();
    try {
      return Optional.of(new VersionTag(id.stringValue(), tag.stringValue()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Without the content: that may be all routes of the Internet.
  @Override
  public String toString() {
    return "Version[" + subscription.resourceId() + ", " + tag + ", " + dependsOn + "]";
  }
}
