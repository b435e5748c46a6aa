// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.VersionTag;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What a server said or could have said, checked against what its kind has to look like.
public final class Document {

  private static final JsonText JSON = new JsonText(JsonBounds.RESOURCE);

  private final Kind kind;
  private final Members members;

  /// What it is, by the member that only such a document has.
  public enum Kind {
    NETWORK_MAP("network-map"),
    COST_MAP("cost-map"),
    ENDPOINT_COSTS("endpoint-cost-map"),
    ENDPOINT_PROPERTIES("endpoint-properties"),
    PROPERTY_MAP("property-map"),
    DIRECTORY("resources"),
    ERROR("meta");

    private final String member;

    Kind(String member) {
      this.member = member;
    }
  }

  /// How much of it there is to see.
  public enum Extent {
    /// As it is had by GET, or where clients begin.
    WHOLE,
    /// An answer to a filter, or a directory that another one names.
    PART
  }

  private Document(Kind kind, Members members) {
    this.kind = kind;
    this.members = members;
  }

  /// @return empty if it is nothing of ALTO: the findings say why
  public static Optional<Document> check(byte[] body, Extent extent, Findings findings) {
    JsonNode root;
    try {
      root = JSON.parse(body);
    } catch (AltoRefusedException e) {
      findings.error("", "RFC 8259", e.error().syntaxError().orElse("no JSON"));
      return Optional.empty();
    }
    if (!root.isObject()) {
      findings.error("", "RFC 7285 §8.4", "expected an object, found " + Findings.shown(root));
      return Optional.empty();
    }
    var kind = Arrays.stream(Kind.values()).filter(each -> root.has(each.member)).findFirst();
    if (kind.isEmpty()) {
      findings.error("", "RFC 7285 §8.4", "nothing of ALTO: no 'network-map', 'cost-map', …");
      return Optional.empty();
    }
    var document = new Document(kind.get(), new Members(root, "", findings));
    document.check(extent);
    return Optional.of(document);
  }

  private void check(Extent extent) {
    switch (kind) {
      case NETWORK_MAP -> NetworkMapCheck.check(members, extent == Extent.WHOLE);
      case COST_MAP -> CostCheck.costMap(members);
      case ENDPOINT_COSTS -> CostCheck.endpointCosts(members);
      case ENDPOINT_PROPERTIES -> PropertyCheck.endpoints(members);
      case PROPERTY_MAP -> PropertyCheck.map(members);
      case DIRECTORY -> DirectoryCheck.check(members, extent == Extent.WHOLE);
      case ERROR -> error();
    }
  }

  private void error() {
    var rule = "RFC 7285 §8.5.2";
    var meta = members.object("meta", rule);
    if (meta.isEmpty()) return;
    var code = meta.get().text("code", rule);
    if (code.isPresent()
        && Arrays.stream(AltoError.Code.values())
            .noneMatch(each -> each.name().equals(code.get()))) {
      members.findings().warn("meta/code", rule, "'" + code.get() + "' is not a code of RFC 7285");
    }
    meta.get().optionalText("field", rule);
    meta.get().optionalText("syntax-error", rule);
    meta.get().optionalText("value", rule);
    if (meta.get().object().has("value") && !meta.get().object().has("field")) {
      members.findings().error("meta/value", rule, "a value is told with its field");
    }
  }

  public Kind kind() {
    return kind;
  }

  public JsonNode json() {
    return members.object();
  }

  /// Its own version.
  public Optional<VersionTag> versionTag() {
    return MetaCheck.tag(json().path("meta").path("vtag"));
  }

  /// The versions that it rests on.
  public List<VersionTag> dependent() {
    return json()
        .path("meta")
        .path("dependent-vtags")
        .valueStream()
        .flatMap(each -> MetaCheck.tag(each).stream())
        .toList();
  }

  /// The PIDs of a network map, or those between which a cost map has costs.
  public Set<String> pids() {
    var map = json().path(kind.member);
    var pids = new LinkedHashSet<>(map.propertyNames());
    if (kind == Kind.COST_MAP) for (var row : map) pids.addAll(row.propertyNames());
    return pids;
  }

  /// Finds fault with costs that are not about this version of the network map.
  ///
  /// @param costs a cost map
  public void checkCosts(Document costs, Findings findings) {
    var own = versionTag();
    if (own.isEmpty()) return;
    for (var tag : costs.dependent()) {
      if (tag.resourceId().equals(own.get().resourceId()) && !tag.equals(own.get())) {
        findings.error(
            "meta/dependent-vtags",
            "RFC 7285 §11.2.3.6",
            "is about version %s of %s, which has %s"
                .formatted(tag.tag(), tag.resourceId(), own.get().tag()));
        return;
      }
    }
    if (!costs.dependent().contains(own.get())) return;
    var unknown = new LinkedHashSet<>(costs.pids());
    unknown.removeAll(pids());
    if (!unknown.isEmpty()) {
      findings.error(
          "cost-map",
          "RFC 7285 §11.2.3.6",
          "PIDs that the network map does not have: " + unknown.stream().limit(5).toList());
    }
  }
}
