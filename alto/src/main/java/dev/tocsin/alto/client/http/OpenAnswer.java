// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.base.http.client.HttpFailures;
import dev.tocsin.base.observe.Printable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An answer of the media type that was asked for, which goes on until one side ends it. One thread
/// takes from it, any may close it.
public final class OpenAnswer implements AutoCloseable {

  private final URI uri;
  private final Chunks chunks;

  OpenAnswer(URI uri, Chunks chunks) {
    this.uri = uri;
    this.chunks = chunks;
  }

  /// Where it comes from in the end: relative references in it are relative to this.
  public URI uri() {
    return uri;
  }

  /// Waits for more.
  ///
  /// @return empty when it has ended
  /// @throws AltoClientException if it breaks off, or nothing comes for that long
  public Optional<List<ByteBuffer>> next(Duration silence) throws AltoClientException {
    try {
      var next = chunks.next(silence);
      if (next.isEmpty()) throw broken("said nothing for " + silence.toSeconds() + " s");
      return switch (next.get()) {
        case Chunks.Next.Piece(var bytes) -> Optional.of(bytes);
        case Chunks.Next.End() -> Optional.empty();
        case Chunks.Next.Failed(var cause) -> throw broken(HttpFailures.words(cause, silence));
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw broken("was not waited for: interrupted");
    }
  }

  private AltoClientException broken(String what) {
    return AltoClientException.of(Kind.UNREACHABLE, Printable.escape(uri + " " + what));
  }

  /// Ends it; who waits for more is told so.
  @Override
  public void close() {
    chunks.close();
  }
}
