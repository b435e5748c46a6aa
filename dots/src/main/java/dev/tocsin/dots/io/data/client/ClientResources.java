// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data.client;

import dev.tocsin.dots.core.client.data.ResourceChange;
import dev.tocsin.dots.core.client.data.Resources;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.data.DotsClient;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataError;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;

/// What one client has at its server. A refusal is a {@link RefusedByServerException} in words;
/// what is not there is no refusal.
public final class ClientResources {

  private final DataClient server;
  private final String cuid;

  public ClientResources(DataClient server, String cuid) {
    this.server = server;
    this.cuid = cuid;
  }

  /// Empty if the client is not registered.
  public Optional<Resources> standing() throws IOException {
    return read(new DataTarget.Client(cuid), ContentFilter.ALL)
        .map(
            body ->
                switch (body) {
                  case DataBody.Client(var client) ->
                      new Resources(client.aliases(), client.acls());
                  default -> throw unexpected(body);
                });
  }

  public Capabilities capabilities() throws IOException {
    var body = read(new DataTarget.Capabilities(), ContentFilter.ALL);
    if (body.isPresent() && body.get() instanceof DataBody.Capabilities(var told)) return told;
    throw new IOException("the server tells no capabilities");
  }

  /// RFC 8783 §5.1: before it can have anything.
  public void register() throws IOException {
    ask(
        new DataRequest.Create(
            new DataTarget.Root(), new DataBody.Client(new DotsClient(cuid)), Optional.empty()));
  }

  /// Takes everything that is bound to the cuid with it (RFC 8783 §5.2).
  public void unregister() throws IOException {
    ask(new DataRequest.Delete(new DataTarget.Client(cuid)));
  }

  public void make(ResourceChange change) throws IOException {
    ask(change.request(cuid));
  }

  private Optional<DataBody> read(DataTarget target, ContentFilter content) throws IOException {
    var request = new DataRequest.Retrieve(target, content);
    return switch (server.ask(request)) {
      case DataAnswer.Content(var body, _) -> Optional.of(body);
      case DataAnswer.Refused refused when refused.status() == 404 -> Optional.empty();
      case DataAnswer.Refused refused -> throw refusal(request, refused);
      case DataAnswer.Created _, DataAnswer.NoContent _ ->
          throw new IOException("the server answered nothing to a question");
    };
  }

  private void ask(DataRequest request) throws IOException {
    if (server.ask(request) instanceof DataAnswer.Refused refused) {
      throw refusal(request, refused);
    }
  }

  private static RefusedByServerException refusal(DataRequest request, DataAnswer.Refused refused) {
    var reasons =
        refused.errors().stream().map(ClientResources::words).collect(Collectors.joining("; "));
    return new RefusedByServerException(
        refused.status(),
        "%s refused (%d): %s".formatted(request.method(), refused.status(), reasons));
  }

  private static String words(DataError error) {
    return error.tag()
        + error.path().map(path -> " at " + path).orElse("")
        + ": "
        + error.message();
  }

  private static IllegalStateException unexpected(DataBody body) {
    return new IllegalStateException("a client's resource is read as " + body.getClass());
  }
}
