// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.control;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.io.control.PeerOrder.Which;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.id.Id;
import java.util.List;
import java.util.Locale;

/// Which values an order means, under the model of their kind.
final class Selected {

  private Selected() {}

  static KindQuery.Which toFetch(Kind kind, Which which) {
    return switch (which) {
      case Which.Usual(), Which.All() -> all(kind);
      case Which.Index(var index) -> {
        requireArray(kind);
        yield new KindQuery.Which.Range(index, index);
      }
      case Which.Key(var key) -> {
        requireDictionary(kind);
        yield new KindQuery.Which.Keys(List.of(key));
      }
    };
  }

  static KindQuery.Which toRemove(Kind kind, Which which) {
    boolean isVague = which instanceof Which.Usual && kind.model() != Model.SINGLE;
    if (isVague) {
      throw new WireException(
          "several values may be there: say 'index' or 'key', or 'all' to remove all of them");
    }
    return toFetch(kind, which);
  }

  private static KindQuery.Which all(Kind kind) {
    return switch (kind.model()) {
      case SINGLE -> new KindQuery.Which.Single();
      case ARRAY -> new KindQuery.Which.Range(0, KindQuery.Which.Range.LAST);
      case DICTIONARY -> new KindQuery.Which.Keys(List.of());
    };
  }

  static void requireArray(Kind kind) {
    require(kind, Model.ARRAY, "an index");
  }

  static void requireDictionary(Kind kind) {
    require(kind, Model.DICTIONARY, "a key");
  }

  private static void require(Kind kind, Model model, String what) {
    if (kind.model() == model) return;
    throw new WireException(
        "kind %s is of model %s: no value has %s"
            .formatted(kind.name(), kind.model().name().toLowerCase(Locale.ROOT), what));
  }

  static Bytes own(Id peer) {
    return Bytes.owning(peer.bytes());
  }
}
