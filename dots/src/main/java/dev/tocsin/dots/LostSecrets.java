// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.SecretBox;
import dev.tocsin.base.observe.AuditEvent;
import dev.tocsin.base.observe.AuditLog;
import dev.tocsin.base.store.ChangeLog;
import dev.tocsin.base.store.StoreException;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.io.manage.StoredSecrets;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The way on when the key to customers' pre-shared keys is lost: those that nobody can read any
/// more are given up, while the server does not run. Everything else stays.
public final class LostSecrets {

  private static final int WAIT_SECONDS_MAX = 60;

  private LostSecrets() {}

  /// @return the customers that need new pre-shared keys, by name
  /// @throws StoreException if the state folder or database is in use or cannot be written
  public static List<String> forget(ServerSettings settings, InstantSource clock) {
    var file = StoredSecrets.file(settings.stateFolder());
    var box = readable(file);
    try (var store = DotsServer.store(settings.folders())) {
      // The key that is used next is the one for all servers on the database.
      store.shared().ifPresent(log -> StoredSecrets.disagree(log::disagree));
      var changes = new ArrayList<Change>();
      var names = new ArrayList<String>();
      for (var customer : store.load().customers()) {
        if (box.isPresent() && StoredSecrets.opens(box.get(), customer)) continue;
        if (customer.secrets().isEmpty()) continue;
        changes.add(new Change.PutDomain(without(customer, box)));
        names.add(customer.name());
      }
      if (!changes.isEmpty()) keep(store.commits(), changes);
      audit(settings, names, clock.instant());
      if (box.isEmpty()) putAside(file);
      return names;
    }
  }

  private static Optional<SecretBox> readable(Path file) {
    if (!Files.exists(file)) return Optional.empty();
    try {
      return Optional.of(SecretBox.open(file));
    } catch (ConfigException damaged) {
      return Optional.empty();
    }
  }

  private static Customer without(Customer customer, Optional<SecretBox> box) {
    var left =
        customer.secrets().stream()
            .filter(each -> box.isPresent() && StoredSecrets.opens(box.get(), each))
            .toList();
    return new Customer(customer.domain(), customer.origin(), customer.revision() + 1, left);
  }

  private static void keep(ChangeLog<Change> commits, List<Change> changes) {
    var done = new CompletableFuture<Void>();
    commits.submit(changes, () -> done.complete(null), done::completeExceptionally);
    try {
      done.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new StoreException("the change cannot be stored: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new StoreException("the change is not stored after " + WAIT_SECONDS_MAX + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted before the change was stored", e);
    }
  }

  private static void audit(ServerSettings settings, List<String> names, Instant now) {
    var path = settings.stateFolder().resolve("audit.jsonl");
    try (var audit = AuditLog.open(path, settings.observe().audit())) {
      for (var name : names) {
        audit.record(
            new AuditEvent(now, "secrets-lost", name, "", "", "pre-shared keys nobody can read"));
      }
    }
  }

  /// The next start makes a new one.
  private static void putAside(Path file) {
    try {
      if (Files.exists(file))
        Files.move(file, file.resolveSibling(file.getFileName() + ".unusable"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
