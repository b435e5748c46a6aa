// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check.server;

import dev.tocsin.alto.check.Document;
import dev.tocsin.alto.check.Document.Extent;
import dev.tocsin.alto.check.Document.Kind;
import dev.tocsin.alto.check.Finding;
import dev.tocsin.alto.check.Findings;
import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.Ask;
import dev.tocsin.alto.client.http.HttpSettings;
import dev.tocsin.alto.wire.MediaTypes;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Walks through a running server: its directories, every resource in them, rightly and wrongly
/// asked for, and whether what they say fits together. One thread.
public final class ServerCheck implements AutoCloseable {

  private static final int DIRECTORIES_MAX = 32;
  private static final int RESOURCES_MAX = 1_000;

  private final URI root;
  private final boolean isKnown;
  private final Probe probe;
  private final StreamCheck streams;
  private final Consumer<String> progress;
  private final List<Findings> found = new ArrayList<>();
  private final Map<String, Target> targets = new LinkedHashMap<>();
  private final Map<String, Document> networkMaps = new HashMap<>();
  private final Set<URI> met = new HashSet<>();
  private final Deque<URI> waiting = new ArrayDeque<>();

  /// @param root the directory where it begins; the settings' credentials are for that server
  /// @param progress hears what is looked at
  /// @throws IllegalArgumentException if it is none that a client would ask
  public ServerCheck(HttpSettings settings, URI root, Consumer<String> progress) {
    this.root = Ask.check(root);
    this.isKnown = settings.credentials().isPresent();
    this.probe = new Probe(settings, root);
    this.streams = new StreamCheck(settings, root);
    this.progress = progress;
  }

  /// What was found.
  ///
  /// @param resources how many were looked at
  public record Result(int resources, List<Finding> findings) {
    public Result {
      findings = List.copyOf(findings);
    }
  }

  public Result check() {
    waiting.add(root);
    met.add(root);
    while (!waiting.isEmpty()) directory(waiting.remove());
    // Network maps first: the others are about them.
    targets.values().stream()
        .filter(each -> each.is(MediaTypes.NETWORK_MAP) && each.accepts().isEmpty())
        .forEach(this::resource);
    targets.values().stream()
        .filter(each -> !each.is(MediaTypes.NETWORK_MAP) || each.accepts().isPresent())
        .forEach(this::resource);
    return new Result(targets.size(), found.stream().flatMap(each -> each.all().stream()).toList());
  }

  private Findings about(URI uri) {
    progress.accept(uri.toString());
    var findings = new Findings(uri.toString());
    found.add(findings);
    return findings;
  }

  private void directory(URI uri) {
    var findings = about(uri);
    var extent = uri.equals(root) ? Extent.WHOLE : Extent.PART;
    var directory =
        asked(findings, MediaTypes.DIRECTORY, () -> get(uri, MediaTypes.DIRECTORY), extent);
    if (directory.isEmpty()) return;
    if (directory.get().kind() != Kind.DIRECTORY) {
      findings.error("", "RFC 7285 §9.2", "this is no directory");
      return;
    }
    var types = directory.get().json().path("meta").path("cost-types");
    for (var entry : directory.get().json().path("resources").properties()) {
      add(findings, uri, entry.getKey(), entry.getValue(), types);
    }
  }

  private void add(Findings findings, URI base, String id, JsonNode entry, JsonNode types) {
    URI uri;
    try {
      uri = base.resolve(URI.create(entry.path("uri").asString("")));
    } catch (IllegalArgumentException e) {
      return; // The directory's own check says so.
    }
    if (entry.path("media-type").asString("").equals(MediaTypes.DIRECTORY)) {
      if (met.size() < DIRECTORIES_MAX && met.add(uri)) waiting.add(uri);
      return;
    }
    var other = targets.get(id);
    if (other != null && !other.uri().equals(uri)) {
      findings.error(
          "resources/" + id, "RFC 7285 §10.2", "another directory has this id at " + other.uri());
    } else if (targets.size() < RESOURCES_MAX) {
      targets.put(id, new Target(id, uri, entry, types));
    }
  }

  private void resource(Target target) {
    var findings = about(target.uri());
    try {
      if (target.accepts().isEmpty()) whole(target, findings);
      else service(target, findings);
    } catch (AltoClientException e) {
      findings.error("", "RFC 7285 §8.3.3", String.valueOf(e.getMessage()));
    }
  }

