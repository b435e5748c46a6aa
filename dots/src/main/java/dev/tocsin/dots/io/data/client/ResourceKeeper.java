// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data.client;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.run.Effects;
import dev.tocsin.base.run.Loop;
import dev.tocsin.dots.core.client.data.Upkeep;
import dev.tocsin.dots.core.client.data.UpkeepInput;
import dev.tocsin.dots.core.client.data.UpkeepOutput;
import dev.tocsin.dots.core.client.data.UpkeepView;
import dev.tocsin.dots.io.settings.resources.ResourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one server in step with a resource file: an {@link Upkeep} on a loop of its own, a thread
/// that speaks HTTP for it, and one that looks at the file.
public final class ResourceKeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ResourceKeeper.class);
  private static final int INBOX_MAX = 16;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final String server;
  private final Path file;
  private final DataClient client;
  // Of the thread that speaks HTTP.
  private ClientResources resources;
  private final ExecutorService http =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("dots-data").factory());
  private final Loop<UpkeepInput, UpkeepOutput> loop;
  private final FileWatch watch;
  private volatile UpkeepView view = new UpkeepView(false, "not asked yet");

  private ResourceKeeper(
      String server, Path file, DataClient client, String cuid, InstantSource clock) {
    this.server = server;
    this.file = file;
    this.client = client;
    this.resources = new ClientResources(client, cuid);
    Effects<UpkeepOutput> effects = this::perform;
    this.loop = Loop.start("dots-data", new Upkeep(new SecureRandom()), effects, clock, INBOX_MAX);
    this.watch = FileWatch.start(file, LOOK_EVERY, this::read);
  }

  /// Owns the client from here on.
  ///
  /// @param server as the operator knows it
  public static ResourceKeeper start(
      String server, Path file, DataClient client, String cuid, InstantSource clock) {
    return new ResourceKeeper(server, file, client, cuid, clock);
  }

  public String server() {
    return server;
  }

  public UpkeepView view() {
    return view;
  }

  /// The server knows this client by another cuid from now on.
  public void renamed(String cuid) {
    try {
      http.execute(() -> move(new ClientResources(client, cuid)));
    } catch (RejectedExecutionException e) {
      log.debug("{}: closing, nothing is asked any more", server);
    }
  }

  // RFC 9132 §4.4.1.1: what is bound to the old 'cuid' is deleted and installed under the new one.
  private void move(ClientResources fresh) {
    try {
      resources.unregister();
    } catch (RefusedByServerException e) {
      log.debug("{}: nothing was bound to the old cuid: {}", server, e.getMessage());
    } catch (IOException e) {
      log.warn("{}: what is bound to the old cuid stays there: {}", server, e.getMessage());
    }
    resources = fresh;
    read();
  }

  private void read() {
    try {
      loop.put(new UpkeepInput.Wanted(ResourceFile.read(file)));
    } catch (ConfigException e) {
      log.warn("{}: the resource file is not used: {}", server, e.getMessage());
      view = new UpkeepView(false, "the file is not used: " + e.getMessage());
    }
  }

  private void perform(UpkeepOutput output) {
    switch (output) {
      case UpkeepOutput.Fetch _ -> ask(() -> new UpkeepInput.Standing(resources.standing()));
      case UpkeepOutput.Make make -> ask(() -> make(make));
      case UpkeepOutput.Tell(var told) -> tell(told);
    }
  }

  private interface Question {
    UpkeepInput answer() throws IOException;
  }

  private void ask(Question question) {
    try {
      http.execute(() -> loop.put(answer(question)));
    } catch (RejectedExecutionException e) {
      log.debug("{}: closing, nothing is asked any more", server);
    }
  }

  private static UpkeepInput answer(Question question) {
    try {
      return question.answer();
    } catch (IOException e) {
      return new UpkeepInput.Failed(String.valueOf(e.getMessage()));
    }
  }

  private UpkeepInput make(UpkeepOutput.Make make) throws IOException {
    if (make.register()) resources.register();
    for (var change : make.changes()) {
      try {
        resources.make(change);
      } catch (IOException e) {
        throw new IOException(change.subject() + ": " + e.getMessage(), e);
      }
    }
    return new UpkeepInput.Made();
  }

  private void tell(UpkeepView told) {
    if (told.isInStep()) log.info("{}: in step with {}: {}", server, file, told.detail());
    else log.warn("{}: not in step with {}: {}", server, file, told.detail());
    view = told;
  }

  @Override
  public void close() {
    watch.close();
    http.shutdownNow();
    client.close();
    loop.close();
  }
}
