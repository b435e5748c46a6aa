// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.client.directory.Closure;
import dev.tocsin.alto.client.stream.FollowEvent;
import dev.tocsin.alto.client.stream.FollowSettings;
import dev.tocsin.alto.client.stream.Subscription;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.Usage;
import dev.tocsin.app.daemon.Durations;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "watch",
    description = {
      "Show every change of a server's maps as it comes, until interrupted.",
      "The server tells of changes by itself (RFC 8895); where it does not, it is asked again and"
          + " again. With --json every line is one JSON object."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin alto watch http://localhost:8080/",
      "  tocsin alto watch http://localhost:8080/ endpoint-costs --destination 198.51.100.7 --json"
    })
final class AltoWatchCommand implements Callable<Integer> {

  private static final Set<String> MAPS =
      Set.of(MediaTypes.NETWORK_MAP, MediaTypes.COST_MAP, MediaTypes.PROPERTY_MAP);

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RemoteOptions remote;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Output output;

  @ArgGroup(exclusive = false, heading = "%nWhat of a resource:%n")
  private GetFilter filter = new GetFilter();

  @Option(
      names = "--poll",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Durations.Converter.class,
      description =
          "How often to ask for what the server does not tell by itself (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration poll = Duration.ofSeconds(30);

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "End after so many lines about resources (default: never).")
  private int count;

  @Parameters(index = "0", paramLabel = "URI", description = "The server's directory.")
  @SuppressWarnings("NullAway.Init")
  private URI directory;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "RESOURCE",
      description = "Ids of resources (default: all that is had by GET).")
  private List<String> ids = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    var settings = Usage.check(remote.spec(), this::settings);
    try (var client = remote.open(List.of(directory))) {
      var server = client.servers().getFirst();
      var wanted = subscriptions(server.directory());
      var done = new CountDownLatch(1);
      try (var follower = server.follow(wanted, settings, printing(done))) {
        done.await();
      }
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    } finally {
      remote.out().flush();
    }
  }

  private FollowSettings settings() {
    var usual = FollowSettings.DEFAULT;
    return new FollowSettings(
        usual.retryFirst(), usual.retryMost(), usual.silence(), poll, usual.dependentWait());
  }

  private List<Subscription> subscriptions(Closure found) throws IOException {
    var wanted = new ArrayList<Subscription>();
    for (var id : ids) {
      var resource = found.resource(id);
      wanted.add(new Subscription(resource, filter.request(resource)));
    }
    if (ids.isEmpty()) {
      found.resources().values().stream()
          .filter(each -> each.isWhole() && MAPS.contains(each.entry().mediaType()))
          .map(each -> new Subscription(each, filter.request(each)))
          .forEach(wanted::add);
    }
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("the server has no map that is had by GET; name others");
    }
    return wanted;
  }

  private Consumer<FollowEvent> printing(CountDownLatch done) {
    return new Consumer<>() {
      private int told;

      @Override
      public void accept(FollowEvent event) {
        if (count > 0 && told == count) return;
        print(event);
        if (event instanceof FollowEvent.Changed && ++told == count) done.countDown();
      }
    };
  }

  private void print(FollowEvent event) {
    var now = Instant.now();
    if (output.isJson()) {
      remote.out().println(WatchText.json(event, now));
    } else if (event instanceof FollowEvent.Changed changed) {
      remote.out().println(WatchText.line(changed, now));
    } else {
      remote.spec().commandLine().getErr().println(WatchText.note(event));
    }
    remote.out().flush();
  }
}