  private void whole(Target target, Findings findings) throws AltoClientException {
    var document =
        asked(
            findings,
            target.mediaType(),
            () -> get(target.uri(), target.mediaType()),
            Extent.WHOLE);
    if (document.isEmpty()) return;
    cached(target, findings);
    if (document.get().kind() == Kind.NETWORK_MAP) {
      ownTag(target, document.get(), findings);
      networkMaps.put(target.id(), document.get());
    }
    fits(target, document.get(), findings);
    new Manners(probe, target, findings).checkWhole();
  }

  private void service(Target target, Findings findings) throws AltoClientException {
    var pids = pids(target);
    var request = target.request(pids);
    if (target.is(MediaTypes.EVENT_STREAM)) {
      stream(target, findings);
      return;
    }
    if (request.isEmpty()) {
      findings.note("", "", "a service that is not asked here: " + target.mediaType());
      return;
    }
    var document =
        asked(findings, target.mediaType(), () -> post(target, request.get()), Extent.PART);
    if (document.isPresent()) {
      answers(target, request.get(), document.get(), findings);
      fits(target, document.get(), findings);
    }
    new Manners(probe, target, findings).checkService(pids);
  }

  private void stream(Target target, Findings findings) throws AltoClientException {
    var followed = target.uses().stream().filter(networkMaps::containsKey).findFirst();
    if (followed.isPresent()) {
      var map = targets.get(followed.get());
      if (map != null) streams.check(target, map, findings);
    } else {
      findings.note("", "", "no network map that it tells of: it is only asked wrongly here");
    }
    new Manners(probe, target, findings).checkService(List.of());
  }

  private List<String> pids(Target target) {
    return target.uses().stream()
        .map(networkMaps::get)
        .filter(java.util.Objects::nonNull)
        .flatMap(map -> map.pids().stream())
        .limit(1)
        .toList();
  }

  @FunctionalInterface
  private interface Asking {
    Probe.Answer ask() throws AltoClientException;
  }

  private Probe.Answer get(URI uri, String type) throws AltoClientException {
    return probe.get(uri, Map.of("Accept", type + "," + MediaTypes.ERROR));
  }

  private Probe.Answer post(Target target, ObjectNode body) throws AltoClientException {
    return probe.post(
        target.uri(),
        Map.of(
            "Accept",
            target.mediaType() + "," + MediaTypes.ERROR,
            "Content-Type",
            target.accepts().orElse("")),
        body.toString());
  }

