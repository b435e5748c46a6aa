// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.remote;

import dev.tocsin.alto.client.cache.ResourceCache;
import dev.tocsin.alto.client.cache.ResourceCache.Form;
import dev.tocsin.alto.client.cache.ResourceCache.Held;
import dev.tocsin.alto.client.directory.Closure;
import dev.tocsin.alto.client.directory.Crawl;
import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.client.http.AltoHttp;
import dev.tocsin.alto.client.http.Ask;
import dev.tocsin.alto.client.maps.EntityProperties;
import dev.tocsin.alto.client.maps.NamedCosts;
import dev.tocsin.alto.client.maps.PidMap;
import dev.tocsin.alto.client.stream.FollowEvent;
import dev.tocsin.alto.client.stream.FollowSettings;
import dev.tocsin.alto.client.stream.Follower;
import dev.tocsin.alto.client.stream.Source;
import dev.tocsin.alto.client.stream.Subscription;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.VersionTag;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.answer.AltoAnswerReader;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.request.AltoRequest;
import dev.tocsin.alto.wire.request.AltoRequestWriter;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.observe.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// One server as its directory shows it, with what was heard from it. Nothing of it is mixed with
/// what other servers say: ids and tags mean something within one server only (RFC 6708, AR 21).
/// Any thread may use it.
public final class RemoteAlto implements AutoCloseable {

  private static final AltoAnswerReader ANSWERS = new AltoAnswerReader(JsonBounds.RESOURCE);

  // Of no consequence: what counts is the way to the host.
  private static final int ANY_PORT = 443;

  private final URI root;
  private final AltoHttp http;
  private final ResourceCache cache;
  private final InstantSource clock;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();

  /// What came for one request.
  ///
  /// @param body as it came, unpacked
  public record Received(AltoAnswer answer, ByteBuffer body) {}

  /// Costs and the network map whose PIDs they are between.
  ///
  /// @param outage why they could not be asked for again, if they may be of yesterday
  public record MapPair(PidMap network, NamedCosts costs, Optional<AltoClientException> outage) {}

  private record TaggedCosts(VersionTag networkMap, NamedCosts costs) {}

  /// @param root its directory
  public RemoteAlto(URI root, AltoHttp http, InstantSource clock) {
    this.root = root;
    this.http = http;
    this.clock = clock;
    this.cache = new ResourceCache(http, clock);
  }

  /// Where its directory is, as it was given.
  public URI uri() {
    return root;
  }

  /// Its resources, and those of the directories that it delegates to.
  public Closure directory() throws AltoClientException {
    return Crawl.of(root, cache);
  }

  /// Asks for a resource, whatever is known of it.
  ///
  /// @param request for a resource that wants one
  public Received ask(Resource resource, Optional<AltoRequest> request) throws AltoClientException {
    var type = resource.entry().mediaType();
    var wanted = resource.entry().accepts();
    if (wanted.isPresent() != request.isPresent()) {
      throw failure(
          Kind.NOT_OFFERED,
          resource,
          wanted.map(each -> "wants a request (" + each + ")").orElse("is had whole: no filter"));
    }
    var ask =
        request
            .map(
                each ->
                    Ask.post(
                        resource.uri(),
                        type,
                        new Ask.Body(wanted.orElseThrow(), AltoRequestWriter.write(each))))
            .orElseGet(() -> Ask.get(resource.uri(), type, Optional.empty()));
    var body = http.ask(ask).body();
    try {
      return new Received(read(resource, body), ByteBuffer.wrap(body).asReadOnlyBuffer());
    } catch (AltoRefusedException e) {
      throw failure(Kind.UNREADABLE, resource, "answers what cannot be read: " + e.getMessage());
    }
  }

  private static AltoAnswer read(Resource resource, byte[] body) throws AltoClientException {
    return switch (resource.entry().mediaType()) {
      case MediaTypes.NETWORK_MAP -> ANSWERS.networkMap(body);
      case MediaTypes.COST_MAP -> ANSWERS.costMap(body);
      case MediaTypes.ENDPOINT_COST -> ANSWERS.endpointCosts(body);
      case MediaTypes.ENDPOINT_PROPERTIES -> ANSWERS.endpointProperties(body);
      case MediaTypes.PROPERTY_MAP -> ANSWERS.propertyMap(body);
      default -> throw failure(Kind.NOT_OFFERED, resource, "is not to be had at once");
    };
  }

  /// A network map, asked for again if it may have changed.
  public Held<PidMap> networkMap(Resource resource) throws AltoClientException {
    return networkMap(resource, false);
  }

