// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.client.cache.ResourceCache;
import dev.tocsin.alto.client.directory.Closure;
import dev.tocsin.alto.client.directory.Crawl;
import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoHttp;
import java.net.URI;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The server that is followed, and what is shared with whoever else asks it.
///
/// @param root its directory
/// @param cache is told what is heard, so that nobody else has to ask
/// @param random for the times between attempts
public record Source(
    URI root, AltoHttp http, ResourceCache cache, InstantSource clock, RandomGenerator random) {

  Closure directory() throws AltoClientException {
    return Crawl.of(root, cache);
  }
}
