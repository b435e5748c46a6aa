// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.directory;

import dev.tocsin.alto.client.cache.ResourceCache;
import dev.tocsin.alto.client.cache.ResourceCache.Form;
import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.Ask;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.directory.Directory;
import dev.tocsin.alto.wire.directory.DirectoryReader;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.base.observe.Printable;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One walk through a directory and those that it delegates to. Each is read once, so that loops
/// end.
public final class Crawl {

  private static final int DIRECTORIES_MAX = 32;
  private static final int RESOURCES_MAX = 10_000;
  private static final int NOTES_MAX = 100;

  private static final Set<String> KNOWN =
      Set.of(
          MediaTypes.NETWORK_MAP,
          MediaTypes.COST_MAP,
          MediaTypes.ENDPOINT_PROPERTIES,
          MediaTypes.ENDPOINT_COST,
          MediaTypes.PROPERTY_MAP,
          MediaTypes.EVENT_STREAM);
  private static final DirectoryReader READER = new DirectoryReader(JsonBounds.RESOURCE);

  private final ResourceCache cache;
  private final URI root;
  private final Deque<URI> waiting = new ArrayDeque<>();
  private final Set<URI> met = new HashSet<>();
  private final Map<String, Resource> resources = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  /// @param skipped what the directory holds that could not be read
  private record Told(Directory directory, List<String> skipped) {}

  private Crawl(ResourceCache cache, URI root) {
    this.cache = cache;
    this.root = root;
  }

  /// @throws AltoClientException if the root is not to be had; what it delegates to may be missing
  public static Closure of(URI root, ResourceCache cache) throws AltoClientException {
    return new Crawl(cache, root).walk();
  }

  private Closure walk() throws AltoClientException {
    met.add(root);
    var defaultMap = visit(root);
    while (!waiting.isEmpty()) {
      try {
        visit(waiting.remove());
      } catch (AltoClientException e) {
        note("left out a directory: " + e.getMessage());
      }
    }
    return new Closure(root, defaultMap, resources, List.copyOf(notes));
  }

  /// @return the default network map that it names
  private Optional<String> visit(URI uri) throws AltoClientException {
    var held = cache.get(uri, new Form<>(MediaTypes.DIRECTORY, Told.class, Crawl::read), false);
    met.add(held.uri());
    held.outage().ifPresent(outage -> note("the directory is of before: " + outage.getMessage()));
    held.value().skipped().forEach(each -> note("left out of " + uri + ": " + each));
    var directory = held.value().directory();
    directory.resources().forEach((id, entry) -> add(held.uri(), directory, id, entry));
    return directory.defaultNetworkMap();
  }

  private static Told read(byte[] body) {
    var skipped = new ArrayList<String>();
    var directory = READER.read(body, wrong -> skip(skipped, wrong));
    return new Told(directory, skipped);
  }

  private static void skip(List<String> skipped, AltoRefusedException wrong) {
    if (skipped.size() < NOTES_MAX) skipped.add(String.valueOf(wrong.getMessage()));
  }

  private void add(URI base, Directory in, String id, Directory.Entry entry) {
    URI uri;
    try {
      // RFC 7285 §9.2.2: relative to where the directory was found (RFC 3986 §5).
      uri = Ask.check(base.resolve(URI.create(entry.uri())));
    } catch (IllegalArgumentException e) {
      note("left out '" + id + "': " + e.getMessage());
      return;
    }
    if (isDowngrade(base, uri)) {
      note("left out '" + id + "': it leads out of HTTPS to " + uri);
    } else if (entry.isDirectory()) {
      follow(id, uri);
    } else if (!KNOWN.contains(entry.mediaType())) {
      // RFC 7285 §8.3.7: what is not known is ignored.
      note("left out '" + id + "': its media type " + entry.mediaType() + " is not known here");
    } else {
      var costs = entry.capabilities().costs();
      var calendared = costs.calendars().stream().flatMap(each -> each.typeNames().stream());
      put(
          new Resource(
              id,
              uri,
              entry,
              costTypes(in, costs.typeNames().stream()),
              // RFC 8896 §5.1: calendars are asked for by POST.
              entry.accepts().isPresent() ? costTypes(in, calendared) : List.of()));
    }
  }

  private static boolean isDowngrade(URI from, URI to) {
    return from.getScheme().equalsIgnoreCase("https") && !to.getScheme().equalsIgnoreCase("https");
  }

  private void follow(String id, URI uri) {
    if (met.contains(uri)) return;
    if (met.size() >= DIRECTORIES_MAX) {
      note("left out '" + id + "': more than " + DIRECTORIES_MAX + " directories");
      return;
    }
    met.add(uri);
    waiting.add(uri);
  }

  // RFC 7285 §10.2: an id means one resource of the server; the nearer directory is believed.
  private void put(Resource resource) {
    if (resources.size() >= RESOURCES_MAX) {
      note("left out what comes after " + RESOURCES_MAX + " resources");
      return;
    }
    var other = resources.putIfAbsent(resource.id(), resource);
    if (other != null && !other.uri().equals(resource.uri())) {
      note("left out '" + resource.id() + "' at " + resource.uri() + ": it is at " + other.uri());
    }
  }

  private static List<CostType> costTypes(Directory in, Stream<String> names) {
    return names
        .map(name -> Optional.ofNullable(in.costTypes().get(name)))
        .flatMap(Optional::stream)
        .toList();
  }

  private void note(String text) {
    if (notes.size() < NOTES_MAX) notes.add(Printable.escape(text));
  }
}