  private Held<PidMap> networkMap(Resource resource, boolean isAskedAnew)
      throws AltoClientException {
    var held =
        cache.get(
            resource.uri(),
            new Form<>(MediaTypes.NETWORK_MAP, PidMap.class, RemoteAlto::pidMap),
            isAskedAnew);
    var tag = held.value().versionTag();
    // RFC 7285 §11.2.1.6: the tag names the map itself.
    if (!tag.resourceId().equals(resource.id())) {
      throw failure(Kind.UNREADABLE, resource, "calls itself '" + tag.resourceId() + "'");
    }
    return held;
  }

  /// The same, also if the server said that nobody has to ask.
  public Held<PidMap> networkMapAnew(Resource resource) throws AltoClientException {
    return networkMap(resource, true);
  }

  private static PidMap pidMap(byte[] body) {
    var ignored = new LinkedHashSet<String>();
    var map = ANSWERS.networkMap(body, ignored::add);
    return PidMap.of(map, ignored);
  }

  /// Properties of entities (RFC 9240), asked for again if they may have changed.
  ///
  /// @param resource a property map that is had whole
  public Held<EntityProperties> properties(Resource resource) throws AltoClientException {
    var capabilities = resource.entry().capabilities();
    return cache.get(
        resource.uri(),
        new Form<>(
            MediaTypes.PROPERTY_MAP,
            EntityProperties.class,
            body -> EntityProperties.of(ANSWERS.propertyMap(body), capabilities)),
        false);
  }

  /// A cost map with the version of the network map that it is about (RFC 7285 §11.2.3.6). Between
  /// two requests the server may change both, so that each may have to be asked for again.
  ///
  /// @param costs had whole, with one network map among its `uses`
  public MapPair maps(Resource network, Resource costs) throws AltoClientException {
    var costMap = costMap(costs, false);
    var pidMap = networkMap(network, false);
    if (!isPair(costMap, pidMap)) costMap = costMap(costs, true);
    if (!isPair(costMap, pidMap)) pidMap = networkMap(network, true);
    if (!isPair(costMap, pidMap)) costMap = costMap(costs, true);
    if (!isPair(costMap, pidMap)) {
      throw failure(
          Kind.UNREADABLE,
          costs,
          "is about version %s of the network map, which has %s"
              .formatted(costMap.value().networkMap().tag(), pidMap.value().versionTag().tag()));
    }
    return new MapPair(
        pidMap.value(), costMap.value().costs(), costMap.outage().or(pidMap::outage));
  }

  private static boolean isPair(Held<TaggedCosts> costs, Held<PidMap> map) {
    return costs.value().networkMap().equals(map.value().versionTag());
  }

  private Held<TaggedCosts> costMap(Resource resource, boolean isAskedAnew)
      throws AltoClientException {
    return cache.get(
        resource.uri(),
        new Form<>(MediaTypes.COST_MAP, TaggedCosts.class, RemoteAlto::taggedCosts),
        isAskedAnew);
  }

  private static TaggedCosts taggedCosts(byte[] body) {
    var map = ANSWERS.costMap(body);
    return new TaggedCosts(map.networkMap(), NamedCosts.of(map));
  }

  /// Keeps up with resources, by update streams where the server has them. Whoever asks for such a
  /// resource meanwhile gets what was heard last.
  ///
  /// @param listener called by other threads, one at a time
  /// @return to be closed when nobody listens any more
  /// @throws AltoClientException if the directory is not to be had
  public Follower follow(
      Collection<Subscription> subscriptions,
      FollowSettings settings,
      Consumer<FollowEvent> listener)
      throws AltoClientException {
    var source = new Source(root, http, cache, clock, new SecureRandom());
    var follower = Follower.start(source, subscriptions, settings, listener);
    followers.removeIf(Follower::isClosed);
    followers.add(follower);
    return follower;
  }

  /// Ends what it follows.
  @Override
  public void close() {
    followers.forEach(Follower::close);
  }

  /// The address that this machine would send from to the server; nothing is sent.
  ///
  /// @return empty if there is no way to the server
  public Optional<Prefix> ownAddress() {
    try (var socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(root.getHost().replaceAll("[\\[\\]]", ""), ANY_PORT));
      var own = socket.getLocalAddress();
      return own == null || own.isAnyLocalAddress()
          ? Optional.empty()
          : Optional.of(Prefix.of(own));
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static AltoClientException failure(Kind kind, Resource resource, String what) {
    return AltoClientException.of(kind, Printable.escape(resource.uri() + " " + what));
  }
}
