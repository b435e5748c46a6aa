// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.alto.wire.request.AltoRequest;
import dev.tocsin.alto.wire.request.AltoRequestWriter;
import java.util.Optional;

/// One resource that is followed.
///
/// @param input for a resource that wants a request
public record Subscription(Resource resource, Optional<AltoRequest> input) {

  /// @throws IllegalArgumentException if the resource wants a request and there is none, or the
  ///   other way around
  public Subscription {
    if (resource.isWhole() == input.isPresent()) {
      throw new IllegalArgumentException(
          "'%s' %s"
              .formatted(
                  resource.id(),
                  resource.isWhole()
                      ? "is had whole: no filter"
                      : "wants a request (" + resource.entry().accepts().orElseThrow() + ")"));
    }
  }

  public static Subscription to(Resource resource) {
    return new Subscription(resource, Optional.empty());
  }

  public String resourceId() {
    return resource.id();
  }

  Optional<String> body() {
    return input.map(AltoRequestWriter::write);
  }
}
