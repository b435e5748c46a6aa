// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// A whole answer of the media type that was asked for; or word that the client has it already.
public final class Heard {

  private final URI uri;
  private final boolean isUnchanged;
  private final byte[] body;
  private final Optional<String> etag;
  private final Reuse reuse;

  /// What the server allows (RFC 9111 §5.2.2).
  ///
  /// @param freshFor how long nobody needs to ask again
  /// @param isKept false if nobody may keep the answer
  public record Reuse(Duration freshFor, boolean isKept) {}

  Heard(URI uri, boolean isUnchanged, byte[] body, Optional<String> etag, Reuse reuse) {
    this.uri = uri;
    this.isUnchanged = isUnchanged;
    this.body = body;
    this.etag = etag;
    this.reuse = reuse;
  }

  /// Where it was in the end: relative references in it are relative to this.
  public URI uri() {
    return uri;
  }

  /// Whether there is no body since the client has it (304).
  public boolean isUnchanged() {
    return isUnchanged;
  }

  /// Unpacked; not a copy, so that large maps are held once.
  public byte[] body() {
    return body;
  }

  public Optional<String> etag() {
    return etag;
  }

  public Reuse reuse() {
    return reuse;
  }
}
