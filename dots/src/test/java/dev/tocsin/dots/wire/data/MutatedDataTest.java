// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tocsin.dots.wire.data.json.DataLimits;
import dev.tocsin.dots.wire.data.json.DataRequestCodec;
import dev.tocsin.dots.wire.data.rest.DataPath;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Any request that is right, with one element made wrong: the refusal points at that element and
/// no other. Paths are put together here by RFC 7951 §6.11, not by the reader's own means.
class MutatedDataTest {

  private static final int REQUESTS = 4_000;
  private static final String DATA = "/ietf-dots-data-channel:dots-data";
  private static final Set<String> KEYS = Set.of("name", "cuid", "lower-port");
  private static final Set<String> MANDATORY = Set.of("actions", "forwarding");
  private static final DataRequestCodec CODEC =
      new DataRequestCodec(new DataPath(DataPath.DEFAULT_ROOT), DataLimits.REQUEST);
  private static final JsonMapper JSON = new JsonMapper();

  private final List<Place> places = new ArrayList<>();

  /// A member of an object.
  private record Place(ObjectNode object, String member, String path) {}

  private enum Mutation {
    UNKNOWN,
    OF_ANOTHER_TYPE,
    MISSING
  }

  @Test
  void everyRefusalPointsAtTheElementThatIsWrong() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var data = new RandomData(random);
    int tried = 0;
    while (tried < REQUESTS) {
      var request = data.request();
      if (!(request instanceof DataRequest.Create) && !(request instanceof DataRequest.Replace)) {
        continue;
      }
      var body = (ObjectNode) JSON.readTree(CODEC.writeBody(request));
      places.clear();
      gather(body, base(request));
      if (places.isEmpty()) continue;
      tried++;
      mutate(request, body, random);
    }
  }

  private void mutate(DataRequest request, ObjectNode body, Random random) {
    var place = places.get(random.nextInt(places.size()));
    var mutation = Mutation.values()[random.nextInt(Mutation.values().length)];
    var before = body.toString();
    switch (mutation) {
      case UNKNOWN -> {
        place.object().put("no-such-thing", 1);
        var parent = place.path().substring(0, place.path().lastIndexOf('/' + place.member()));
        expect(request, body, "unknown-element", parent + "/no-such-thing", before);
      }
      case OF_ANOTHER_TYPE -> {
        if (KEYS.contains(place.member())) return;
        boolean isObject = place.object().get(place.member()).isObject();
        place
            .object()
            .set(place.member(), isObject ? JSON.createArrayNode() : JSON.createObjectNode());
        expect(request, body, "invalid-value", place.path(), before);
      }
      case MISSING -> {
        if (!MANDATORY.contains(place.member())) return;
        place.object().remove(place.member());
        expect(request, body, "missing-attribute", place.path(), before);
      }
    }
  }

  private static void expect(
      DataRequest request, ObjectNode body, String tag, String path, String before) {
    var uri = request.uri(new DataPath(DataPath.DEFAULT_ROOT));
    var parts = uri.split("\\?", 2);
    var query = parts.length == 2 ? Optional.of(parts[1]) : Optional.<String>empty();
    var thrown =
        catchThrowableOfType(
            DataRefusedException.class,
            () ->
                CODEC.read(request.method().name(), parts[0], query, JSON.writeValueAsBytes(body)));
    assertThat(thrown).as("%s was %s, became %s", uri, before, body).isNotNull();
    assertThat(thrown.answer().errors())
        .as("%s was %s, became %s", uri, before, body)
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.path()).contains(path);
              assertThat(error.tag()).isEqualTo(tag);
              assertThat(error.message()).isNotBlank();
            });
  }

  /// Where the members of the body stand: below the target with POST; with PUT beside what holds
  /// it, which the body repeats (RFC 8783 §6.1, §7.2).
  private static String base(DataRequest request) {
    if (request instanceof DataRequest.Create) return path(request.target());
    var holder = parent(request.target());
    return path(holder instanceof DataTarget.Root ? holder : parent(holder));
  }

  private static DataTarget parent(DataTarget target) {
    return switch (target) {
      case DataTarget.Aliases(var cuid) -> new DataTarget.Client(cuid);
      case DataTarget.Alias(var cuid, _) -> new DataTarget.Aliases(cuid);
      case DataTarget.Acls(var cuid) -> new DataTarget.Client(cuid);
      case DataTarget.Acl(var cuid, _) -> new DataTarget.Acls(cuid);
      case DataTarget.Aces(var cuid, var acl) -> new DataTarget.Acl(cuid, acl);
      case DataTarget.Ace(var cuid, var acl, _) -> new DataTarget.Aces(cuid, acl);
      case DataTarget.Client _, DataTarget.Capabilities _, DataTarget.Root _ ->
          new DataTarget.Root();
    };
  }

  private static String path(DataTarget target) {
    return switch (target) {
      case DataTarget.Root _ -> DATA;
      case DataTarget.Capabilities _ -> DATA + "/capabilities";
      case DataTarget.Client(var cuid) -> DATA + "/dots-client" + named("cuid", cuid);
      case DataTarget.Aliases(var cuid) -> path(new DataTarget.Client(cuid)) + "/aliases";
      case DataTarget.Alias(_, var name) -> path(parent(target)) + "/alias" + named("name", name);
      case DataTarget.Acls(var cuid) -> path(new DataTarget.Client(cuid)) + "/acls";
      case DataTarget.Acl(_, var name) -> path(parent(target)) + "/acl" + named("name", name);
      case DataTarget.Aces(var cuid, var acl) -> path(new DataTarget.Acl(cuid, acl)) + "/aces";
      case DataTarget.Ace(_, _, var name) -> path(parent(target)) + "/ace" + named("name", name);
    };
  }

  /// Of a name with both kinds of quotes there is no way to write it, and the URI has no position.
  private static String named(String key, String value) {
    boolean isWritable = !(value.contains("'") && value.contains("\""));
    return isWritable ? "[" + key + "=" + quoted(value) + "]" : "";
  }

  private static String quoted(String value) {
    return value.contains("'") ? '"' + value + '"' : "'" + value + "'";
  }

  private void gather(ObjectNode object, String path) {
    for (var member : object.properties()) {
      var name = member.getKey().replaceFirst("^ietf-dots-data-channel:", "");
      var below = path + "/" + name;
      boolean isTop = !name.equals(member.getKey());
      if (!isTop) places.add(new Place(object, name, below));
      switch (member.getValue()) {
        case ObjectNode inner -> gather(inner, below);
        case ArrayNode entries -> gather(entries, below);
        default -> {}
      }
    }
  }

  private void gather(ArrayNode entries, String path) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof ObjectNode entry) gather(entry, path + key(entry, i + 1));
    }
  }

  /// By its key, or by its position where the key cannot be written.
  private static String key(ObjectNode entry, int position) {
    for (var key : List.of("cuid", "name", "lower-port")) {
      JsonNode value = entry.get(key);
      if (value == null) continue;
      var text = value.asString();
      boolean isWritable = !(text.contains("'") && text.contains("\""));
      return isWritable ? "[" + key + "=" + quoted(text) + "]" : "[" + position + "]";
    }
    return "[" + position + "]";
  }
}
