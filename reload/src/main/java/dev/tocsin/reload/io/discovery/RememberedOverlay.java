// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.config.OverlayDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/// An overlay's configuration that is kept in a file from one start to the next, until it expires.
/// The file's time is when it was fetched. One owner at a time.
public final class RememberedOverlay {

  private final String name;
  private final Path file;
  private final Supplier<Discovered> search;
  private final InstantSource clock;

  /// @param name of the overlay
  /// @param file in a folder that is there; only this writes it
  /// @param search for the overlay, like {@link OverlayDiscovery#find}
  public RememberedOverlay(
      String name, Path file, Supplier<Discovered> search, InstantSource clock) {
    this.name = name;
    this.file = file;
    this.search = search;
    this.clock = clock;
  }

  /// What was fetched last if it still holds, otherwise what the search finds now.
  ///
  /// @throws UncheckedIOException if the file cannot be read or written
  // EB-4: "no longer valid and need to be retrieved again".
  public Discovered current() {
    var now = clock.instant();
    return remembered()
        .filter(found -> found.isValid(now) && !found.fetched().isAfter(now))
        .<Discovered>map(found -> found)
        .orElseGet(this::renewed);
  }

  /// Searches, whatever is remembered, and remembers what was found.
  public Discovered renewed() {
    var discovered = search.get();
    if (discovered instanceof Discovered.Found found) remember(found);
    return discovered;
  }

  private Optional<Discovered.Found> remembered() {
    try {
      var fetched = Files.getLastModifiedTime(file).toInstant();
      var document = OverlayDocument.read(Files.readAllBytes(file));
      return document
          .overlay(name)
          .map(overlay -> new Discovered.Found(overlay, document, fetched));
    } catch (NoSuchFileException | WireException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void remember(Discovered.Found found) {
    var next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(next, found.document().write());
      Files.setLastModifiedTime(next, FileTime.from(found.fetched()));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
