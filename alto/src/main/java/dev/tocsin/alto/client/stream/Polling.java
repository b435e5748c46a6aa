// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.client.http.Ask;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.observe.Printable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Asks for resources whether they have changed. One thread at a time.
final class Polling {

  private static final JsonText JSON = JsonText.ofServers(JsonBounds.RESOURCE);

  private final Follower follower;
  private final Map<Subscription, String> etags = new HashMap<>();

  Polling(Follower follower) {
    this.follower = follower;
  }

  void look(Subscription at) throws AltoClientException {
    var type = at.resource().entry().mediaType();
    var uri = at.resource().uri();
    // A tag is of use only beside what it is the tag of.
    var etag =
        Optional.ofNullable(etags.get(at)).filter(_ -> follower.board().held(at).isPresent());
    var ask =
        at.body()
            .map(text -> new Ask.Body(at.resource().entry().accepts().orElseThrow(), text))
            .map(body -> Ask.post(uri, type, body))
            .orElseGet(() -> Ask.get(uri, type, etag));
    var heard = follower.source().http().ask(ask);
    heard.etag().ifPresentOrElse(tag -> etags.put(at, tag), () -> etags.remove(at));
    if (heard.isUnchanged()) return;
    try {
      var version = Version.of(at, Optional.empty(), JSON.parse(heard.body()));
      var held = follower.board().held(at).map(Version::content);
      if (held.filter(version.content()::equals).isPresent()) return;
      follower.changed(version, type, heard.body().length);
    } catch (WireException e) {
      throw AltoClientException.of(
          Kind.UNREADABLE,
          Printable.escape(uri + " answers what cannot be read: " + e.getMessage()));
    }
  }
}