  /// What comes of a right request.
  private Optional<Document> asked(Findings findings, String type, Asking asking, Extent extent) {
    Probe.Answer answer;
    try {
      answer = asking.ask();
    } catch (AltoClientException e) {
      findings.error("", "RFC 7285 §8.3.3", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    if (answer.status() == 401) {
      findings.error(
          "",
          "RFC 7285 §8.3.5",
          isKnown
              ? "does not accept the name and the password: not looked at"
              : "wants a name and a password: not looked at");
      return Optional.empty();
    }
    if (answer.status() != 200) {
      findings.error("", "RFC 7285 §8.3.3", "expected status 200, found " + answer.status());
      return Optional.empty();
    }
    if (!answer.mediaType().equals(type)) {
      findings.error(
          "Content-Type",
          "RFC 7285 §8.3.3",
          "expected %s, found '%s'".formatted(type, answer.type()));
    } else if (!answer.type().equals(type)) {
      findings.warn(
          "Content-Type",
          "RFC 7285 §14.1",
          "the type has no parameters, and clients compare it: '%s'".formatted(answer.type()));
    }
    return Document.check(answer.body(), extent, findings);
  }

  private void cached(Target target, Findings findings) throws AltoClientException {
    var etag = get(target.uri(), target.mediaType()).header("ETag");
    if (etag.isEmpty()) {
      findings.note("ETag", "RFC 7285 §8.3.6", "without one every client fetches everything anew");
      return;
    }
    var again =
        probe.get(target.uri(), Map.of("Accept", target.mediaType(), "If-None-Match", etag));
    if (again.status() != 304 && again.header("ETag").equals(etag)) {
      findings.warn(
          "If-None-Match", "RFC 9110 §13.1.2", "expected status 304, found " + again.status());
    }
  }

  private static void ownTag(Target target, Document map, Findings findings) {
    map.versionTag()
        .filter(tag -> !tag.resourceId().equals(target.id()))
        .ifPresent(
            tag ->
                findings.error(
                    "meta/vtag/resource-id",
                    "RFC 7285 §11.2.1.6",
                    "calls itself '%s', the directory '%s'"
                        .formatted(tag.resourceId(), target.id())));
  }

  /// Whether it is about the maps that it uses, as they are now.
  private void fits(Target target, Document document, Findings findings)
      throws AltoClientException {
    if (document.kind() == Kind.COST_MAP && target.accepts().isEmpty())
      costType(target, document, findings);
    for (var tag : document.dependent()) {
      if (!target.uses().contains(tag.resourceId())) {
        findings.error(
            "meta/dependent-vtags",
            "RFC 7285 §9.1.5",
            "rests on '%s', which is not among its 'uses' %s"
                .formatted(tag.resourceId(), target.uses()));
      }
    }
    for (var id : target.uses()) {
      var map = networkMaps.get(id);
      if (map == null) continue;
      var later =
          document.dependent().stream().anyMatch(map.versionTag().stream().toList()::contains)
              ? map
              : again(id).orElse(map);
      if (document.kind() == Kind.COST_MAP) later.checkCosts(document, findings);
    }
  }

  /// The map may have changed since it was looked at.
  private Optional<Document> again(String id) throws AltoClientException {
    var target = targets.get(id);
    if (target == null) return Optional.empty();
    var answer = get(target.uri(), target.mediaType());
    var map = Document.check(answer.body(), Extent.WHOLE, new Findings(""));
    map.ifPresent(document -> networkMaps.put(id, document));
    return map;
  }

  private static void costType(Target target, Document costs, Findings findings) {
    var told = costs.json().path("meta").path("cost-type");
    target
        .costType()
        .filter(
            type ->
                !type.path("cost-mode").equals(told.path("cost-mode"))
                    || !type.path("cost-metric").equals(told.path("cost-metric")))
        .ifPresent(
            type ->
                findings.error(
                    "meta/cost-type",
                    "RFC 7285 §11.2.3.6",
                    "the directory offers %s here, found %s".formatted(type, told)));
  }

  /// Whether it answers what it was asked.
  private void answers(Target target, ObjectNode request, Document document, Findings findings) {
    switch (document.kind()) {
      case NETWORK_MAP -> {
        var wanted = request.path("pids");
        if (wanted.size() == 1 && !Set.of(wanted.get(0).asString("")).equals(document.pids())) {
          findings.error(
              "network-map",
              "RFC 7285 §11.3.1.6",
              "asked for %s, found %s"
                  .formatted(wanted, document.pids().stream().limit(5).toList()));
        }
        // RFC 7285 §11.3.1.6: the tag is that of the map without the filter.
        document
            .versionTag()
            .filter(tag -> !target.uses().contains(tag.resourceId()))
            .ifPresent(
                tag ->
                    findings.error(
                        "meta/vtag/resource-id",
                        "RFC 7285 §11.3.1.6",
                        "expected the tag of one of %s, found that of '%s'"
                            .formatted(target.uses(), tag.resourceId())));
      }
      case COST_MAP -> {
        var wanted = request.path("pids").path("srcs");
        var rows = Set.copyOf(document.json().path("cost-map").propertyNames());
        if (wanted.size() == 1 && !Set.of(wanted.get(0).asString("")).containsAll(rows)) {
          findings.error(
              "cost-map",
              "RFC 7285 §11.3.2.6",
              "asked for costs from %s, found %s"
                  .formatted(wanted, rows.stream().limit(5).toList()));
        }
      }
      case ENDPOINT_COSTS -> spelled(document, "endpoint-cost-map", findings);
      case ENDPOINT_PROPERTIES -> spelled(document, "endpoint-properties", findings);
      case PROPERTY_MAP, DIRECTORY, ERROR -> {}
    }
  }

  /// Clients look their endpoints up by the spelling that they asked with.
  private static void spelled(Document document, String member, Findings findings) {
    for (var name : document.json().path(member).propertyNames()) {
      if (!name.equals(Target.ADDRESS)) {
        findings.warn(
            member + "/" + name,
            "RFC 7285 §10.4.1",
            "asked for '%s', and answered about another or in another spelling"
                .formatted(Target.ADDRESS));
      }
    }
  }

  @Override
  public void close() {
    streams.close();
    probe.close();
  }
}
